"""Export, restore, export: the same store and the same files, on and between both databases."""

import csv
import io
import json
import os
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.interchange.cells import cell, value_of
from bot.interchange.export import export
from bot.interchange.restore import restore
from crm.activities import interactions
from sandbox import demo
from storage.interchange.nouns import NOT_EXPORTED, NOUNS
from storage.store import Store
from storage.tables import METADATA, Interaction, Outbox, Rep
from tests.builders import HOUSE, NOW, a_customer, a_rep
from tests.deeds import by, created, logged
from tests.full_house import a_full_house
from tests.line_events import rows
from tests.processes import kizuna

WAYS = [("sqlite", "sqlite"), ("postgresql", "postgresql"), ("sqlite", "postgresql"), ("postgresql", "sqlite")]
SEARCH = {"customer_keys", "customer_grams", "message_keys"}
DATA = Path(__file__).parents[2] / "docs" / "data.md"
# What a form can send: PostgreSQL holds no NUL, and half a character has no bytes.
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])) | st.from_regex(
    r"'*[=+\-@\t\r\n＝'\"]?.*",
    fullmatch=True,
    alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"]),
)
INSTANTS = st.datetimes(timezones=st.just(UTC))
JSON = st.dictionaries(TEXTS, st.none() | st.booleans() | st.integers() | TEXTS | st.lists(TEXTS))
KINDS = {
    str: TEXTS,
    int: st.integers(),
    bool: st.booleans(),
    date: st.dates(),
    time: st.times(),
    datetime: INSTANTS,
    dict: JSON | st.lists(TEXTS),
}
CELLS = st.one_of(st.tuples(st.just(kind), values) for kind, values in KINDS.items())


@pytest.fixture
def empty(request, tmp_path):
    """`empty(kind)`: the URL of an empty database; on SQLite there is not even a file yet."""

    def url(kind: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{tmp_path}/restored.db"
        return str(request.getfixturevalue("migrated_postgres").empty())

    return url


@pytest_asyncio.fixture
async def moved(request, engines, empty, tmp_path):
    """To be awaited with the kinds of two databases: fill the first one, export it, restore it into the second.

    Gives what the first held, its counts, and the second store.
    """
    opened = []

    async def move(source: str, target: str, fill) -> tuple[dict, dict, Store]:
        opened.append(Store.open(request.getfixturevalue("sqlite_url" if source == "sqlite" else "postgres_url")))
        await fill(opened[0])
        counts = await export(opened[0], tmp_path / "one")
        before = await everything(opened[0])
        await opened.pop().close()
        opened.append(Store.open(empty(target)))
        assert await restore(opened[0], tmp_path / "one") == counts
        return before, counts, opened[0]

    yield move
    for store in opened:
        await store.close()


async def everything(store: Store) -> dict[str, list[dict]]:
    """All rows of all tables, as the program sees them, without the words of events that are done with."""
    found = {}
    async with store.read() as session:
        for table in METADATA.sorted_tables:
            number = [column.name for column in table.primary_key]
            kept = [_kept(table.name, dict(row)) for row in (await session.execute(select(table))).mappings()]
            found[table.name] = sorted(kept, key=lambda row: [row[name] for name in number])
    return found


def _kept(table: str, row: dict) -> dict:
    return {**row, "payload": ""} if table == "inbox" and row["state"] == "done" else row


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize(("source", "target"), WAYS, ids=lambda kind: kind)
async def test_a_restored_store_is_the_same_store_and_exports_the_same_files(source, target, moved, tmp_path):
    before, counts, second = await moved(source, target, a_full_house)

    again = await export(second, tmp_path / "two")

    assert again == counts
    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert await everything(second) == before | {name: [] for name in NOT_EXPORTED if name not in SEARCH}


async def test_a_year_of_a_company_goes_to_postgresql_and_back(moved, tmp_path):
    async def a_year(store: Store) -> None:
        await demo.history(store, HOUSE, NOW)

    before, _, there = await moved("sqlite", "postgresql", a_year)
    await export(there, tmp_path / "two")
    back = Store.open(f"sqlite:///{tmp_path}/back.db")

    await restore(back, tmp_path / "two")
    await export(back, tmp_path / "three")
    after = await everything(back)
    await back.close()

    assert files(tmp_path / "one") == files(tmp_path / "two") == files(tmp_path / "three")
    assert after == before


async def told_by(*words: str, database: str) -> tuple[int | None, str]:
    """Exit code, and what was said, of the command on that database."""
    process = await kizuna(*words, environment={**os.environ, "DATABASE_URL": database, "DEFAULT_LANGUAGE": "en"})
    out, err = await process.communicate()
    return process.returncode, (out + err).decode()


async def test_the_two_commands_take_a_store_elsewhere_and_a_second_time_is_refused(sqlite_url, tmp_path):
    store, new = Store.open(sqlite_url), f"sqlite:///{tmp_path}/new.db"
    await a_full_house(store)
    await store.close()

    told = [await told_by("export", f"{tmp_path}/one", database=sqlite_url)]
    told += [await told_by("import", f"{tmp_path}/one", database=new) for _ in range(2)]
    told += [await told_by("export", f"{tmp_path}/two", database=new)]

    assert [code for code, _ in told] == [0, 0, 1, 0]
    assert told[0] == told[1] == told[3]
    assert "needs an empty one" in told[2][1]
    assert files(tmp_path / "one") == files(tmp_path / "two")


async def test_no_table_of_the_full_house_is_empty(store):
    await a_full_house(store)

    assert [name for name, found in (await everything(store)).items() if not found] == []


def test_every_table_is_exported_or_named_as_an_exception():
    exported = {noun.table.name for noun in NOUNS.values()}

    assert exported | NOT_EXPORTED.keys() == METADATA.tables.keys()
    assert not exported & NOT_EXPORTED.keys()


@pytest.mark.parametrize("noun", NOUNS)
def test_every_column_of_the_table_is_in_the_file(noun):
    own = [field.column.name for field in NOUNS[noun].own.values()]

    assert sorted(own) == sorted(column.name for column in NOUNS[noun].table.columns)


@pytest.mark.parametrize("table", NOT_EXPORTED)
def test_the_data_page_says_what_is_not_exported_and_why(table):
    assert f"| `{table}` |" in DATA.read_text(encoding="utf-8")


async def test_what_was_logged_before_can_be_undone_after(moved):
    log = []

    async def a_log(store: Store) -> None:
        rep = await a_rep(store, slack_id="USATO")
        await created(store, rep, "株式会社サクラ 田中一郎")
        log.extend(await logged(store, rep, "田中様 訪問 来週金曜15時に電話"))

    *_, second = await moved("sqlite", "postgresql", a_log)
    [rep] = await rows(second, Rep)

    async with by(second, rep, NOW + timedelta(minutes=1)) as work:
        await interactions.undo(work, log[0].operation)

    owed = [row.state for row in await rows(second, Outbox) if row.operation == log[0].operation]
    assert (await rows(second, Interaction), owed) == ([], ["cancelled"])


async def test_new_rows_get_numbers_that_nobody_had_before(moved):
    before, _, second = await moved("sqlite", "postgresql", a_full_house)
    used = {line["row_id"] for line in before["audit"] if line["table_name"] == "customers"}

    made = await a_customer(second, owner=(await rows(second, Rep))[0])

    assert made.id == max(used) + 1


@given(CELLS, st.booleans())
def test_what_is_written_as_a_cell_is_read_back_exactly(one, optional):
    kind, value = one

    read = value_of(cell(value, optional=optional), kind, optional=optional)

    assert read == value
    assert type(read) is type(value)


@given(st.lists(st.tuples(TEXTS, TEXTS | st.none()), min_size=1))
def test_rows_of_any_texts_survive_a_file(lines):
    file = io.StringIO(newline="")
    csv.writer(file).writerows([cell(must), cell(may, optional=True)] for must, may in lines)
    file.seek(0)

    read = [
        (value_of(must, str, optional=False), value_of(may, str, optional=True))
        for must, may in csv.reader(file, strict=True)
    ]

    assert read == lines


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        (int, "1_000"),
        (int, "５"),
        (int, " 5"),
        (int, "5.0"),
        (int, ""),
        (bool, "TRUE"),
        (bool, ""),
        (date, "20261204"),
        (date, "2026/12/4"),
        (time, "15:00:00"),
        (datetime, "2026-12-04T06:00:00"),
        (datetime, "2026-12-04T06:00:00Z"),
        (dict, "{"),
    ],
)
def test_a_cell_that_no_export_writes_is_not_guessed_at(kind, written):
    with pytest.raises(ValueError, match=r".*"):
        value_of(written, kind, optional=False)


async def test_half_a_character_or_a_giant_number_does_not_stop_the_export():
    broken = {"1": "\ud83d", "2": 10**30}

    assert json.loads(cell(broken)) == broken
    assert cell(broken).isascii()
