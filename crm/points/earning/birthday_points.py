"""Points for a birthday: once a calendar year, in its month, to whoever wants to be congratulated."""

from collections.abc import Sequence

from crm import post
from crm.notices import BirthdayPoints
from crm.points.bank import giving
from crm.points.bank.giving import Gift
from crm.points.bank.ledger import Slip
from crm.points.programme import programmes
from crm.post import LineLetter
from crm.records import occasions
from crm.roles import rule
from crm.surveys.hours import MORNING
from crm.work import Work
from storage.cases import cases
from storage.points import earning
from storage.records import customers
from storage.voice import line_users

Wish = tuple[int, int]
"""(customer, account)"""


async def waiting(work: Work, after: int, limit: int) -> list[Wish]:
    """Who is to be congratulated in this hour of a business day, after the customer of that number. Only reads."""
    programme, local = await programmes.current(work), work.house.business.local(work.now)
    given = programme.enabled and programme.earn.birthday > 0
    if not given or not work.house.business.is_business_day(local.date()):
        return []
    morning = MORNING[0] <= local.hour < MORNING[1]
    return await earning.birthdays(work.session, local.date(), local.hour, morning=morning, after=after, limit=limit)


@rule("birthday_points.give")
async def give(work: Work, wishes: Sequence[Wish], room: int) -> int:
    """Give and congratulate, as long as there is room in LINE's month; how many messages that are.

    Who is in mourning or has a complaint open is left for a later day of the month.
    """
    programme = await programmes.current(work)
    known = await customers.locked_many(work.session, [customer_id for customer_id, _ in wishes])
    angry = await cases.open_among(work.session, list(known))
    letters = list[LineLetter]()
    for customer_id, account_id in wishes:
        customer, account = known[customer_id], await line_users.by_id(work.session, account_id)
        hurt = customer_id in angry or occasions.mourning_until(customer, work.today) is not None
        if hurt or account is None or len(letters) >= room:
            continue
        slip = Slip(f"birthday:{customer_id}:{work.today.year}", "birthday", f"customers:{customer_id}")
        posted = await giving.give(work, programme, customer_id, Gift(programme.earn.birthday, slip))
        if posted is not None and posted.fresh:
            notice = BirthdayPoints(work.house.company, customer.name, posted.points, posted.balance)
            letters.append(LineLetter(account, notice, customer_id))
    await post.to_lines(work, letters)
    return len(letters)
