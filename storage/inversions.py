"""An operation on many customers, undone for some of them at once: a statement a table, however many rows they have."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage import audit
from storage.history import values
from storage.tables import Audit, Customer, Tracked

Part = tuple[str, int]
"""An operation, and one of the customers whom it concerned."""


async def parts(session: AsyncSession, wanted: Collection[Part], but: Collection[str]) -> dict[Part, list[Audit]]:
    """What was done in each of these parts, one line a row as `audit.outcomes` has them; rows of the tables `but` are
    left out.
    """
    lines = select(Audit).where(
        col(Audit.operation).in_({operation for operation, _ in wanted}),
        col(Audit.customer_id).in_({customer for _, customer in wanted}),
        col(Audit.table_name).not_in(but),
    )
    found = defaultdict[Part, list[Audit]](list)
    for line in await session.scalars(lines.order_by(col(Audit.id))):
        found[line.operation, line.customer_id or 0].append(line)
    return {part: audit.outcomes(found[part]) for part in wanted}


async def put_back(session: AsyncSession, wanted: Mapping[Part, Sequence[Audit]], marks: Collection[str]) -> set[Part]:
    """Customers get back field by field what still is as these lines left it, other rows as a whole where nobody has
    touched them since; what stands in the columns `marks` is no touch. A row that is gone has nothing to be put back.

    Returns the parts of which something stays. The operations must not have taken rows away.
    """
    known = await _rows(session, [line for lines in wanted.values() for line in lines])
    left = set[Part]()
    for part, lines in wanted.items():
        for line in lines:
            row = known.get((line.table_name, line.row_id))
            if row is not None and not await _back(session, row, line, marks):
                left.add(part)
    await session.flush()
    return left


async def _back(session: AsyncSession, row: Tracked, line: Audit, marks: Collection[str]) -> bool:
    held, whole = audit.unchanged(line, row)
    if not isinstance(row, Customer) and _touched(row, line, marks):
        return False
    if line.before is None:
        await session.delete(row)
    else:
        audit.put(row, held)
    return whole or not isinstance(row, Customer)


def _touched(row: Tracked, line: Audit, marks: Collection[str]) -> bool:
    now, after = values(row), line.after or {}
    return any(now[name] != after[name] for name in now.keys() & after.keys() - set(marks))


async def _rows(session: AsyncSession, lines: Iterable[Audit]) -> dict[tuple[str, int], Tracked]:
    """The rows that these lines are about, as they are now, locked in the order of their numbers."""
    numbers = defaultdict[str, set[int]](set)
    for line in lines:
        numbers[line.table_name].add(line.row_id)
    found = dict[tuple[str, int], Tracked]()
    for table in sorted(numbers):
        kind = audit.kinds()[table]
        rows = select(kind).where(col(kind.id).in_(numbers[table])).order_by(col(kind.id)).with_for_update()
        for row in await session.scalars(rows.execution_options(populate_existing=True)):
            found[table, row.id] = row
    return found
