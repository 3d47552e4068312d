"""Which scores are low: whoever gives one was let down, and somebody sees to it at once."""

from crm.surveys.askings import CSAT, NPS
from crm.work import Work
from storage import company_settings


async def low(work: Work, kind: str) -> int:
    """The highest score of this kind of survey that opens a case; -1 where none does (an effort is not a complaint)."""
    settings = await company_settings.current(work.session)
    return {NPS.name: settings.case_low, CSAT.name: settings.csat_low}.get(kind, -1)
