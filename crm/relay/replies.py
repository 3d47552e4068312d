"""Answering a customer: only what is sent on purpose goes out, once, in the name of whoever wrote it."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from crm.notices import Choice
from crm.points.programme import programmes
from crm.records import choices
from crm.refusals import AlreadyAnswered, AlreadySent, Gone, HeldBy, LeftLine, NothingToSend, Refused, ReplyTooLong
from crm.relay import approvals, carrying, claims, conversations, media, receipts, talks, templates
from crm.relay.media import SlackFile
from crm.relay.talks import Talk, To
from crm.roles import rule
from crm.surveys import askings, quotas
from crm.work import Work
from storage.relay import replies as rows
from storage.tables import Reply, ReplyTemplate

LONGEST = 1500
"""Characters: what a phone shows without a page of scrolling, and what the form can carry from step to step."""
QUOTED = 500


@dataclass(frozen=True)
class Begun:
    """What the form needs: the `words` that are answered (of LINE's `kind`), and `text` to begin with. `held_by` is
    answering until `held_until`; `left` messages remain this month (None: no limit, or LINE has not told); `gone`:
    nothing reaches the account; `files`: pictures can be sent; `points`: so can the card of their points.
    """

    to: To
    kind: str
    words: str
    text: str = ""
    held_by: str = ""
    held_until: str = ""
    left: int | None = None
    gone: bool = False
    files: bool = True
    templates: tuple[tuple[int, str], ...] = ()
    points: bool = False


@dataclass(frozen=True)
class Draft:
    """What was typed: `message_id` is the one that it answers; `card`: a survey (of askings.SCORED) goes with it, or
    the card of the customer's points.
    """

    message_id: int
    text: str
    files: tuple[SlackFile, ...] = ()
    card: str = ""


@dataclass(frozen=True)
class Preview:
    """The draft as the phone will show it. `asks`: a manager reads it first."""

    to: To
    draft: Draft
    sender: str
    company: str
    left: int | None
    asks: bool


@rule("replies.begin")
async def begin(work: Work, message_id: int, text: str = "") -> Begun:
    """Somebody wants to answer: they hold the customer from now on, unless somebody else does already.

    Raises:
        Refused: Gone.
    """
    talk = await talks.of(work, message_id)
    held = HeldBy("", "")
    try:
        await talks.claim(work, talk)
    except Refused as no:
        if not isinstance(no.refusal, HeldBy):
            raise
        held = no.refusal
    return Begun(
        to=talk.to,
        kind=talk.message.kind,
        words=talk.message.text[:QUOTED],
        text=text,
        held_by=held.name,
        held_until=held.until,
        left=await _left(work),
        gone=talk.account.state == "gone",
        files=media.publishable(work),
        templates=tuple((each.id, each.name) for each in await _offered(work, talk)),
        points=talk.customer is not None and (await programmes.current(work)).enabled,
    )


async def _offered(work: Work, talk: Talk) -> list[ReplyTemplate]:
    return await templates.for_rep(work, talk.customer) if talk.customer is not None else []


async def _left(work: Work) -> int | None:
    """What LINE's month still has for people's answers: all of it, also the part that waves must leave."""
    await quotas.ask(work)
    known = await quotas.room(work)
    return max(known.total - known.used, 0) if known is not None and known.total is not None else None


@rule("replies.rewrite")
async def rewrite(work: Work, reply_id: int) -> Begun:
    """Answer the same message once more, beginning with the words of this reply: a correction, or after a failure.

    Raises:
        Refused: Gone.
    """
    reply = await rows.by_id(work.session, reply_id)
    if reply is None or reply.message_id is None:
        raise Refused(Gone())
    return await begin(work, reply.message_id, reply.text)


@rule("replies.fill")
async def fill(work: Work, message_id: int, template_id: int) -> Begun:
    """As `begin`, with a template in this customer's words.

    Raises:
        Refused: Gone.
    """
    talk = await talks.of(work, message_id)
    found = [each for each in await _offered(work, talk) if each.id == template_id]
    if not found or talk.customer is None:
        raise Refused(Gone())
    return await begin(work, message_id, await templates.fill(work, found[0], talk.customer, talk.me))


@rule("replies.take")
async def take(work: Work, message_id: int, text: str = "") -> Begun:
    """As `begin`, in the place of whoever is answering; they see it in the thread.

    Raises:
        Refused: Gone.
    """
    talk = await talks.of(work, message_id)
    if talk.customer is not None and talk.owner is not None:
        await claims.hold(work, talk.customer, talk.owner, by_force=True)
    return await begin(work, message_id, text)


@rule("replies.note")
async def note(work: Work, message_id: int) -> tuple[Choice | None, str, datetime]:
    """What the form of a log begins with: whose message it was, its words, and when they came.

    Raises:
        Refused: Gone.
    """
    talk = await talks.of(work, message_id)
    whose = (await choices.of(work, [talk.customer]))[0] if talk.customer is not None else None
    return whose, talk.message.text, talk.message.at


@rule("replies.look")
async def look(work: Work, draft: Draft) -> Preview:
    """What the draft will look like, and whatever is wrong with it. Nothing is sent.

    Raises:
        Refused: Gone, NothingToSend, ReplyTooLong, LeftLine, HeldBy, those of media.must_fit.
    """
    talk = await _checked(work, draft)
    asks = await _asks(work, talk)
    return Preview(talk.to, draft, talk.me.full_name, work.house.company, await _left(work), asks)


@rule("replies.send")
async def send(work: Work, draft: Draft) -> Reply:
    """Send it, or ask a manager where the company wants that. The same words to the same message go once.

    Raises:
        Refused: as `look`, and AlreadySent; AlreadyAnswered (a stranger, by a colleague).
    """
    talk = await _checked(work, draft)
    mark = _fingerprint(talk, draft)
    if await rows.by_fingerprint(work.session, mark) is not None:
        raise Refused(AlreadySent())
    asks = await _asks(work, talk)
    reply = await _written(work, talk, draft, mark)
    reply.state = "asked" if asks else "fetching" if draft.files else "owed"
    if draft.files:
        await media.attach(work, reply, draft.files)
    await carrying.go_on(work, reply)
    if asks:
        await approvals.ask(work, talk.me, await receipts.shown(work, reply))
    return reply


async def _written(work: Work, talk: Talk, draft: Draft, mark: str) -> Reply:
    thread = await conversations.of(work, talk.customer, talk.owner) if talk.customer and talk.owner else None
    reply = Reply(
        line_user_id=talk.account.id,
        customer_id=talk.to.customer_id,
        conversation_id=thread.id if thread else None,
        message_id=talk.message.id,
        rep_id=talk.me.id,
        text=draft.text.strip(),
        card=draft.card or None,
        fingerprint=mark,
    )
    await work.save(reply)
    return reply


async def _checked(work: Work, draft: Draft) -> Talk:
    """The draft's talk, held by the actor; or what is the matter with the draft."""
    talk = await talks.of(work, draft.message_id)
    if not draft.text.strip() and not draft.files:
        raise Refused(NothingToSend())
    if len(draft.text.strip()) > LONGEST:
        raise Refused(ReplyTooLong(len(draft.text.strip()), LONGEST))
    if talk.account.state == "gone":
        raise Refused(LeftLine())
    media.must_fit(work, draft.files)
    await _must_be_askable(work, talk, draft.card)
    await talks.claim(work, talk)
    if talk.customer is None:
        await _must_be_first(work, talk)
    return talk


async def _must_be_askable(work: Work, talk: Talk, card: str) -> None:
    """A survey goes with it only where it could be sent alone, points only where there are any."""
    if not card or (card == carrying.POINTS and talk.customer and (await programmes.current(work)).enabled):
        return
    kind = askings.SCORED.get(card)
    if kind is None or talk.customer is None:
        raise Refused(Gone())
    await askings.must_be_askable(work, talk.customer, kind)


async def _must_be_first(work: Work, talk: Talk) -> None:
    """A stranger is nobody's: whoever has answered this message goes on answering it."""
    before = await rows.latest_to(work.session, talk.message.id)
    if before is not None and before.rep_id != talk.me.id:
        raise Refused(AlreadyAnswered())


async def _asks(work: Work, talk: Talk) -> bool:
    return talk.customer is not None and await approvals.needed(work, talk.me, talk.customer)


def _fingerprint(talk: Talk, draft: Draft) -> str:
    files = sorted(each.id for each in draft.files)
    said = [talk.account.id, talk.message.id, talk.me.id, draft.text.strip(), files, draft.card]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
