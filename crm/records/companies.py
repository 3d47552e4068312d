"""Companies: one card for all the people in them, edited by every rep, because a company has many owners."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm import names
from crm.activities import followups
from crm.handovers import leavers
from crm.notices.companies import (
    CompanyCard,
    CompanyCase,
    CompanyChoice,
    CompanyDue,
    Contact,
    FormerContact,
    WhichCompany,
)
from crm.records import customers, editing, entries
from crm.records.editing import Edited
from crm.records.entries import Reader
from crm.refusals import CompanyExists, Gone, NameMissing, Refused
from crm.roles import rule
from crm.work import Work
from storage import history, reps
from storage.records import companies, profiles
from storage.tables import Company, Customer, Employment

# Before a name that is no company's yet, where a number is expected.
NEW = "new:"
CHOICES = 10
CONTACTS, FORMER, FOLLOWUPS, CASES = 15, 5, 5, 5

READERS: dict[str, Reader] = {
    "name": entries.name,
    "industry": entries.line(100),
    "size": entries.line(100),
    "purpose": entries.text,
    "issues": entries.text,
    "gifts_declined": entries.flag,
}


@dataclass(frozen=True)
class CompanyProfile:
    """A company as its form shows it."""

    company_id: int
    version: int
    texts: dict[str, str]


def texts(columns: Mapping[str, Any]) -> dict[str, str]:
    """What stands in each field of the form."""
    known = {field: str(columns.get(field) or "")[: entries.TEXT] for field in READERS}
    return known | {"gifts_declined": entries.YES if columns.get("gifts_declined") else ""}


# --- finding ----------------------------------------------------------------------------------------------------------


@rule("companies.suggest")
async def suggest(work: Work, typed: str) -> tuple[list[CompanyChoice], str]:
    """Companies that fit what is typed so far; and the name of a new one, "" where one goes by exactly that."""
    name = names.clean(typed)
    key = names.key(name)
    found = await _found(work, key) if key else []
    known = any(each.key == key for each in found)
    return await _choices(work, found), "" if known or not key else name


@rule("companies.look_up")
async def look_up(work: Work, name: str) -> CompanyCard | WhichCompany:
    """The card of the company that goes by the name, or the question which of several (or none)."""
    key = names.key(_plain(name)) if name.strip() else ""
    if not key:
        raise Refused(NameMissing())
    found = await _found(work, key)
    exact = [each for each in found if each.key == key] or found
    if len(exact) == 1:
        return await card(work, exact[0].id)
    return WhichCompany(name.strip()[: entries.NAME], tuple(await _choices(work, exact)))


def _plain(name: str) -> str:
    return names.honorific(names.clean(name))[0]


async def _found(work: Work, key: str) -> list[Company]:
    if len(key) > 2 * entries.NAME:
        return []
    begins = await companies.with_prefix(work.session, key, CHOICES)
    return begins or await companies.with_part(work.session, key, CHOICES)


async def _choices(work: Work, found: list[Company]) -> list[CompanyChoice]:
    people = await companies.sizes(work.session, [each.id for each in found])
    return [CompanyChoice(each.id, each.name, people.get(each.id, 0)) for each in found]


# --- the card ---------------------------------------------------------------------------------------------------------


@rule("companies.card")
async def card(work: Work, company_id: int) -> CompanyCard:
    """The company and everybody in it, from the store alone."""
    company = await _known(work, company_id)
    await leavers.watch(work, leavers.PAGE)
    people = await companies.sizes(work.session, [company_id])
    owed, open_cases = await companies.open_counts(work.session, company_id)
    return CompanyCard(
        company_id=company.id,
        name=company.name,
        industry=company.industry,
        size=company.size,
        purpose=company.purpose,
        issues=company.issues,
        gifts_declined=company.gifts_declined,
        contacts=await _contacts(work, company_id),
        people=people.get(company_id, 0),
        former=await _former(work, company_id),
        followups=await _owed(work, company_id),
        owed=owed,
        cases=await _cases(work, company_id),
        open_cases=open_cases,
    )


async def _contacts(work: Work, company_id: int) -> tuple[Contact, ...]:
    people = await companies.contacts(work.session, company_id, CONTACTS)
    owners = await reps.by_ids(work.session, [each.owner_id for each in people])
    touches = await companies.last_touches(work.session, [each.id for each in people])
    return tuple(
        Contact(each.id, each.name, each.title, owners[each.owner_id].full_name, touches.get(each.id), each.key_person)
        for each in people
    )


async def _former(work: Work, company_id: int) -> tuple[FormerContact, ...]:
    people = await companies.former_contacts(work.session, company_id, FORMER)
    now = await companies.names(work.session, {each.customer.company_id for each in people if each.customer.company_id})
    local = work.house.business.local
    return tuple(
        FormerContact(customer.id, customer.name, title, local(ended_at).date(), now.get(customer.company_id or 0))
        for customer, title, ended_at in people
    )


async def _owed(work: Work, company_id: int) -> tuple[CompanyDue, ...]:
    rows = await companies.open_followups(work.session, company_id, FOLLOWUPS)
    return tuple(CompanyDue(name, followups.due(each)) for each, name in rows)


async def _cases(work: Work, company_id: int) -> tuple[CompanyCase, ...]:
    rows = await companies.open_cases(work.session, company_id, CASES)
    return tuple(CompanyCase(name, work.house.business.local(each.opened_at).date()) for each, name in rows)


async def _known(work: Work, company_id: int) -> Company:
    company = await companies.by_id(work.session, company_id)
    if company is None:
        raise Refused(Gone())
    return company


# --- editing ----------------------------------------------------------------------------------------------------------


@rule("companies.show")
async def show(work: Work, company_id: int) -> CompanyProfile:
    """The company for somebody who is about to edit it."""
    company = await _known(work, company_id)
    return CompanyProfile(company.id, company.version, texts(history.values(company)))


@rule("companies.edit")
async def edit(work: Work, company_id: int, version: int, given: Mapping[str, str]) -> Edited:
    """Save what somebody changed of the fields given, as typed; with its name all its contacts get new search keys.

    Raises:
        Refused: WrongFields, Gone; then nothing is saved.
    """
    if "name" in given and not editing.same(given["name"], (await _known(work, company_id)).name):
        # People before the company, as every rule that sends somebody to it does; the other way round two would wait
        # for each other.
        await companies.contacts_locked(work.session, company_id)
    company = await companies.locked(work.session, company_id)
    if company is None:
        raise Refused(Gone())
    changes, clashes = await editing.compare(work, company, version, given, texts)
    values = editing.read(changes, READERS)
    if "name" in values:
        await _rename(work, company, values["name"])
    for field, value in values.items():
        setattr(company, field, value)
    return Edited(tuple(changes), clashes)


async def _rename(work: Work, company: Company, name: str) -> None:
    other = await companies.by_key(work.session, names.key(name))
    if other is not None and other.id != company.id:
        raise editing.wrong("name", CompanyExists(other.name))
    company.name, company.key = name, names.key(name)
    people = await companies.contacts_locked(work.session, company.id)
    await customers.index(work, [each.id for each in people])


# --- changing company -------------------------------------------------------------------------------------------------


def wanted(typed: str) -> int | str | None:
    """A form's company: the number of one, the name of a new one, or None."""
    if not typed.startswith(NEW):
        return int(typed) if typed else None
    return entries.name(typed.removeprefix(NEW))


async def move(work: Work, customer: Customer, where: int | str | None) -> None:
    """Send the customer (locked) to another company; the old one stays on record as where they worked before."""
    if where is None:
        company = None
    else:
        company = await customers.company_named(work, where) if isinstance(where, str) else await _known(work, where)
    going_to = company.id if company else None
    if going_to != customer.company_id:
        await _remember(work, customer, going_to)
        customer.company, customer.company_id = company, going_to


async def _remember(work: Work, customer: Customer, going_to: int | None) -> None:
    """Who was sent to a company this very day was sent there by mistake: neither way is a change of job."""
    last = await profiles.last_employment(work.session, customer.id)
    local = work.house.business.local
    if last is None or local(last.ended_at).date() != work.today:
        if customer.company_id is not None:
            work.add(
                Employment(
                    customer_id=customer.id,
                    company_id=customer.company_id,
                    title=customer.title,
                    ended_at=work.now,
                )
            )
    elif last.company_id == going_to:
        await work.session.delete(last)
