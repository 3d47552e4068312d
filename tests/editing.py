"""Customers and companies edited as the forms do it, by rule; and what is known of them afterwards."""

from datetime import datetime

from crm import names
from crm.notices import CompanyCard
from crm.records import companies, finding, profiles
from crm.records.editing import Edited
from crm.records.profiles import Profile
from crm.refusals import Refusal, Refused, WrongFields
from storage.store import Store
from storage.tables import Company, Customer, Rep
from tests.builders import NOW, a_rep, saved
from tests.deeds import by
from tests.line_events import rows


async def edited(store: Store, rep: Rep, customer: Customer, now: datetime = NOW, **typed: str) -> Edited:
    """Change these fields in a form that was opened just now."""
    async with by(store, rep, now) as work:
        shown = await profiles.show(work, customer.id)
        return await profiles.edit(work, customer.id, shown.version, typed)


async def profile(store: Store, rep: Rep, customer: Customer) -> Profile:
    async with by(store, rep) as work:
        return await profiles.show(work, customer.id)


async def kept(store: Store) -> Customer:
    """The only customer there is."""
    [customer] = await rows(store, Customer)
    return customer


async def meant(store: Store, rep: Rep, name: str) -> int | None:
    """The number of the one customer who goes by the name beyond doubt."""
    async with by(store, rep) as work:
        try:
            sure = (await finding.find(work, name)).sure
        except Refused:
            return None
    return sure.id if sure else None


def wrong(**faults: Refusal) -> WrongFields:
    """What a form is refused with: {field: what is the matter}."""
    return WrongFields(tuple(faults.items()))


async def a_company(store: Store, name: str = "株式会社サクラ", **more) -> Company:
    return await saved(store, Company(name=name, key=names.key(name), **more))


async def company_card(store: Store, company: Company) -> CompanyCard:
    async with by(store, await a_rep(store)) as work:
        return await companies.card(work, company.id)
