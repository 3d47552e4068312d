"""What is known of a customer, edited: by the owner, the deputy, those above them, and every change on the record."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm.handovers import leavers
from crm.notices import WhichCustomer
from crm.records import birthdays, choices, companies, customers, editing, entries
from crm.records.birthdays import Birthday
from crm.records.editing import Edited
from crm.records.entries import Reader
from crm.refusals import BirthdayUnclear, ChangedSince, DeputyIsOwner, EndsBeforeItBegins, Gone, NotAMember, Refused
from crm.roles import must_reach, rule
from crm.work import Work
from storage import history, reps
from storage.records import custom_fields
from storage.records import profiles as facts
from storage.records.profiles import Former
from storage.tables import Anniversary, Customer, CustomField, Rep

LANGUAGES = ("ja", "en")
CADENCE = (1, 3650)
ANNIVERSARIES = 20
# How many of one's customers are asked which tags one uses, and how many of those are offered.
TAGGED, TAGS_OFFERED = 200, 8

TEXTS = ("name", "reading", "title", "email", "phone", "address", "language", "likes", "taboos", "note")
DAYS = ("mourning_from", "mourning_until")
FLAGS = ("key_person", "show_age", "gifts_declined")
NAMING = frozenset({"name", "reading", "company"})


@dataclass(frozen=True)
class Profile:
    """A customer as the forms show them. `texts`: what stands in each field; `own`: in each of the company's fields."""

    customer_id: int
    version: int
    company: str | None
    deputy: str | None
    texts: dict[str, str]
    own: dict[str, str]
    fields: tuple[CustomField, ...] = ()
    former: tuple[Former, ...] = ()
    anniversaries: tuple[Anniversary, ...] = ()
    tags: tuple[str, ...] = ()


def texts(columns: Mapping[str, Any]) -> dict[str, str]:
    """What stands in each field of the forms; `company`, `owner` and `deputy` by number."""
    plain = {field: str(columns.get(field) or "") for field in (*TEXTS, *DAYS, "cadence_days")}
    flags = {field: entries.YES if columns.get(field) else "" for field in FLAGS}
    numbers = {field: str(columns.get(f"{field}_id") or "") for field in ("company", "owner", "deputy")}
    day = columns.get("birth_month") and columns.get("birth_day")
    born = str(Birthday(columns["birth_month"], columns["birth_day"], columns.get("birth_year"))) if day else ""
    tags = "、".join(columns.get("tags") or [])
    known = {**plain, **flags, **numbers, "birthday": born, "tags": tags}
    return {field: text[: entries.TEXT] for field, text in known.items()}


def own_texts(columns: Mapping[str, Any]) -> dict[str, str]:
    """What stands in the company's own fields, by their numbers."""
    return {number: str(value) for number, value in (columns.get("custom") or {}).items()}


# --- showing ----------------------------------------------------------------------------------------------------------


@rule("profiles.look_up")
async def look_up(work: Work, who: str | int) -> Profile | WhichCustomer:
    """The profile of whom the words mean, or the question which of several."""
    found = await choices.one(work, who, "customer.edit")
    return found if isinstance(found, WhichCustomer) else await show(work, found.id)


@rule("profiles.show")
async def show(work: Work, customer_id: int) -> Profile:
    """The customer for somebody who is about to edit; whoever may not is told before they begin to type."""
    customer = await customers.survivor(work, customer_id)
    await leavers.watch(work, leavers.CUSTOMER, customer.id)
    owner = await reps.by_id(work.session, customer.owner_id)
    if owner is None:
        raise Refused(Gone())
    _must_reach(work, customer, owner)
    deputy = await reps.by_id(work.session, customer.deputy_id) if customer.deputy_id else None
    columns = history.values(customer)
    return Profile(
        customer_id=customer.id,
        version=customer.version,
        company=customer.company.name if customer.company else None,
        deputy=deputy.slack_id if deputy else None,
        texts=texts(columns),
        own=own_texts(columns),
        fields=tuple(await custom_fields.active(work.session)),
        former=tuple(await facts.former(work.session, customer.id)),
        anniversaries=tuple(await facts.anniversaries(work.session, customer.id, ANNIVERSARIES)),
        tags=await _tags_in_use(work, customer.owner_id),
    )


async def _tags_in_use(work: Work, owner_id: int) -> tuple[str, ...]:
    """The tags that the owner gives most."""
    used = Counter(tag for tags in await facts.tags_of_owner(work.session, owner_id, TAGGED) for tag in tags)
    return tuple(tag for tag, _ in used.most_common(TAGS_OFFERED))


# --- editing ----------------------------------------------------------------------------------------------------------


@rule("profiles.edit")
async def edit(work: Work, customer_id: int, version: int, given: Mapping[str, str]) -> Edited:
    """Save what somebody changed of the fields given, as typed ("" for empty); `version` is what their form showed.

    `deputy` is a Slack id; `company` a number, or a name behind `companies.NEW`.

    Raises:
        Refused: WrongFields, Gone, NotAllowed, ChangedSince; then nothing is saved.
    """
    customer = await as_shown(work, customer_id)
    typed = dict(given)
    if "deputy" in typed:
        typed["deputy"] = await _number_of(work, typed["deputy"])
    changes, clashes = await editing.compare(work, customer, version, typed, texts)
    values = editing.read(changes, _readers(work.today))
    _check(customer, values)
    await _apply(work, customer, values)
    return Edited(tuple(changes), clashes)


async def reached(work: Work, customer_id: int) -> Customer:
    """The customer, locked, for whoever may edit what is known of them: the deputy stands in for the owner."""
    customer, owner = await customers.reached(work, customer_id)
    _must_reach(work, customer, owner)
    return customer


async def as_shown(work: Work, customer_id: int) -> Customer:
    """As `reached`, for a form: what it shows of somebody is no news of the one they were merged into meanwhile."""
    customer = await reached(work, customer_id)
    if customer.id != customer_id:
        raise Refused(ChangedSince())
    return customer


def _must_reach(work: Work, customer: Customer, owner: Rep) -> None:
    if work.actor.kind != "rep" or customer.deputy_id != work.actor.id:
        must_reach(work, owner)


async def _number_of(work: Work, slack_id: str) -> str:
    rep = await reps.by_slack_id(work.session, slack_id) if slack_id else None
    if slack_id and (rep is None or not rep.active):
        raise editing.wrong("deputy", NotAMember())
    return str(rep.id) if rep else ""


def _readers(today: date) -> dict[str, Reader]:
    def birthday(typed: str) -> Birthday | None:
        read = birthdays.read(typed, today)
        if typed.strip() and read is None:
            raise Refused(BirthdayUnclear())
        return read

    return {
        "name": entries.name,
        "reading": entries.line(100),
        "company": companies.wanted,
        "title": entries.line(100),
        "deputy": lambda typed: int(typed) if typed else None,
        "email": entries.email,
        "phone": entries.phone,
        "address": entries.line(300),
        "language": entries.choice(*LANGUAGES),
        "birthday": birthday,
        "cadence_days": entries.number(*CADENCE),
        "tags": entries.tags,
        **dict.fromkeys(("likes", "taboos", "note"), entries.text),
        **dict.fromkeys(FLAGS, entries.flag),
        **dict.fromkeys(DAYS, entries.day),
    }


def _check(customer: Customer, values: dict[str, Any]) -> None:
    """What no field can tell alone. A mourning without a known end lasts a year."""
    if values.get("deputy") == customer.owner_id:
        raise editing.wrong("deputy", DeputyIsOwner())
    if not values.keys() & set(DAYS):
        return
    begins, ends = (values.get(day, getattr(customer, day)) for day in DAYS)
    if begins is not None and ends is None:
        values["mourning_until"] = _a_year_after(begins)
    elif begins is None and "mourning_until" not in values:
        values["mourning_until"] = None
    elif ends is not None and (begins is None or ends < begins):
        raise editing.wrong("mourning_until", EndsBeforeItBegins())


def _a_year_after(day: date) -> date:
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if leap_day else day.day)


async def _apply(work: Work, customer: Customer, values: Mapping[str, Any]) -> None:
    if "company" in values:
        await companies.move(work, customer, values["company"])  # first: it keeps the title that they had there
    for field, value in values.items():
        if field == "birthday":
            born = (value.year, value.month, value.day) if value else (None, None, None)
            customer.birth_year, customer.birth_month, customer.birth_day = born
        elif field == "deputy":
            customer.deputy_id = value
        elif field != "company":
            setattr(customer, field, value)
    if values.keys() & NAMING:
        await customers.index(work, [customer.id])
