"""What an admin settles for the whole company."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from crm.refusals import (
    Gone,
    NoAddress,
    NoTelephone,
    NotUnderstood,
    OutOfRange,
    Refusal,
    Refused,
    TooManyWords,
    WrongFields,
)
from crm.roles import rule
from crm.work import Work
from storage import company_settings, ledger, reps
from storage.tables import CompanySettings

# From the first business day on, and within what anybody still calls overdue.
LEAST, MOST = 1, 30
# When a manager must agree to a handover, and between which bounds its numbers lie.
APPROVALS = ("never", "above", "always")
BOUNDS: dict[str, tuple[int, int]] = {
    "handover_above": (1, 10_000),
    "handover_accept_days": (LEAST, MOST),
    "handover_notice_days": (0, 90),
    "handover_load": (1, 100_000),
}
LISTENING: dict[str, tuple[int, int]] = {
    "case_low": (0, 8),
    "case_morning": (0, 8),
    "csat_low": (1, 3),
    "reply_hours": (1, 80),
    "solve_days": (LEAST, MOST),
}
# Where customers' words are read, and whose answers a manager reads first.
PLACES = ("dm", "channel")
RELAY_APPROVALS = ("never", "new", "case", "always")
RELAY: dict[str, tuple[int, int]] = {"relay_wait": (5, 2700), "relay_new_days": (1, 365)}
MOST_WORDS, LONGEST_WORD, LONGEST_ADDRESS = 200, 30, 500
_CHANNEL = re.compile(r"[CG][A-Z0-9]{1,31}")
_TELEPHONE = re.compile(r"\+?[0-9][0-9()-]{5,20}")


@rule("company_settings.show")
async def show(work: Work) -> CompanySettings:
    """As the company has settled it, or as it is by default."""
    return await company_settings.current(work.session)


@rule("company_settings.escalate")
async def escalate(work: Work, deputy_after: int | None, manager_after: int | None) -> CompanySettings:
    """After how many business days an overdue follow-up climbs to the deputy, and to the manager; None is no number.

    Raises:
        Refused: WrongFields, when one is out of range or the manager would be told before the deputy.
    """
    wrong = list[tuple[str, Refusal]]()
    if deputy_after is None or not LEAST <= deputy_after <= MOST:
        wrong.append(("deputy_after", OutOfRange(LEAST, MOST)))
    least = min(deputy_after or LEAST, MOST)
    if manager_after is None or not least <= manager_after <= MOST:
        wrong.append(("manager_after", OutOfRange(least, MOST)))
    if wrong or deputy_after is None or manager_after is None:
        raise Refused(WrongFields(tuple(wrong)))
    settings = await _row(work)
    settings.deputy_after, settings.manager_after = deputy_after, manager_after
    return settings


@rule("company_settings.handovers")
async def handovers(work: Work, approval: str, numbers: Mapping[str, int | None]) -> CompanySettings:
    """When a manager must agree (one of APPROVALS), and the numbers of BOUNDS by name; None is no number, which only
    `handover_load` may be: then nobody has too many customers.

    Raises:
        Refused: WrongFields, NotUnderstood.
    """
    if approval not in APPROVALS:
        raise Refused(NotUnderstood("handover_approval"))
    wrong = tuple((name, OutOfRange(*BOUNDS[name])) for name in BOUNDS if not _fits(name, numbers.get(name)))
    if wrong:
        raise Refused(WrongFields(wrong))
    settings = await _row(work)
    settings.handover_approval = approval
    for name in BOUNDS:
        setattr(settings, name, numbers.get(name))
    return settings


@dataclass(frozen=True)
class Listening:
    """How customers are heard. `numbers` by name of LISTENING (None: what was typed is no number); the lists as typed,
    a word a line (empty: ours); `telephone` and `review_url` may be empty.
    """

    numbers: Mapping[str, int | None]
    angry_words: str = ""
    urgent_words: str = ""
    telephone: str = ""
    review_url: str = ""


@rule("company_settings.listening")
async def listening(work: Work, wish: Listening) -> CompanySettings:
    """From which scores on a case is opened, its clocks, the words that are heard, and what customers are offered.

    Raises:
        Refused: WrongFields.
    """
    wrong = [
        (name, OutOfRange(*bounds)) for name, bounds in LISTENING.items() if not _within(wish.numbers.get(name), bounds)
    ]
    low, morning = wish.numbers.get("case_low"), wish.numbers.get("case_morning")
    if not wrong and morning is not None and low is not None and morning < low:
        wrong = [("case_morning", OutOfRange(low, LISTENING["case_morning"][1]))]
    faults: list[tuple[str, Refusal]] = [*wrong, *_wrong_texts(wish)]
    if faults:
        raise Refused(WrongFields(tuple(faults)))
    settings = await _row(work)
    for name in LISTENING:
        setattr(settings, name, wish.numbers[name])
    settings.angry_words, settings.urgent_words = _words(wish.angry_words), _words(wish.urgent_words)
    settings.telephone, settings.review_url = wish.telephone.strip() or None, wish.review_url.strip() or None
    return settings


@dataclass(frozen=True)
class Relaying:
    """How customers are answered in LINE: `place` of PLACES, `approval` of RELAY_APPROVALS, `numbers` by name of RELAY
    (None: what was typed is no number), and the Slack channel of teams by number (None: it has none).
    """

    place: str
    approval: str
    numbers: Mapping[str, int | None]
    channels: Mapping[int, str | None] = field(default_factory=dict)


@rule("company_settings.relay")
async def relay(work: Work, wish: Relaying) -> CompanySettings:
    """Where customers' words are read, how long they may wait, whose answers are read first, and the teams' channels.

    Teams that the wish does not name stay as they are.

    Raises:
        Refused: WrongFields, NotUnderstood, Gone.
    """
    if wish.place not in PLACES or wish.approval not in RELAY_APPROVALS:
        raise Refused(NotUnderstood("relay_place"))
    faults = [
        (name, OutOfRange(*bounds)) for name, bounds in RELAY.items() if not _within(wish.numbers.get(name), bounds)
    ]
    if faults:
        raise Refused(WrongFields(tuple(faults)))
    settings = await _row(work)
    settings.relay_place, settings.relay_approval = wish.place, wish.approval
    for name in RELAY:
        setattr(settings, name, wish.numbers[name])
    for team_id, channel in wish.channels.items():
        await _work_in(work, team_id, channel)
    return settings


async def _work_in(work: Work, team_id: int, channel: str | None) -> None:
    team = await reps.team_by_id(work.session, team_id)
    if team is None:
        raise Refused(Gone())
    if channel is not None and not _CHANNEL.fullmatch(channel):
        raise Refused(NotUnderstood("relay_place"))
    team.channel = channel


def _within(number: int | None, bounds: tuple[int, int]) -> bool:
    return number is not None and bounds[0] <= number <= bounds[1]


def _wrong_texts(wish: Listening) -> list[tuple[str, Refusal]]:
    wrong = list[tuple[str, Refusal]]()
    for name, text in (("angry_words", wish.angry_words), ("urgent_words", wish.urgent_words)):
        words = _words(text) or []
        if len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
            wrong.append((name, TooManyWords(MOST_WORDS, LONGEST_WORD)))
    # What stands in a tel: link; LINE refuses the whole message for any other.
    if wish.telephone.strip() and _TELEPHONE.fullmatch(wish.telephone.strip()) is None:
        wrong.append(("telephone", NoTelephone()))
    address = wish.review_url.strip()
    if address and (not address.startswith("https://") or len(address) > LONGEST_ADDRESS or " " in address):
        wrong.append(("review_url", NoAddress()))
    return wrong


def _words(text: str) -> list[str] | None:
    """A word a line, or between commas; None where nothing is left, so that ours count."""
    return list(dict.fromkeys(each.strip() for each in re.split("[\\n,、，]", text) if each.strip())) or None


def _fits(name: str, number: int | None) -> bool:
    least, most = BOUNDS[name]
    return name == "handover_load" if number is None else least <= number <= most


async def _row(work: Work) -> CompanySettings:
    known = await company_settings.locked(work.session)
    # The slot makes a second admin wait for the first one's commit, so the row is made once.
    if known is None and await ledger.take(work.session, "company_settings", "row", work.now):
        known = CompanySettings()
        await work.save(known)
    known = known or await company_settings.locked(work.session)
    assert known is not None  # noqa: S101 - whoever took the slot has made it
    return known
