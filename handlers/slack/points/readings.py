"""What a rep types at the counter, understood as of the moment at which it was written."""

from datetime import datetime

from crm.activities.touches import TEXT
from crm.points.counter import readings
from crm.points.counter.readings import Said
from crm.refusals import Refused, TextTooLong
from crm.work import Work
from reminders import when


def purchase(work: Work, text: str, written: datetime) -> Said:
    """The line as it was meant when it was written. Refused: TextTooLong."""
    plain, business = _plain(text), work.house.business
    here = business.local(written)
    return readings.purchase(plain, when.find(plain, here, business), here.date())


def points(text: str) -> Said:
    """Refused: TextTooLong."""
    return readings.points(_plain(text))


def _plain(text: str) -> str:
    if len(text) > TEXT:
        raise Refused(TextTooLong(TEXT))
    return readings.plain(text)
