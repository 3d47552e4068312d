"""What a rep types about a contact, understood as of the moment at which it was written."""

from datetime import datetime

from crm.activities import loglines
from crm.activities.loglines import LogLine
from crm.activities.touches import TEXT
from crm.refusals import Refused, TextTooLong
from crm.work import Work
from reminders import when


def log_line(work: Work, text: str, written: datetime) -> LogLine:
    """The line as it was meant when it was written. Refused: TextTooLong."""
    if len(text) > TEXT:
        raise Refused(TextTooLong(TEXT))
    business, here = work.house.business, work.house.business.local(written)
    return loglines.read(text, when.find(text, here, business), here.date(), here.time())
