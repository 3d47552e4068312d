"""Forgetting somebody who has asked for it: everything of theirs is blanked, a page at a time, their name last.

What is left are numbers: that there was a customer, how often and when something was said, and which scores were given.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from crm import post
from crm.notices import ErasureReceipt
from crm.points.bank import joining
from crm.privacy import redaction
from crm.privacy.erasures import CONFIRMED, DONE
from crm.refusals import Gone, Refused
from crm.relay import erasing, search
from crm.roles import rule
from crm.work import Work
from storage import retention
from storage.privacy import erasures, forgetting
from storage.privacy.belongings import GONE, MENTIONS, MESSAGE, REFUND, REMEMBERED, WORDS
from storage.privacy.forgetting import Facts
from storage.tables import Audit, Customer, Draft, LineUser, Message, Outbox, PurchaseRefund, Tracked
from storage.voice import line_users

# So long events and drafts keep what they say (crm/retention.py), and to spare.
RECENT = timedelta(days=32)
# Shorter words are in other people's events as well.
TELLING = 4
LONGEST = 60

Find = Callable[[AsyncSession, Facts, int, int], Awaitable[list[int]]]


@dataclass(frozen=True)
class Step:
    """One kind of place where something stands. `find` gives a page of numbers behind a place; `blank` settles it."""

    name: str
    find: Find
    blank: Callable[[Work, Facts, Sequence[int]], Awaitable[None]]


@rule("erasures.facts")
async def facts(work: Work, erasure_id: int) -> Facts:
    """Who is meant, and by which words they are found; as long as their names are known, that is to the end.

    Raises:
        Refused: Gone, when it is not to be done (any more).
    """
    erasure = await erasures.by_id(work.session, erasure_id)
    if erasure is None or erasure.state != CONFIRMED:
        raise Refused(Gone())
    people = await erasures.family(work.session, erasure.customer_id)
    ids = tuple(each.id for each in people)
    accounts = await erasures.accounts(work.session, ids)
    changes = await forgetting.changes_since(work.session, ids, work.now - RECENT)
    return Facts(
        erasure_id=erasure.id,
        ids=ids,
        account_ids=tuple(each.id for each in accounts),
        user_ids=tuple(each.user_id for each in accounts),
        names=await _names(work, people, accounts),
        recent=_recent(people, changes),
    )


async def _names(work: Work, people: Sequence[Customer], accounts: Sequence[LineUser]) -> tuple[str, ...]:
    """A name that somebody else has too is theirs as well: other people's rows keep it."""
    own = [value for each in people for value in (each.email, each.phone)] + [each.user_id for each in accounts]
    called = [each.name for each in people if each.name != redaction.MARK]
    if not await forgetting.namesakes(work.session, called, [each.id for each in people]):
        own += called + [each.reading for each in people] + [each.display_name for each in accounts]
    return redaction.needles(*own)


def _recent(people: Sequence[Customer], changes: Sequence[tuple[str, Any, Any]]) -> tuple[str, ...]:
    """What was entered of late, as it may stand in the events that brought it."""
    now = [each.model_dump() for each in people]
    texts = _texts(("customers", None, one) for one in now) + _texts(iter(changes))
    return tuple(dict.fromkeys(text[:LONGEST] for text in texts if len(text) >= TELLING))


def _texts(changes: Iterable[tuple[str, Any, Any]]) -> list[str]:
    """Texts of the columns that an erasure blanks."""
    return [
        value
        for table, *both in changes
        for values in both
        for column in REMEMBERED.get(table, ())
        if values and isinstance(value := values.get(column), str)
    ]


async def _blank_events(work: Work, who: Facts, seqs: Sequence[int]) -> None:
    await forgetting.blank_events(work.session, seqs, who.user_ids)


async def _blank_drafts(work: Work, _who: Facts, ids: Sequence[int]) -> None:
    blanks = {"text": "", "card": {}}
    await forgetting.blank(work.session, Draft, ids, blanks)
    await retention.blank_audit(work.session, str(Draft.__tablename__), ids, blanks)


async def _blank_messages(work: Work, _who: Facts, ids: Sequence[int]) -> None:
    """With what brought them, and what told our people of them."""
    places = await forgetting.message_places(work.session, ids)
    events = [int(each["event"]) for each in places if each.get("event", "").isdecimal()]
    told = [int(seq) for each in places for seq in each.get("told", "").split()]
    await forgetting.blank_events(work.session, events)
    for row in await forgetting.letters(work.session, told):
        _silence(row)
    await forgetting.blank(work.session, Message, ids, MESSAGE)
    await search.respell(work, dict.fromkeys(ids, ""))


async def _forget_media(work: Work, _who: Facts, ids: Sequence[int]) -> None:
    await erasing.forget(work, ids)


async def _leave_wallets(work: Work, _who: Facts, ids: Sequence[int]) -> None:
    for number in ids:
        await joining.leave_behind(work, number)


async def _blank_notes(work: Work, _who: Facts, ids: Sequence[int]) -> None:
    await forgetting.blank_notes(work.session, ids)


async def _blank_refunds(work: Work, _who: Facts, ids: Sequence[int]) -> None:
    await forgetting.blank(work.session, PurchaseRefund, ids, REFUND)


async def _blank_words(work: Work, _who: Facts, ids: Sequence[int], *, kind: type[Tracked]) -> None:
    await forgetting.blank(work.session, kind, ids, WORDS[kind])


async def _drop(work: Work, _who: Facts, ids: Sequence[int], *, kind: type[Tracked]) -> None:
    await forgetting.drop(work.session, kind, ids)


async def _blank_letters(work: Work, who: Facts, seqs: Sequence[int]) -> None:
    for row in await forgetting.letters(work.session, seqs):
        settled = row.state in forgetting.SETTLED
        if row.customer_id in who.ids or (row.recipient in who.user_ids and settled):
            _silence(row)
        else:
            row.fields = redaction.redact(row.fields, who.ids, who.names)
        if row.recipient in who.user_ids and settled:
            row.recipient = row.lane = forgetting.ERASED


def _silence(row: Outbox) -> None:
    """It is not said any more, and what was said is not known."""
    row.fields = {}
    row.state = row.state if row.state in forgetting.SETTLED else "cancelled"


async def _blank_mentions(work: Work, who: Facts, ids: Sequence[int], *, kind: type[Tracked], column: str) -> None:
    for number, value in (await forgetting.values_of(work.session, kind, column, ids)).items():
        said = redaction.redact(value, (), who.names)
        await forgetting.blank(work.session, kind, [number], {column: said})
        if kind is Message:
            await search.respell(work, {number: said})


async def _blank_remembered(work: Work, who: Facts, ids: Sequence[int]) -> None:
    lines = await forgetting.remembered(work.session, ids)
    blank = {line.id: (_without(line, line.before, who), _without(line, line.after, who)) for line in lines}
    changed = {line.id: blank[line.id] for line in lines if blank[line.id] != (line.before, line.after)}
    await forgetting.remember(work.session, changed)


def _without(line: Audit, values: dict[str, Any] | None, who: Facts) -> dict[str, Any] | None:
    theirs = line.customer_id in who.ids or line.table_name in {Message.__tablename__, LineUser.__tablename__}
    blanks = REMEMBERED.get(line.table_name, {}) if theirs else {}
    kept = values and {name: blanks.get(name, value) for name, value in values.items()}
    redacted: dict[str, Any] | None = redaction.redact(kept, (), who.names)
    return redacted


async def _gone_left(session: AsyncSession, who: Facts, _after: int, limit: int, *, kind: type[Tracked]) -> list[int]:
    return await forgetting.gone_left(session, kind, who, limit)


async def _words_left(session: AsyncSession, who: Facts, after: int, limit: int, *, kind: type[Tracked]) -> list[int]:
    return await forgetting.words_left(session, kind, WORDS[kind], who, after, limit)


async def _mentions_left(
    session: AsyncSession, who: Facts, after: int, limit: int, *, kind: type[Tracked], column: str
) -> list[int]:
    return await forgetting.mentions_left(session, kind, column, who, after, limit)


# In this order: events and drafts are known by words that stand elsewhere, messages know where else they stand, and the
# audit log is what everything before wrote to.
STEPS: tuple[Step, ...] = (
    Step("events", forgetting.events_left, _blank_events),
    Step("drafts", forgetting.drafts_left, _blank_drafts),
    Step("messages", forgetting.messages_left, _blank_messages),
    Step("media", forgetting.media_left, _forget_media),
    Step("wallets", forgetting.wallets_left, _leave_wallets),
    Step("point_entries", forgetting.notes_left, _blank_notes),
    Step("purchase_refunds", forgetting.refunds_left, _blank_refunds),
    *(
        Step(str(kind.__tablename__), partial(_words_left, kind=kind), partial(_blank_words, kind=kind))
        for kind in WORDS
    ),
    *(Step(str(kind.__tablename__), partial(_gone_left, kind=kind), partial(_drop, kind=kind)) for kind in GONE),
    Step("outbox", forgetting.letters_left, _blank_letters),
    *(
        Step(
            f"mentions in {kind.__tablename__}.{column}",
            partial(_mentions_left, kind=kind, column=column),
            partial(_blank_mentions, kind=kind, column=column),
        )
        for kind, column in MENTIONS
    ),
    Step("audit", forgetting.remembered_left, _blank_remembered),
)
_STEPS = {step.name: step for step in STEPS}


@rule("erasures.forget")
async def forget(work: Work, who: Facts, step: str, numbers: Sequence[int]) -> None:
    """Settle a page of rows that the step has found, and count them."""
    await _STEPS[step].blank(work, who, numbers)
    erasure = await erasures.by_id(work.session, who.erasure_id)
    if erasure is not None:
        erasure.counts = erasure.counts | {step: erasure.counts.get(step, 0) + len(numbers)}


@rule("erasures.finish")
async def finish(work: Work, who: Facts, receipt: str) -> bool:
    """Blank the person, now that nothing else is left, and send the receipt. False when it is done already."""
    erasure = await erasures.by_receipt(work.session, receipt)
    if erasure is None or erasure.state != CONFIRMED:
        return False
    account = await line_users.by_id(work.session, erasure.line_user_id) if erasure.line_user_id else None
    if account is not None and account.state == "friend":
        language = account.chosen_language or ("ja" if (account.language or "ja").startswith("ja") else "en")
        await post.to_line(work, account, ErasureReceipt(erasure.receipt, language))
    erasure.state, erasure.done_at = DONE, work.now
    await forgetting.blank_people(work.session, who)
    return True
