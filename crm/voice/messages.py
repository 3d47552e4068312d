"""What customers write: all of it is kept, and all of it reaches either a dialogue or a person."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from crm import post
from crm.activities import cadences
from crm.cases import anger
from crm.handovers import pulse
from crm.notices import HowToLink, unpack
from crm.points.counter import offers
from crm.points.earning import referrals
from crm.points.rewards import cards
from crm.points.rewards import words as point_words
from crm.post import Reply
from crm.privacy import wishes, words
from crm.records import customers
from crm.relay import conversations, inbound, media, receipts, search
from crm.relay.inbound import Came
from crm.roles import rule
from crm.surveys import answers, askings, own, surveys
from crm.surveys.answers import Given
from crm.voice import (
    away,
    codes,
    floods,
    friend_codes,
    friends,
    leaving,
    links,
    my_reps,
    strangers,
    unlinking,
    urgent,
)
from crm.work import Work
from storage import ledger, outbox, reps
from storage.tables import Customer, LineUser, Message, Outbox
from storage.voice import line_users, messages
from storage.voice import links as link_rows

TEXT = "text"
UNSENT = "unsent"
# What is left of a notice when its words are taken back, by kind of notice.
_BLANK: dict[str, dict[str, str | list[str]]] = {
    "CustomerWrote": {"text": "", "kind": UNSENT},
    "WhoIsThis": {"text": "", "kind": UNSENT},
    "CustomerWroteMuch": {"lines": []},
    "UnansweredLong": {"words": ""},
    "LowScoreWords": {"reason": ""},
    "ScoreWords": {"reason": ""},
    "SurveyWords": {"text": ""},
    "PulseWords": {"reason": ""},
    "AngryWords": {"words": ""},
    "Praise": {"words": ""},
}
# Who tells of the words that explain an answer, by kind of survey.
REASONS: dict[str, Callable[[Work, Given, Reply | None], Awaitable[list[int]]]] = {
    **dict.fromkeys(askings.SCORED, surveys.explained),
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


@dataclass
class Talk:
    """One message as it is being dealt with: whose account, for whom it speaks, and how pressing it is."""

    account: LineUser
    people: Sequence[Customer]
    said: Said
    message: Message
    reply: Reply | None
    flooded: bool = False
    urgent: bool = False


@rule("messages.hear")
async def hear(work: Work, said: Said, reply: Reply | None) -> None:
    """Keep the message once, then let the first of these have it: a word of consent, a code, a rep's own code, an
    urgent word, an awaited reason, a question that we can answer, or a person.
    """
    account = await friends.adopt(work, said.user_id, said.at)
    platform_id = said.message_id or f"seq:{said.seq}"
    if await messages.by_platform_id(work.session, "in", platform_id) is not None:
        return
    people = await link_rows.customers_of(work.session, account.id)
    flooded = await floods.rising(work, account)
    before = await messages.latest_in(work.session, account.id) if flooded else None
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
    await search.index(work, [message])
    await cadences.touched(work, *(each.id for each in people))
    await media.want(work, message, message.customer_id, said.kind, said.details.get("fileName", ""))
    talk = Talk(account, people, said, message, reply, flooded)
    if said.kind != TEXT or not await _dialogue(work, talk):
        await _pass_on(work, talk, before)


async def _dialogue(work: Work, talk: Talk) -> bool:
    """Whether the words belonged to one of our dialogues. Of a flood nothing is answered but a word that stops it."""
    account, people, said, reply = talk.account, talk.people, talk.said, talk.reply
    wish = words.read(said.text)
    if wish and await wishes.hear(work, wishes.Asked(account, people, wish, said.at, reply), hurried=talk.flooded):
        return True
    if not talk.flooded and await offers.take(work, account, list(people), said.text, said.at, reply):
        return True
    if _is_code(said.text, known=bool(people)) and not talk.flooded:
        await links.use_code(work, account, said.text, said.at, reply)
        return codes.find_code(said.text) is not None
    came = None if talk.flooded else await friend_codes.use(work, account, said.text, reply)
    if came is None and not talk.flooded:
        came = await referrals.hear(work, account, list(people), said.text, reply)
    if came is not None:
        _note(talk.message, [row.seq for row in came])
        return True
    if await leaving.leave(work, account, said.text, said.at, reply):
        return True
    talk.urgent = urgent.found(said.text, await urgent.words_of(work)) is not None
    if talk.urgent:
        await answers.leave(work, account, said.at)
    return not talk.urgent and not talk.flooded and (await _explained(work, talk) or await _answered(work, talk))


def _is_code(text: str, *, known: bool) -> bool:
    """Of somebody we know, only a whole code counts as one: "KZ-12" may be a thing they want to buy."""
    return codes.find_code(text) is not None if known else links.attempted(text)


async def _explained(work: Work, talk: Talk) -> bool:
    """Whether the words are the reason of a score that we have asked for, or the answer to a survey's question."""
    wrote = await own.wrote(work, talk.account, talk.said.text, talk.said.at, talk.reply)
    if wrote is not None:
        shown = await _to_owners(work, talk, dialogue=True)
        _note(talk.message, [wrote.told, *(row.seq for row in shown)], reply=wrote.reply)
        return True
    explained = await answers.explain(work, talk.account, talk.said.text, talk.said.at)
    if explained is None:
        return False
    kind, given = explained
    told = await REASONS[kind](work, given, talk.reply)
    shown = await _to_owners(work, talk, dialogue=True)
    _note(talk.message, [*told, *(row.seq for row in shown)], answer=given.answer.invite_id)
    return True


async def _answered(work: Work, talk: Talk) -> bool:
    """Whether it was a question that we can answer at once."""
    if my_reps.asked(talk.said.text):
        await my_reps.tell(work, talk.account, talk.people, talk.reply)
        return True
    if unlinking.asked(talk.said.text):
        await unlinking.offer(work, talk.account, talk.people, talk.reply)
        return True
    if point_words.asked(talk.said.text):
        return await cards.answer(work, talk.account, talk.people, talk.reply)
    return False


async def _pass_on(work: Work, talk: Talk, before: Message | None) -> None:
    """A person should read it: in the thread of each customer for whom the account speaks, one for each owner."""
    if talk.people:
        told = await _to_owners(work, talk) + (await _suspected(work, talk) if talk.flooded else [])
    elif talk.flooded:
        told = await _gathered(work, talk, before)
    else:
        told = await strangers.heard(
            work, talk.account, talk.said.text, talk.said.kind, talk.message.id, urgent=talk.urgent
        )
    _note(talk.message, [row.seq for row in told])
    await _reassure(work, talk)


async def _to_owners(work: Work, talk: Talk, *, dialogue: bool = False) -> list[Outbox]:
    """The thread of one customer for each owner, in the order in which all lock several customers."""
    by_owner = {each.owner_id: each for each in reversed(talk.people)}
    told = list[Outbox]()
    for known in sorted(by_owner.values(), key=lambda each: each.id):
        customer, owner = await customers.reached(work, known.id)
        came = Came(talk.message, talk.said.text, urgent=talk.urgent, dialogue=dialogue, flooded=talk.flooded)
        told += await inbound.tell(work, customer, owner, came)
    return told


async def _gathered(work: Work, talk: Talk, before: Message | None) -> list[Outbox]:
    told = before.details.get("told", "") if before is not None else ""
    rows = [int(seq) for seq in told.split()]
    words = talk.said.text if talk.said.kind == TEXT else talk.said.kept
    return await floods.gather(work, talk.account, words, rows, urgent=talk.urgent)


async def _suspected(work: Work, talk: Talk) -> list[Outbox]:
    """Who is beside themselves writes line upon line: the suggestion of a case comes once an hour, by itself."""
    if talk.urgent:
        return []
    customer, owner = await customers.reached(work, talk.people[0].id)
    angry = await anger.heard(work, customer, talk.message)
    hour = work.now.strftime("%Y-%m-%dT%H")
    if angry is None or not await ledger.take(work.session, "angry_words", f"{talk.account.id}:{hour}", work.now):
        return []
    thread = await conversations.of(work, customer, owner)
    return [await conversations.say(work, thread, angry, customer.id)]


async def _reassure(work: Work, talk: Talk) -> None:
    """What the customer hears before a person answers, seldom: it is urgent, nobody is here now, or who are you."""
    account, reply = talk.account, talk.reply
    customer_id = talk.people[0].id if talk.people else None
    if talk.urgent:
        await urgent.answer(work, account, customer_id, reply)
        return
    hint = not talk.people and not links.attempted(talk.said.text) and await friends.hint_due(work, account)
    rep = await _first_owner(work, talk)
    if await away.answer(work, account, rep, reply, customer_id=customer_id, hint=hint):
        return
    if hint:
        await post.to_line(work, account, HowToLink(work.house.company, work.house.public), reply=reply)


async def _first_owner(work: Work, talk: Talk) -> str:
    """The name of whoever will answer; "" for somebody."""
    rep_id = talk.people[0].owner_id if talk.people else talk.account.rep_id
    rep = await reps.by_id(work.session, rep_id) if rep_id else None
    return rep.full_name if rep is not None and rep.active else ""


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
    await media.unsend(work, message)
    places = message.details
    message.kind, message.text, message.details = UNSENT, "", {}
    await search.respell(work, {message.id: ""})
    await messages.forget_in_audit(work.session, message, "text", "details")
    if places.get("event"):
        await messages.forget_event(work.session, int(places["event"]))
    if places.get("answer"):
        await surveys.forget(work, int(places["answer"]))
    if places.get("reply"):
        await own.forget(work, int(places["reply"]))
    await receipts.unsend(work, message.id)
    for seq in places.get("told", "").split():
        if not await conversations.forget(work, int(seq), message.id):
            await _retell(work, int(seq))


async def _retell(work: Work, seq: int) -> None:
    """Blank the words in a notice, and where it has been sent already, on the reader's screen."""
    row = await outbox.by_seq(work.session, seq)
    if row is None or not row.fields:
        return
    row.fields = row.fields | _BLANK.get(row.kind, {})
    if row.state not in {"sent", "leased", "unknown"}:
        return
    notice = unpack(row.kind, row.fields)
    place = {"thread_of": row.thread_of, "update_of": row.update_of or row.seq}
    await post.to_slack(work, row.recipient, notice, customer_id=row.customer_id, **place)
