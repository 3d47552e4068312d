"""Outside business hours: an honest answer, once until we are back and at most once a day."""

from datetime import datetime

from crm import post
from crm.calendar import BusinessTime
from crm.notices import Away
from crm.post import Reply
from crm.work import Work
from storage import company_settings, ledger
from storage.tables import LineUser

_UNTIL, _DAY = "away-until", "away-day"


def back_at(business: BusinessTime, moment: datetime) -> datetime | None:
    """When somebody is here again, in UTC; None when somebody is."""
    local = business.local(moment)
    if not business.is_business_day(local.date()):
        return business.moment(business.on_or_after(local.date()))
    if local.time() < business.opens:
        return business.moment(local.date())
    return business.moment(business.next_business_day(local.date())) if local.time() >= business.closes else None


async def answer(
    work: Work, account: LineUser, rep: str, reply: Reply | None, *, customer_id: int | None = None, hint: bool = False
) -> bool:
    """Whether the account was told now who will answer, and when."""
    back = back_at(work.house.business, work.now)
    if back is None or not await ledger.take(work.session, _UNTIL, f"{account.id}:{back:%Y-%m-%d}", work.now):
        return False
    if not await ledger.take(work.session, _DAY, f"{account.id}:{work.today}", work.now):
        return False
    settings = await company_settings.current(work.session)
    local = work.house.business.local(back)
    notice = Away(work.house.company, rep, local.date(), local.time(), settings.telephone or "", hint)
    await post.to_line(work, account, notice, customer_id=customer_id, reply=reply)
    return True
