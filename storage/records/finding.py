"""Queries that find customers by a name: by their keys, and by what a misspelt name has in common with a key.

None reads more rows than its limits say, however many customers share a name. Merged customers have no keys. Searching
is done with numbers and names alone; whole customers are read once, when it is known who they are (`by_ids`).
"""

from collections.abc import Collection, Sequence
from functools import cache
from typing import NamedTuple

from sqlalchemy import Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload
from sqlmodel import col

from storage import driver
from storage.driver import Statement
from storage.tables import Customer

# Sorts after every character a name can hold: the end of a prefix range.
LAST = "\U0010ffff"
# Keys with one beginning that are looked at; whoever means somebody else types one character more.
BEGUN = 1000
# A pair of characters that so many customers share says little; it is counted no further.
COMMON = 3000
# The rarest pairs are followed, to no more customers than these together.
FOLLOWED = 6000
# Of those, so many who share the most are looked at closely, and so many of them are worth comparing by their keys.
NEAR = 80
CANDIDATES = 30

# The ends of the range stand in subqueries: PostgreSQL then plans it once; otherwise it plans anew for each name, which
# takes longer than to look.
_ENDS = "key > (SELECT CAST(:first AS text)) AND key < (SELECT CAST(:last AS text))"
_GOING_ON = f"SELECT customer_id FROM customer_keys WHERE {_ENDS}"  # noqa: S608 - our own words


class Known(NamedTuple):
    """As much of a customer as a search must know; `firm`: the company's name ("" for none)."""

    id: int
    name: str
    firm: str


class Named(NamedTuple):
    """Customers who are called so (`exact`), else those of whose names it is the beginning (田中 finds 田中一郎)."""

    exact: bool
    customers: list[Known]


class Candidate(NamedTuple):
    """Somebody who shares something with the words: whose, the company's key ("" for none), and all keys."""

    id: int
    mine: bool
    firm: str
    keys: list[str]


async def named(session: AsyncSession, keys: Sequence[str], mine: int, limit: int) -> Named:
    """Who has one of these keys; only where nobody has, who has one that goes on where the last of them ends.

    Those whose owner is `mine` come first, then the oldest. One question to the database, because people wait.
    """
    values = _listed("key", keys) | {"first": keys[-1], "last": keys[-1] + LAST, "mine": mine, "most": limit}
    rows = await driver.rows(session, _named(len(keys)), values)
    return Named(bool(rows and rows[0][0]), [Known(number, name, firm or "") for _, number, name, firm in rows])


async def ids_with_keys(session: AsyncSession, keys: Collection[str], mine: int, limit: int) -> list[int]:
    """The numbers of those who have one of these keys, in the same order."""
    values = _listed("key", keys) | {"mine": mine, "most": limit}
    return [row[0] for row in await driver.rows(session, _with_keys(len(keys)), values)]


async def with_keys(session: AsyncSession, keys: Collection[str], mine: int, limit: int) -> list[Customer]:
    """Who has one of these keys, in the same order."""
    return await by_ids(session, await ids_with_keys(session, keys, mine, limit) if keys else [])


async def ids_beginning(session: AsyncSession, key: str, mine: int, limit: int) -> list[int]:
    """The numbers of those who have a key that goes on where this one ends, in the same order."""
    values = {"first": key, "last": key + LAST, "mine": mine, "most": limit}
    return [row[0] for row in await driver.rows(session, _beginning(), values)]


async def by_ids(session: AsyncSession, ids: Sequence[int]) -> list[Customer]:
    """Those of these customers who are still there (not erased, not merged), in this order, the company at hand."""
    chosen = await session.scalars(_by_ids(len(ids)), _listed("id", ids)) if ids else ()
    known = {each.id: each for each in chosen}
    return [known[each] for each in ids if each in known]


async def sharing(session: AsyncSession, grams: Collection[str], mine: int) -> list[Candidate]:
    """The customers who share the most of these pairs of characters, at most CANDIDATES, in no order."""
    rows = await driver.rows(session, _sharing(len(grams)), _listed("gram", sorted(grams)) | {"mine": mine})
    return [Candidate(number, not others, firm or "", keys.split()) for number, others, firm, keys in rows if keys]


def _listed(name: str, values: Collection[str | int]) -> dict[str, str | int]:
    return {f"{name}{at}": value for at, value in enumerate(values)}


# All statements are kept: putting them together anew would take longer than running them. The drivers know them by
# their text, so parameters stand in them as so many single ones.


@cache
def _named(number: int) -> Statement:
    return Statement.of(
        f"WITH exact AS MATERIALIZED ({_having(number)}), "  # noqa: S608 - our own words
        f"begun AS ({_GOING_ON} AND NOT EXISTS (SELECT 1 FROM exact) LIMIT {BEGUN}), "
        f"found AS ({_first('SELECT customer_id FROM exact UNION ALL SELECT customer_id FROM begun')}) "
        "SELECT EXISTS (SELECT 1 FROM exact), found.id, found.name, companies.name "
        "FROM found LEFT JOIN companies ON companies.id = found.company_id ORDER BY found.others, found.id"
    )


@cache
def _with_keys(number: int) -> Statement:
    return Statement.of(_first(_having(number)))


@cache
def _beginning() -> Statement:
    return Statement.of(_first(f"SELECT customer_id FROM ({_GOING_ON} LIMIT {BEGUN}) AS begun"))  # noqa: S608 - our own words


def _having(number: int) -> str:
    asked = ", ".join(f":key{at}" for at in range(number))
    return f"SELECT customer_id FROM customer_keys WHERE key IN ({asked})"  # noqa: S608 - our own words


def _first(ids: str) -> str:
    """The first of these customers. They are gathered before the table is asked: SQLite would look at each twice."""
    return (
        "SELECT customers.id AS id, customers.name AS name, customers.company_id AS company_id, "  # noqa: S608 - our own words
        "CASE WHEN customers.owner_id = :mine THEN 0 ELSE 1 END AS others "
        f"FROM (SELECT DISTINCT customer_id FROM ({ids}) AS holding) AS holders CROSS JOIN customers "
        "WHERE customers.id = holders.customer_id AND customers.merged_into_id IS NULL AND customers.erased_at IS NULL "
        "ORDER BY others, customers.id LIMIT :most"
    )


@cache
def _by_ids(number: int) -> Select[Customer]:
    chosen = col(Customer.id).in_([bindparam(f"id{at}") for at in range(number)])
    living = select(Customer).where(chosen, col(Customer.merged_into_id).is_(None), col(Customer.erased_at).is_(None))
    return living.options(joinedload(Customer.company))  # type: ignore[arg-type] # SQLModel types relations as values


@cache
def _sharing(number: int) -> Statement:
    """Customers and their keys who share some of so many pairs of characters; among equals own ones, then the oldest.

    `counted`: how many customers have each pair, to COMMON. `ranked`: the rarest first; those are `followed`, at least
    one, FOLLOWED together. Pairs that are not followed are looked up only for those who are `near` by the others.
    """
    return Statement.of(
        f"WITH asked(gram) AS (VALUES {', '.join(f'(:gram{at})' for at in range(number))}), "  # noqa: S608 - our own words
        "counted AS MATERIALIZED (SELECT gram, (SELECT count(*) FROM (SELECT 1 FROM customer_grams AS known "
        f"WHERE known.gram = asked.gram LIMIT {COMMON}) AS few) AS customers FROM asked), "
        "rarest AS (SELECT gram, customers, sum(customers) OVER up AS together, row_number() OVER up AS place "
        "FROM counted WHERE customers > 0 WINDOW up AS (ORDER BY customers, gram)), "
        "ranked AS MATERIALIZED (SELECT gram, CASE WHEN place = 1 "
        f"OR (customers < {COMMON} AND together <= {FOLLOWED}) THEN 1 ELSE 0 END AS followed FROM rarest), "
        "few AS (SELECT known.customer_id FROM ranked CROSS JOIN customer_grams AS known "
        f"WHERE ranked.followed = 1 AND known.gram = ranked.gram LIMIT {FOLLOWED}), "
        "near AS (SELECT customer_id, count(*) AS together FROM few GROUP BY customer_id "
        f"ORDER BY together DESC, customer_id LIMIT {NEAR}), "
        "likely AS (SELECT customers.id AS id, customers.company_id AS company_id, "
        "CASE WHEN customers.owner_id = :mine THEN 0 ELSE 1 END AS others, near.together + (SELECT count(*) "
        "FROM ranked CROSS JOIN customer_grams AS known WHERE ranked.followed = 0 AND known.gram = ranked.gram "
        "AND known.customer_id = near.customer_id) AS shared FROM near CROSS JOIN customers "
        "WHERE customers.id = near.customer_id AND customers.merged_into_id IS NULL AND customers.erased_at IS NULL "
        f"ORDER BY shared DESC, others, customers.id LIMIT {CANDIDATES}) "
        "SELECT likely.id, likely.others, (SELECT key FROM companies WHERE companies.id = likely.company_id), "
        "(SELECT group_concat(key, ' ') FROM customer_keys WHERE customer_keys.customer_id = likely.id) FROM likely"
    )
