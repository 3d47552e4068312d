"""One trip to SQLite's thread a statement, and every row all the same."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from storage import trips

COUNT = "WITH RECURSIVE up(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < :most) SELECT n FROM up"


class Counted(trips.Connection):
    """How often it went to its thread."""

    taken = 0

    async def trip(self, function, *args, **more):
        self.taken += 1
        return await super().trip(function, *args, **more)


@pytest_asyncio.fixture
async def connection(tmp_path: Path) -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{tmp_path}/kizuna.db", connect_args={"async_creator_fn": Counted.to}
    )
    async with engine.connect() as opened:
        yield opened
    await engine.dispose()


async def taken(connection: AsyncConnection) -> int:
    return (await connection.get_raw_connection()).driver_connection.taken


async def test_a_statement_is_one_trip(connection):
    before = await taken(connection)

    found = (await connection.execute(text(COUNT), {"most": 3})).scalars().all()

    assert found == [1, 2, 3]
    assert await taken(connection) == before + 1


@pytest.mark.parametrize("most", [0, 1, trips.FIRST - 1, trips.FIRST, trips.FIRST + 1, 3 * trips.FIRST])
async def test_all_rows_come_however_many_there_are(connection, most):
    found = (
        (await connection.execute(text(COUNT + " WHERE n <= :rows"), {"most": max(most, 1), "rows": most}))
        .scalars()
        .all()
    )

    assert found == list(range(1, most + 1))


@pytest.mark.parametrize("most", [1, trips.FIRST, trips.FIRST + 1, 3 * trips.FIRST + 7])
async def test_rows_can_be_streamed(connection, most):
    stream = await connection.stream(text(COUNT), {"most": most})

    found = [row.n async for row in stream]

    assert found == list(range(1, most + 1))


async def test_a_stream_that_is_left_early_holds_nothing(connection):
    async with connection.stream(text(COUNT), {"most": 10 * trips.FIRST}) as stream:
        assert (await stream.first()).n == 1

    await connection.execute(text("CREATE TABLE after_all (n INTEGER)"))
    await connection.commit()


async def test_what_was_written_is_counted_and_numbered(connection):
    await connection.execute(text("CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT)"))

    made = await connection.execute(text("INSERT INTO things (name) VALUES ('a')"))
    many = await connection.execute(text("INSERT INTO things (name) VALUES (:name)"), [{"name": "b"}, {"name": "c"}])
    back = await connection.execute(text("UPDATE things SET name = 'd' WHERE id > 1 RETURNING id"))

    assert (made.lastrowid, many.rowcount, sorted(back.scalars().all())) == (1, 2, [2, 3])


async def test_an_error_of_the_database_is_sqlalchemys(connection):
    with pytest.raises(OperationalError, match="no such table"):
        await connection.execute(text("SELECT 1 FROM strangers"))
