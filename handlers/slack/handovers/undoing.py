"""The button that takes a handover back."""

from crm.handovers import undoing
from crm.refusals import NotAllowed
from crm.work import Work
from handlers.slack.answers import Answer, Tell
from handlers.slack.heard import Heard
from handlers.slack.say import refused


async def undo(work: Work, heard: Heard) -> Answer:
    """`value` is the handover; its cards change by themselves."""
    done = await undoing.undo(work, int(heard.value))
    return refused(done) if isinstance(done, NotAllowed) else Tell(done)
