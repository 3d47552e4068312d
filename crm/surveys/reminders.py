"""The one reminder: whoever has not answered is asked once more, and then never again about it."""

from collections.abc import Sequence
from datetime import timedelta

from crm import post
from crm.notices import SurveyReminder, pack
from crm.post import LineLetter
from crm.roles import rule
from crm.surveys import askings, sending
from crm.work import Work
from storage.records import customers
from storage.surveys import reminders
from storage.tables import Outbox

MOST = 200
# Who could not be reminded for so long (a complaint, mourning) is left in peace.
AT_LATEST = timedelta(days=7)


async def waiting(work: Work) -> list[int]:
    """Askings that may be reminded of now, in the hours of whoever was asked. Only reads."""
    local = work.house.business.local(work.now)
    if not work.house.business.is_business_day(local.date()):
        return []
    found = list[int]()
    for source in await reminders.sources(work.session, work.today):
        until = work.now - timedelta(days=source.days)
        found += await reminders.unanswered(work.session, source, until - AT_LATEST, until, local.hour, MOST)
    return found[:MOST]


@rule("survey_reminders.remind")
async def remind(work: Work, invite_ids: Sequence[int]) -> list[Outbox]:
    """Ask these once more, each once for all; whom it would hurt is left for a later day, or for good."""
    known = await customers.locked_many(work.session, await reminders.customers_of(work.session, invite_ids))
    asked = await reminders.locked(work.session, invite_ids)
    no = await askings.refusals(work, list(known.values()), askings.NPS, again=True)
    letters = list[LineLetter]()
    for invite, survey, account in asked:
        customer = known[invite.customer_id]
        if customer.id in no or account.state != "friend":
            continue
        invite.reminded_at = work.now
        question = sending.question(work, survey, customer, invite.token)
        notice = SurveyReminder(work.house.company, customer.name, type(question).__name__, pack(question))
        letters.append(LineLetter(account, notice, customer.id))
    return await post.to_lines(work, letters)
