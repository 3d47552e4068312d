"""What a row writes: the columns of a new customer, or those of a known one that change."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from crm.imports.rows import Row
from storage.tables import Customer

UTC_ZONE = ZoneInfo("UTC")
# Columns that are filled where they are empty; `name`, the birthday and the company are looked at by themselves.
PLAIN = (
    "reading",
    "title",
    "email",
    "phone",
    "address",
    "note",
    "source",
    "external_id",
    "language",
    "likes",
    "taboos",
)
BIRTHDAY = ("birth_year", "birth_month", "birth_day")


def new(row: Row, company_id: int | None, owner_id: int, zone: ZoneInfo) -> dict[str, Any]:
    """The columns of a new customer. They are a customer since the day that the file says, else since now."""
    since = datetime.combine(row.created, time(), zone).astimezone(UTC_ZONE) if row.created else None
    return {
        "name": row.name,
        "company_id": company_id,
        "owner_id": owner_id,
        "tags": list(row.tags),
        **{name: getattr(row, name) for name in PLAIN},
        **_birthday(row),
        **({"created_at": since} if since else {}),
    }


def changes(row: Row, customer: Customer, *, overwrite: bool) -> dict[str, Any]:
    """The columns of the customer that the row changes, the company left aside: empty ones, with `overwrite` all that
    the row knows better. The owner never changes: a handover has its own courtesies.
    """
    changed = {
        name: said
        for name in ("name", *PLAIN)
        if (said := getattr(row, name)) and _replaces(getattr(customer, name), said, overwrite=overwrite)
    }
    if row.tags and _replaces(list(customer.tags), list(row.tags), overwrite=overwrite):
        changed["tags"] = list(row.tags)
    return changed | _changed_birthday(row, customer, overwrite=overwrite)


def moves(row: Row, customer: Customer, company_key: str, *, overwrite: bool) -> bool:
    """Whether the row brings the customer into a company: from none, or (with `overwrite`) from another one."""
    if not row.company_key:
        return False
    return customer.company_id is None or (overwrite and company_key != row.company_key)


def _replaces(stored: Any, said: Any, *, overwrite: bool) -> bool:  # noqa: ANN401 - a column's value
    return not stored or (overwrite and stored != said)


def _birthday(row: Row) -> dict[str, int | None]:
    if row.birthday is None:
        return {}
    return dict(zip(BIRTHDAY, (row.birthday.year, row.birthday.month, row.birthday.day), strict=True))


def _changed_birthday(row: Row, customer: Customer, *, overwrite: bool) -> dict[str, int | None]:
    """All three together: half of one birthday and half of another would be a third one."""
    said = _birthday(row)
    stored = {name: getattr(customer, name) for name in BIRTHDAY}
    if not said or said == stored:
        return {}
    same_day = (said["birth_month"], said["birth_day"]) == (customer.birth_month, customer.birth_day)
    fills = customer.birth_month is None or (same_day and customer.birth_year is None)
    better = overwrite and not (same_day and said["birth_year"] is None)
    return said if fills or better else {}
