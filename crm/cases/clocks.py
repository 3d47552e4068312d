"""The two clocks of a case, in business time: until somebody has answered, and until it is put right."""

from crm.work import Work
from storage import company_settings
from storage.tables import Case


async def start(work: Work, case: Case) -> None:
    """From now on; for a case that is opened, or opened once more."""
    settings, business = await company_settings.current(work.session), work.house.business
    case.reply_due, case.replied_at = business.add_business_hours(work.now, settings.reply_hours), None
    last = business.add_business_days(work.today, settings.solve_days)
    case.solve_due, case.solved_at = business.moment(last, business.closes), None
    case.escalated = 0
