"""Everything that we know of a customer, put together for the customer at the moment in which they look."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from storage.privacy import disclosures
from storage.records import customers, merges
from storage.tables import Customer

# More than a page can be read of; the newest ones then, and it says so.
MOST = 2000

Value = str | int | bool | date | datetime | None


@dataclass(frozen=True)
class Table:
    """Rows of one noun, each with a value for every column; `more`: there are others, older ones."""

    noun: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    more: bool


@dataclass(frozen=True)
class Portrait:
    """`facts`: what stands on the card, without what is empty; `fields`: the company's own fields by their names."""

    customer_id: int
    name: str
    language: str | None
    facts: tuple[tuple[str, Value], ...]
    fields: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]


_FACTS = (
    *("name", "reading", "title", "email", "phone", "address", "language", "likes", "taboos", "note", "source"),
    *("mourning_from", "mourning_until", "gifts_declined", "key_person", "cadence_days", "external_id"),
)

_Query = Callable[[AsyncSession, Sequence[int], int], Awaitable[list[tuple[Any, ...]]]]
_TABLES: tuple[tuple[str, tuple[str, ...], _Query], ...] = (
    ("anniversaries", ("kind", "label", "year", "month", "day"), disclosures.anniversaries),
    ("employments", ("company", "title", "until"), disclosures.employments),
    ("accounts", ("account", "since", "until"), disclosures.accounts),
    ("consents", ("at", "purpose", "granted", "channel", "version"), disclosures.consents),
    ("interactions", ("day", "kind", "text", "staff"), disclosures.interactions),
    ("followups", ("day", "what", "promise", "state"), disclosures.followups),
    ("messages", ("at", "direction", "kind", "text"), disclosures.messages),
    ("files", ("at", "direction", "kind", "file_name", "size"), disclosures.files),
    ("answers", ("at", "survey", "score", "reason"), disclosures.answers),
    ("replies", ("at", "survey", "score", "choices", "text"), disclosures.replies),
    ("cases", ("since", "until", "words", "cause", "prevention", "given"), disclosures.cases),
    ("voices", ("at", "words"), disclosures.voices),
)


async def of(session: AsyncSession, customer_id: int) -> Portrait | None:
    """None when there is nobody (any more). One statement a noun. Only reads."""
    customer = await customers.by_id(session, customer_id)
    if customer is None or customer.erased_at is not None:
        return None
    ids = list(await session.scalars(merges.lives_in(customer.id)))
    return Portrait(
        customer_id=customer.id,
        name=customer.name,
        language=customer.language,
        facts=_facts(customer),
        fields=await _fields(session, customer),
        tables=tuple([await _table(session, ids, *each) for each in _TABLES]),
    )


async def _table(
    session: AsyncSession, ids: Sequence[int], noun: str, columns: tuple[str, ...], query: _Query
) -> Table:
    found = await query(session, ids, MOST + 1)
    rows = tuple(tuple(_plain(value) for value in row) for row in found[:MOST])
    return Table(noun, columns, rows, more=len(found) > MOST)


def _plain(value: Any) -> Value:  # noqa: ANN401 - a column's value
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def _facts(customer: Customer) -> tuple[tuple[str, Value], ...]:
    facts: list[tuple[str, Value]] = [(name, getattr(customer, name)) for name in _FACTS]
    firm = customer.company.name if customer.company else None
    birthday = "-".join(
        f"{each:02}" for each in (customer.birth_year, customer.birth_month, customer.birth_day) if each
    )
    facts += [("company", firm), ("birthday", birthday), ("tags", ", ".join(customer.tags))]
    return tuple((name, value) for name, value in facts if value not in (None, "", False))


async def _fields(session: AsyncSession, customer: Customer) -> tuple[tuple[str, str], ...]:
    names = await disclosures.fields(session) if customer.custom else {}
    known = {names.get(key, key): value for key, value in customer.custom.items()}
    return tuple((name, str(value)) for name, value in known.items() if value not in (None, ""))
