"""Queries that find customers by a name: by their keys, and by what a misspelt name has in common with a key.

None reads more rows than its limits say, however many customers share a name. Merged customers have no keys.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple, TypeVar

from sqlalchemy import Select, TextClause, bindparam, case, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload
from sqlmodel import col

from storage.tables import Customer, CustomerKey

# Sorts after every character a name can hold: the end of a prefix range.
LAST = "\U0010ffff"
# Keys with one beginning that are looked at; whoever means somebody else types one character more.
BEGUN = 1000
# A pair of characters that so many customers share says little; it is counted no further.
COMMON = 1500
# The rarest pairs are followed, to no more customers than these together.
FOLLOWED = 3000
# Of those, so many who share the most are looked at closely, and so many of them are worth comparing by their keys.
NEAR = 80
CANDIDATES = 30

Rows = TypeVar("Rows", Select[Customer], Select[Customer, bool])


@dataclass
class Candidate:
    """Somebody who shares something with the words: all keys, the company's among them ("" for none), and whose."""

    customer_id: int
    mine: bool
    firm: str
    keys: set[str] = field(default_factory=set)


class Named(NamedTuple):
    """Customers who are called so (`exact`), else those of whose names it is the beginning (田中 finds 田中一郎)."""

    exact: bool
    customers: list[Customer]


async def named(session: AsyncSession, keys: Sequence[str], mine: int, limit: int) -> Named:
    """Who has one of these keys; only where nobody has, who has one that goes on where the last of them ends.

    Those whose owner is `mine` come first, then the oldest. One question to the database, because people wait.
    """
    values = {"keys": list(keys), "first": keys[-1], "last": keys[-1] + LAST, "mine": mine, "most": limit}
    rows = (await session.execute(_named(), values)).all()
    return Named(bool(rows and rows[0][1]), _ordered([customer for customer, _ in rows], mine))


async def with_keys(session: AsyncSession, keys: Collection[str], mine: int, limit: int) -> list[Customer]:
    """Who has one of these keys, in the same order."""
    return _ordered(list(await session.scalars(_with_keys(), {"keys": list(keys), "mine": mine, "most": limit})), mine)


async def beginning(session: AsyncSession, key: str, mine: int, limit: int) -> list[Customer]:
    """Who has a key that goes on where this one ends, in the same order."""
    values = {"first": key, "last": key + LAST, "mine": mine, "most": limit}
    return _ordered(list(await session.scalars(_beginning(), values)), mine)


async def by_ids(session: AsyncSession, ids: Sequence[int]) -> list[Customer]:
    """These customers, in this order, each with the company at hand."""
    known = {each.id: each for each in await session.scalars(_by_ids(), {"ids": list(ids)})} if ids else {}
    return [known[each] for each in ids]


async def sharing(session: AsyncSession, grams: Collection[str], mine: int) -> list[Candidate]:
    """The customers who share the most of these pairs of characters, at most CANDIDATES, in no order."""
    values = {f"gram{at}": gram for at, gram in enumerate(sorted(grams))}
    found: dict[int, Candidate] = {}
    for customer_id, own, firm, key in (await session.execute(_sharing(len(grams)), values | {"mine": mine})).all():
        found.setdefault(customer_id, Candidate(customer_id, own == 0, firm or "")).keys.add(key)
    return list(found.values())


def _ordered(customers: list[Customer], mine: int) -> list[Customer]:
    return sorted(customers, key=lambda each: (each.owner_id != mine, each.id))


# All statements are kept: putting them together anew would take longer than running them.


@cache
def _with_keys() -> Select[Customer]:
    return _with_company(select(Customer).where(col(Customer.id).in_(_first(_having_keys()))))


@cache
def _beginning() -> Select[Customer]:
    return _with_company(select(Customer).where(col(Customer.id).in_(_first(_going_on().limit(BEGUN)))))


@cache
def _named() -> Select[Customer, bool]:
    exact = _having_keys().exists()
    begun = _going_on().where(~exact).limit(BEGUN)
    either = _having_keys().union_all(select(begun.subquery().c.customer_id)).subquery()
    chosen = _first(select(either.c.customer_id))
    return _with_company(select(Customer, exact).where(col(Customer.id).in_(chosen)))


def _having_keys() -> Select[int]:
    return select(col(CustomerKey.customer_id)).where(col(CustomerKey.key).in_(bindparam("keys", expanding=True)))


def _going_on() -> Select[int]:
    key = col(CustomerKey.key)
    return select(col(CustomerKey.customer_id)).where(key > bindparam("first"), key < bindparam("last"))


def _first(ids: Select[int]) -> Select[int]:
    """The first of these customers; chosen by number alone, because whole rows are slow to sort."""
    own = case((col(Customer.owner_id) == bindparam("mine"), 0), else_=1)
    living = select(col(Customer.id)).where(col(Customer.id).in_(ids), col(Customer.merged_into_id).is_(None))
    return living.order_by(own, col(Customer.id)).limit(bindparam("most"))


@cache
def _by_ids() -> Select[Customer]:
    return _with_company(select(Customer).where(col(Customer.id).in_(bindparam("ids", expanding=True))))


def _with_company(rows: Rows) -> Rows:
    return rows.options(joinedload(Customer.company))  # type: ignore[arg-type] # SQLModel types relations as values


@cache
def _sharing(number: int) -> TextClause:
    """Customers and their keys who share some of so many pairs of characters; among equals own ones, then the oldest.

    `counted`: how many customers have each pair, to COMMON. `followed`: the rarest, at least one, FOLLOWED together.
    """
    return text(
        f"WITH asked(gram) AS (VALUES {', '.join(f'(:gram{at})' for at in range(number))}), "  # noqa: S608 - our numbers
        "counted AS MATERIALIZED (SELECT gram, (SELECT count(*) FROM (SELECT 1 FROM customer_grams AS known "
        f"WHERE known.gram = asked.gram LIMIT {COMMON}) AS few) AS customers FROM asked), "
        "ranked AS (SELECT gram, customers, sum(customers) OVER rarest AS together, row_number() OVER rarest AS place "
        "FROM counted WHERE customers > 0 WINDOW rarest AS (ORDER BY customers, gram)), "
        "followed AS (SELECT gram FROM ranked "
        f"WHERE place = 1 OR (customers < {COMMON} AND together <= {FOLLOWED})), "
        "few AS (SELECT known.customer_id FROM followed CROSS JOIN customer_grams AS known "
        f"WHERE known.gram = followed.gram LIMIT {FOLLOWED}), "
        f"near AS (SELECT customer_id FROM few GROUP BY customer_id ORDER BY count(*) DESC LIMIT {NEAR}), "
        "likely AS (SELECT customers.id, customers.company_id, "
        "CASE WHEN customers.owner_id = :mine THEN 0 ELSE 1 END AS own, (SELECT count(*) FROM asked "
        "JOIN customer_grams AS known ON known.gram = asked.gram AND known.customer_id = near.customer_id) AS shared "
        "FROM near JOIN customers ON customers.id = near.customer_id WHERE customers.merged_into_id IS NULL "
        f"ORDER BY shared DESC, own, customers.id LIMIT {CANDIDATES}) "
        "SELECT likely.id, likely.own, (SELECT key FROM companies WHERE companies.id = likely.company_id), "
        "customer_keys.key FROM likely JOIN customer_keys ON customer_keys.customer_id = likely.id"
    )
