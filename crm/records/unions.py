"""What two records of one person come to: what the survivor has stays, what it lacks comes from the duplicate."""

from datetime import date
from typing import Any

from storage.tables import Customer

# Taken over where the survivor has nothing.
_SINGLE = ("reading", "email", "phone", "address", "language", "likes", "taboos", "note", "cadence_days", "source")
_MORE = ("external_id", "company_id")
# True of the person when either record says so: to forget it would do harm.
_EITHER = ("key_person", "gifts_declined")
_BIRTHDAY = ("birth_month", "birth_day", "birth_year", "show_age")
_MOURNING = ("mourning_from", "mourning_until")


def union(survivor: Customer, duplicate: Customer) -> dict[str, Any]:
    """The columns of `survivor` that change, with their new values."""
    wanted = {
        **{name: getattr(survivor, name) or getattr(duplicate, name) for name in (*_SINGLE, *_MORE, *_EITHER)},
        **_birthday(survivor, duplicate),
        **_mourning(survivor, duplicate),
        **_place(survivor, duplicate),
        "tags": list(dict.fromkeys([*survivor.tags, *duplicate.tags])),
        "custom": {**duplicate.custom, **survivor.custom},
        "created_at": min(survivor.created_at, duplicate.created_at),  # since when we have known the person
    }
    return {name: value for name, value in wanted.items() if value != getattr(survivor, name)}


def _birthday(survivor: Customer, duplicate: Customer) -> dict[str, Any]:
    """As a whole; a year that only the duplicate knows belongs to the same day."""
    if survivor.birth_month is None:
        return {name: getattr(duplicate, name) for name in _BIRTHDAY}
    same = (survivor.birth_month, survivor.birth_day) == (duplicate.birth_month, duplicate.birth_day)
    return {"birth_year": duplicate.birth_year} if same and survivor.birth_year is None else {}


def _mourning(survivor: Customer, duplicate: Customer) -> dict[str, Any]:
    """The mourning that lasts longer: congratulations that come too early hurt."""
    longer = _end_of_mourning(duplicate) > _end_of_mourning(survivor)
    return {name: getattr(duplicate, name) for name in _MOURNING} if longer else {}


def _end_of_mourning(customer: Customer) -> date:
    return date.min if customer.mourning_from is None else customer.mourning_until or date.max


def _place(survivor: Customer, duplicate: Customer) -> dict[str, Any]:
    """A title is one at its company only; nobody is the deputy of themselves."""
    same_firm = survivor.company_id in {None, duplicate.company_id}
    deputy = survivor.deputy_id or duplicate.deputy_id
    return {
        "title": survivor.title or (duplicate.title if same_firm else None),
        "deputy_id": deputy if deputy != survivor.owner_id else survivor.deputy_id,
    }
