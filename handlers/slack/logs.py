"""/log and plain messages to the bot: one line, saved at once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time

from crm import customers, drafts, interactions, loglines
from crm.interactions import Task
from crm.notices import Help, LogSaved, LogShort, WhoIsMeant
from crm.refusals import NotUnderstood, Refused, TextTooLong
from crm.work import Work
from handlers.slack.answers import Answer, Errors, Open, Tell
from handlers.slack.blocks import logs as blocks
from handlers.slack.heard import Heard
from handlers.slack.say import refusal_key, refusal_parts, sentence
from handlers.slack.unpack import EVENT
from reminders import when

HELP = frozenset({"help", "ヘルプ", "使い方", "?", "？"})


async def command(work: Work, heard: Heard) -> Answer | None:
    if not heard.text.strip():
        return sentence("log.usage")
    return await _log(work, heard, heard.text, work.now, {})


async def message(work: Work, heard: Heard) -> Answer | None:
    """A plain message in the bot's own direct message; edits, joins and other people's channels are not for us."""
    event = heard.event
    if event.get("channel_type") != "im" or event.get("subtype") or event.get("bot_id") or event.get("thread_ts"):
        return None
    if heard.text.strip().lower() in HELP:
        return Tell(Help(work.actor.role, heard.user))
    return await command(work, heard)


async def pick(work: Work, heard: Heard) -> Answer | None:
    """Which Tanaka it was; `value` is "draft.customer"."""
    draft_id, _, customer_id = heard.value.partition(".")
    return await _use(work, heard, int(draft_id), int(customer_id))


async def create(work: Work, heard: Heard) -> Answer | None:
    """Nobody of that name: create them, then log the same line; `value` is the draft."""
    waiting = await drafts.use(work, int(heard.value))
    made = await customers.create(work, waiting.asks)
    return _replacing(
        await _log(work, heard, waiting.text, waiting.written_at, {**waiting.settled, waiting.asks: made.id})
    )


async def _use(work: Work, heard: Heard, draft_id: int, customer_id: int) -> Answer | None:
    waiting = await drafts.use(work, draft_id)
    settled = {**waiting.settled, waiting.asks: customer_id}
    return _replacing(await _log(work, heard, waiting.text, waiting.written_at, settled))


async def _log(work: Work, heard: Heard, text: str, written: datetime, chosen: Mapping[str, int]) -> Answer | None:
    if len(text) > interactions.TEXT:
        raise Refused(TextTooLong(interactions.TEXT))  # before it is read: that takes minutes for a pasted document
    business, here = work.house.business, work.house.business.local(written)
    line = loglines.read(text, when.find(text, here, business), here.date(), here.time())
    done = await interactions.log(work, text, line, chosen)
    if isinstance(done, WhoIsMeant):
        return Tell(done)
    return None if heard.kind == EVENT else Tell(_short(done, heard))


def _short(cards: tuple[LogSaved, ...], heard: Heard) -> LogShort:
    dm = f"slack://app?team={heard.team}&id={heard.app}&tab=messages" if heard.app else ""
    owed = {due.what: due for card in cards for due in card.followups}
    return LogShort(tuple(card.customer for card in cards), cards[0].kind, tuple(owed.values()), dm)


def _replacing(answer: Answer | None) -> Answer | None:
    return replace(answer, replace=True) if isinstance(answer, Tell) else answer


async def undo(work: Work, heard: Heard) -> Answer | None:
    """`value` is the operation; the card itself changes, so nothing else need be said."""
    await interactions.undo(work, heard.value)
    return None


async def edit(work: Work, heard: Heard) -> Answer:
    """The form of a saved line; `value` is the interaction."""
    return Open(blocks.edit_form(await interactions.show(work, int(heard.value)), heard.say))


async def save_edit(work: Work, heard: Heard) -> Answer | None:
    interaction_id, *numbers = (int(part) for part in str(heard.view.get("private_metadata", "")).split(","))
    try:
        tasks = [_task(heard.state, number) for number in numbers]
        await interactions.edit(work, interaction_id, heard.state["kind"], heard.state.get("text", ""), tasks)
    except Refused as no:
        field = no.refusal.field if isinstance(no.refusal, NotUnderstood) else "text"
        return Errors({field: heard.say(refusal_key(no.refusal), **refusal_parts(no.refusal))})
    return None


def _task(state: Mapping[str, str], number: int) -> Task:
    at = state.get(f"time_{number}", "")
    try:
        clock = time.fromisoformat(at) if at else None
    except ValueError as bad:
        raise Refused(NotUnderstood(f"time_{number}")) from bad
    what = state.get(f"what_{number}", loglines.CONTACT)
    return Task(number, what, date.fromisoformat(state[f"day_{number}"]), clock)
