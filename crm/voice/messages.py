"""What customers write: all of it is kept, and all of it reaches either a dialogue or a person."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from crm import post
from crm.activities import cadences
from crm.handovers import pulse
from crm.notices import CustomerWrote, HowToLink, unpack
from crm.post import Reply
from crm.privacy import consents
from crm.records import customers
from crm.roles import rule
from crm.surveys import answers, askings, surveys
from crm.surveys.answers import Given
from crm.voice import codes, friends, links
from crm.work import Work
from storage import outbox
from storage.tables import Customer, LineUser, Message, Outbox
from storage.voice import line_users, messages
from storage.voice import links as link_rows

TEXT = "text"
UNSENT = "unsent"
# What is left of a notice when its words are taken back, by kind of notice.
_BLANK: dict[str, dict[str, str | None]] = {
    "CustomerWrote": {"text": "", "kind": UNSENT},
    "LowScoreWords": {"reason": ""},
    "ScoreWords": {"reason": ""},
    "PulseWords": {"reason": ""},
}
# Who tells of the words that explain an answer, by kind of survey.
REASONS: dict[str, Callable[[Work, Given, Reply | None], Awaitable[list[int]]]] = {
    askings.NPS.name: surveys.explained,
    askings.PULSE.name: pulse.explained,
}


@dataclass(frozen=True)
class Said:
    """One message. `text` is the customer's own words (or a file's name, a place's address); `kept` is what the record
    shows for it; `seq` is the inbox row that brought it.
    """

    user_id: str
    message_id: str
    kind: str
    text: str
    kept: str
    at: datetime
    seq: int = 0
    details: dict[str, str] = field(default_factory=dict)


@rule("messages.hear")
async def hear(work: Work, said: Said, reply: Reply | None) -> None:
    """Keep the message once, then let the first of these have it: a word of consent, a code, an awaited reason, or a
    person. Nobody gets an automatic answer to free words.
    """
    account = await friends.adopt(work, said.user_id, said.at)
    platform_id = said.message_id or f"seq:{said.seq}"
    if await messages.by_platform_id(work.session, "in", platform_id) is not None:
        return
    people = await link_rows.customers_of(work.session, account.id)
    message = Message(
        line_user_id=account.id,
        customer_id=people[0].id if people else None,
        direction="in",
        platform_id=platform_id,
        kind=said.kind,
        text=said.kept,
        details=said.details | {"event": str(said.seq)},
        at=said.at,
    )
    await work.save(message)
    await cadences.touched(work, *(each.id for each in people))
    if said.kind != TEXT or not await _dialogue(work, account, people, said, message, reply):
        await _pass_on(work, account, people, said, message, reply)


async def _dialogue(
    work: Work, account: LineUser, people: Sequence[Customer], said: Said, message: Message, reply: Reply | None
) -> bool:
    """Whether the words belonged to one of our dialogues."""
    granted = consents.word(said.text)
    if granted is False or (granted and people):
        await consents.hear(work, account, people, said.at, reply, granted=granted)
        return True
    if _is_code(said.text, known=bool(people)):
        await links.use_code(work, account, said.text, said.at, reply)
        return codes.find_code(said.text) is not None
    explained = await answers.explain(work, account, said.text, said.at)
    if explained is None:
        return False
    kind, given = explained
    _note(message, await REASONS[kind](work, given, reply), answer=given.answer.invite_id)
    return True


def _is_code(text: str, *, known: bool) -> bool:
    """Of somebody we know, only a whole code counts as one: "KZ-12" may be a thing they want to buy."""
    return codes.find_code(text) is not None if known else links.attempted(text)


async def _pass_on(
    work: Work, account: LineUser, people: Sequence[Customer], said: Said, message: Message, reply: Reply | None
) -> None:
    """A person should read it: each owner once, or the team when we do not know who writes."""
    by_owner = {each.owner_id: each for each in reversed(people)}
    told = [await _tell_owner(work, each, said) for each in by_owner.values()]
    if not people:
        name = account.display_name or ""
        told = await post.to_team(work, CustomerWrote(None, name, said.text, said.kind))
        if not links.attempted(said.text) and await friends.hint_due(work, account):
            await post.to_line(work, account, HowToLink(work.house.company), reply=reply)
    _note(message, [row.seq for row in told])


async def _tell_owner(work: Work, known: Customer, said: Said) -> Outbox:
    customer, owner = await customers.reached(work, known.id)
    notice = CustomerWrote(customer.id, customer.name, said.text, said.kind)
    return await post.to_rep(work, owner, notice, customer_id=customer.id)


def _note(message: Message, told: Sequence[int], **more: int) -> None:
    """Remember where else the words stand, so that they can be taken back."""
    places = {"told": " ".join(map(str, told))} | {name: str(value) for name, value in more.items()}
    message.details = message.details | places


@rule("messages.unsend")
async def unsend(work: Work, user_id: str, message_id: str) -> None:
    """The customer has taken the message back: our copies of its words go, in Slack too; that something was said stays.

    Source: LINE Developers, "Processing on receipt of unsend event".
    """
    message = await messages.by_platform_id(work.session, "in", message_id)
    account = await line_users.by_user_id(work.session, user_id)
    if message is None or account is None or message.line_user_id != account.id or message.kind == UNSENT:
        return
    places = message.details
    message.kind, message.text, message.details = UNSENT, "", {}
    await messages.forget_in_audit(work.session, message, "text", "details")
    if places.get("event"):
        await messages.forget_event(work.session, int(places["event"]))
    if places.get("answer"):
        await surveys.forget(work, int(places["answer"]))
    for seq in places.get("told", "").split():
        await _retell(work, int(seq))


async def _retell(work: Work, seq: int) -> None:
    """Blank the words in a notice, and where it has been sent already, on the reader's screen."""
    row = await outbox.by_seq(work.session, seq)
    if row is None:
        return
    row.fields = row.fields | _BLANK.get(row.kind, {})
    if row.state not in {"sent", "leased", "unknown"}:
        return
    notice = unpack(row.kind, row.fields)
    await post.to_slack(work, row.recipient, notice, customer_id=row.customer_id, update_of=row.update_of or row.seq)
