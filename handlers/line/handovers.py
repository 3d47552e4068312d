"""One tap on one of the five buttons of the pulse, a month after somebody else took over."""

from crm.handovers import pulse
from crm.work import Work
from handlers.line import surveys
from handlers.line.heard import Heard

PULSE = "pulse"


def data(token: str, score: int) -> str:
    """What a button carries, as those of the NPS question do."""
    return surveys.data(token, score, PULSE)


async def tapped(work: Work, heard: Heard) -> None:
    await pulse.answer(work, surveys.tap_of(heard), heard.reply)
