"""The code that a customer gives to friends: made when it is first wanted, and the same for ever."""

from datetime import datetime

from crm import post
from crm.notices import ReferralCard, ReferralRefused
from crm.points.programme import programmes
from crm.points.programme.programme import Programme
from crm.post import Reply
from crm.records import customers
from crm.roles import rule
from crm.voice import codes, friends
from crm.work import Work
from storage.points import referrals
from storage.tables import Customer, LineUser, ReferralCode
from storage.voice import links


def open_to(programme: Programme) -> bool:
    """Whether customers are asked to bring friends; a clinic must not (domain page, "Clinics")."""
    offered = programme.earn.referral
    return (
        programme.enabled
        and programme.referral
        and programme.preset != "clinic"
        and (offered.referrer > 0 or offered.friend > 0)
    )


@rule("referrals.show")
async def show(work: Work, user_id: str, at: datetime, reply: Reply | None) -> None:
    """Whoever presses the button reads their code, or why there is none."""
    account = await friends.adopt(work, user_id, at)
    programme = await programmes.current(work)
    people = await links.customers_of(work.session, account.id)
    if not open_to(programme) or not people:
        why = "unlinked" if open_to(programme) else "off"
        await post.to_line(work, account, ReferralRefused(work.house.company, why), reply=reply)
        return
    await tell(work, programme, account, people[0], reply)


async def tell(work: Work, programme: Programme, account: LineUser, known: Customer, reply: Reply | None) -> None:
    """For rules that have found out who asks: the customer's code."""
    customer, _ = await customers.reached(work, known.id)
    code = await referrals.code_of(work.session, customer.id)
    if code is None:
        code = ReferralCode(customer_id=customer.id, code=codes.new_referral_code())
        await work.save(code)
    earn = programme.earn.referral
    card = ReferralCard(
        work.house.company, code.code, work.house.line_basic_id or "", earn.referrer, earn.friend, earn.lapse_days
    )
    await post.to_line(work, account, card, customer_id=customer.id, reply=reply)
