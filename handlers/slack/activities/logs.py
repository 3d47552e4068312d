"""/log and plain messages to the bot: one line, saved at once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from crm.activities import drafts, interactions
from crm.notices import LogSaved, LogShort, WhoIsMeant
from crm.records import customers, duplicates
from crm.refusals import NothingToLog, Refused
from crm.relay import conversations
from crm.work import Work
from handlers.slack import imports, usage
from handlers.slack.activities import log_forms
from handlers.slack.activities.readings import log_line
from handlers.slack.answers import Answer, Tell
from handlers.slack.heard import Heard
from handlers.slack.say import sentence
from handlers.slack.unpack import EVENT


async def command(work: Work, heard: Heard) -> Answer | None:
    """One line; alone, or with nobody's name in it, a form, so that nothing typed is lost."""
    typed = heard.text.strip()
    if typed.lower() in usage.WORDS:
        return await usage.of(work, "log")
    if not typed:
        return log_forms.blank(heard)
    try:
        return await _log(work, heard, heard.text, work.now, {})
    except Refused as no:
        if isinstance(no.refusal, NothingToLog):
            return log_forms.blank(heard, typed)
        raise


async def message(work: Work, heard: Heard) -> Answer | None:
    """A plain message in the bot's own direct message; edits, joins and other people's channels are not for us."""
    event = heard.event
    if event.get("thread_ts"):  # what our people say to each other under a message
        if not event.get("subtype") and not event.get("bot_id"):
            await conversations.remind(work, heard.user, heard.channel, str(event["thread_ts"]))
        return None
    if event.get("files") and event.get("channel_type") == "im" and not event.get("bot_id"):
        return await imports.dropped(work, heard)
    if event.get("channel_type") != "im" or event.get("subtype") or event.get("bot_id"):
        return None
    typed = heard.text.strip()
    if typed.lower() in usage.WORDS:
        return await usage.of(work)
    return await _log(work, heard, heard.text, work.now, {}) if typed else sentence("log.usage")


async def pick(work: Work, heard: Heard) -> Answer | None:
    """Which Tanaka it was; `value` is "draft.customer"."""
    draft_id, _, customer_id = heard.value.partition(".")
    return await _use(work, heard, int(draft_id), int(customer_id))


async def create(work: Work, heard: Heard) -> Answer | None:
    """Nobody of that name: create them, then log the same line; `value` is the draft."""
    waiting = await drafts.use(work, int(heard.value))
    made = await customers.create(work, waiting.asks)
    await duplicates.tell(work, made.id)
    return _replacing(
        await _log(work, heard, waiting.text, waiting.written_at, {**waiting.settled, waiting.asks: made.id})
    )


async def _use(work: Work, heard: Heard, draft_id: int, customer_id: int) -> Answer | None:
    waiting = await drafts.use(work, draft_id)
    settled = {**waiting.settled, waiting.asks: customer_id}
    return _replacing(await _log(work, heard, waiting.text, waiting.written_at, settled))


async def _log(work: Work, heard: Heard, text: str, written: datetime, chosen: Mapping[str, int]) -> Answer | None:
    done = await interactions.log(work, text, log_line(work, text, written), chosen)
    if isinstance(done, WhoIsMeant):
        return Tell(done)
    return None if heard.kind == EVENT else Tell(_short(done, heard))


def _short(cards: tuple[LogSaved, ...], heard: Heard) -> LogShort:
    """What several customers have in common is told once."""
    dm = f"slack://app?team={heard.team}&id={heard.app}&tab=messages" if heard.app else ""
    first = cards[0]
    return LogShort(tuple(card.customer for card in cards), first.kind, first.followups, dm, first.doubts)


def _replacing(answer: Answer | None) -> Answer | None:
    return replace(answer, replace=True) if isinstance(answer, Tell) else answer


async def undo(work: Work, heard: Heard) -> Answer | None:
    """`value` is the operation; the card itself changes, so nothing else need be said."""
    await interactions.undo(work, heard.value)
    return None


async def choose(work: Work, heard: Heard) -> Answer | None:
    """A doubtful date is settled, and the card with it; `value` is "follow-up.day", the day perhaps with a time."""
    number, _, day = heard.value.partition(".")
    at = datetime.fromisoformat(day).time() if "T" in day else None
    await interactions.choose(work, int(number), date.fromisoformat(day[:10]), at)
    return None
