"""/customer 会社: the company card, its form, and the list from which a customer's company is chosen."""

from crm.notices.companies import CompanyCard
from crm.records import companies
from crm.refusals import Refused
from crm.work import Work
from handlers.slack.answers import Answer, Open, Options, Tell, Update
from handlers.slack.blocks.records import companies as blocks
from handlers.slack.blocks.records.profiles import plain_values
from handlers.slack.heard import Heard
from handlers.slack.records.profiles import errors, place
from handlers.slack.say import sentence


async def look_up(work: Work, _heard: Heard, name: str) -> Answer:
    """`/customer 会社 サクラ`."""
    return Tell(await companies.look_up(work, name)) if name else sentence("company.usage")


async def card(work: Work, heard: Heard) -> Answer:
    """Any button that shows a company; `value` is the company's number."""
    shown: CompanyCard = await companies.card(work, int(heard.value))
    if not heard.view:
        return Tell(shown)
    return Open(blocks.company_sheet(shown, heard.say, heard.house.business.zone))


async def edit(work: Work, heard: Heard) -> Answer:
    """`value` is the company's number."""
    return Open(blocks.form(await companies.show(work, int(heard.value)), heard.say))


async def save(work: Work, heard: Heard) -> Answer:
    company_id, version, _ = place(heard)
    given = plain_values(heard.state)
    try:
        done = await companies.edit(work, company_id, version, {field: given.get(field, "") for field in blocks.FIELDS})
    except Refused as no:
        return errors(no, version, heard)
    if done.clashes:
        return Update(blocks.form(await companies.show(work, company_id), heard.say, done.clashes))
    return Tell(await companies.card(work, company_id))


async def options(work: Work, heard: Heard) -> Options:
    """The companies that fit what is typed so far, and that name as a new one."""
    found, new = await companies.suggest(work, heard.value)
    return Options(blocks.options(found, new, heard.say))
