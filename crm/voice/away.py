"""Nobody is here who will answer: an honest word at most once a day, outside business hours and when a rep is away."""

from datetime import datetime, timedelta

from crm import post
from crm.calendar import BusinessTime
from crm.notices import Away, Notice, RepAway
from crm.post import Reply
from crm.relay import absences
from crm.work import Work
from storage import company_settings, ledger, reps
from storage.records import customers
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
    """Whether the account was told now who will answer, and when. `rep`: the owner's name, "" for somebody.

    That a rep is away is worth a free answer, and no message that is paid for.
    """
    back = back_at(work.house.business, work.now)
    if back is None:
        notice = await _rep_away(work, customer_id) if reply is not None else None
    else:
        notice = await _closed(work, account, rep, back, hint=hint)
    if notice is None or not await ledger.take(work.session, _DAY, f"{account.id}:{work.today}", work.now):
        return False
    await post.to_line(work, account, notice, customer_id=customer_id, reply=reply)
    return True


async def _closed(work: Work, account: LineUser, rep: str, back: datetime, *, hint: bool) -> Notice | None:
    """Outside business hours, once until we are back."""
    if not await ledger.take(work.session, _UNTIL, f"{account.id}:{back:%Y-%m-%d}", work.now):
        return None
    settings, local = await company_settings.current(work.session), work.house.business.local(back)
    return Away(work.house.company, rep, local.date(), local.time(), settings.telephone or "", hint)


async def _rep_away(work: Work, customer_id: int | None) -> Notice | None:
    """Within business hours, while the customer's own rep is away."""
    customer = await customers.by_id(work.session, customer_id) if customer_id is not None else None
    owner = await reps.by_id(work.session, customer.owner_id) if customer is not None else None
    if customer is None or owner is None or not owner.active or not absences.away(owner, work.today):
        return None
    deputy = await absences.deputy(work, customer, owner)
    settings = await company_settings.current(work.session)
    back = work.house.business.on_or_after((owner.away_until or work.today) + timedelta(days=1))
    name = deputy.full_name if deputy is not None else ""
    return RepAway(work.house.company, owner.full_name, name, back, settings.telephone or "")
