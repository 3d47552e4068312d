"""What a restore will not do, in a sentence that says where and what next; and then nothing has been written."""

import pytest
from alembic import command
from sqlalchemy import text

from bot.interchange.export import ExportRefusedError, export
from bot.interchange.restore import restore
from bot.serving import only_one
from storage import migrations
from storage.store import Store
from storage.tables import Customer
from tests.boxes import forged, nothing_is_in, refusal, rewritten
from tests.builders import a_customer
from tests.line_events import rows
from tests.stage import until


async def test_a_store_with_rows_is_left_alone(store, box):
    await a_customer(store, name="残る 人")

    said = await refusal(store, box)

    # The customer, the rep, and their two lines of the audit log.
    assert said.startswith("This database holds 4 rows already.")
    assert [row.name for row in await rows(store, Customer)] == ["残る 人"]


CELL = "column {column}: this value cannot be read"
ROW = "the database does not take it"
BROKEN = {
    "another way to say true": ("customers", 3, "key_person", "TRUE", f"row 3, {CELL}"),
    "a day for an instant": ("reps", 2, "created_at", "2026-11-20", f"row 2, {CELL}"),
    "half an object": ("audit", 4, "after", "{", f"row 4, {CELL}"),
    "nothing where something must be": ("interactions", 2, "customer_id", "", f"row 2, {CELL}"),
    "nobody": ("cases", 2, "owner_id", "999", f"row 2: {ROW}"),
    "merged into nobody": ("customers", 4, "merged_into_id", "999", f"row 4: {ROW}"),
    "a giant number": ("companies", 2, "id", str(2**70), f"row 2: {ROW}"),
    "a thirteenth month": ("customers", 2, "birth_month", "13", f"row 2: {ROW}"),
}


@pytest.mark.parametrize(("noun", "row", "column", "value", "where"), BROKEN.values(), ids=BROKEN.keys())
async def test_a_broken_cell_is_told_by_file_and_row_and_nothing_is_kept(store, box, noun, row, column, value, where):
    forged(box, noun, row, column, value)

    said = await refusal(store, box)

    assert said.startswith(f"{noun}.csv, {where.format(column=column)}")
    assert await nothing_is_in(store)


@pytest.mark.parametrize("value", ["a\0b", "長" * 101], ids=["a character", "a length"])
async def test_what_sqlite_holds_and_postgresql_does_not_is_told_by_its_row(postgres_url, box, value):
    forged(box, "customers", 3, "title", value)
    store = Store.open(postgres_url)

    said = await refusal(store, box)
    await store.close()

    assert said.startswith(f"customers.csv, row 3: {ROW}")


async def test_a_row_that_is_there_twice_is_told_without_its_values(store, box):
    for row in (2, 3):
        forged(box, "survey_invites", row, "token", "秘密")

    said = await refusal(store, box)

    assert said.startswith("survey_invites.csv, row 3: the database does not take it (")
    assert "秘密" not in said


async def test_after_a_refusal_the_whole_folder_goes_in(store, exported, box):
    forged(box, "outbox", 2, "fields", "[")
    await refusal(store, box)

    counts = await restore(store, exported)

    assert all(counts.values())


async def test_a_line_of_another_length_is_told(store, box):
    rewritten(box / "drafts.csv", lambda lines: [*lines[:-1], lines[-1][:-1]])

    assert (await refusal(store, box)).startswith("drafts.csv, row 3: 7 cells instead of 8.")


async def test_nobody_may_be_serving_the_sqlite_file(sqlite_url, box):
    store = Store.open(sqlite_url)

    with only_one(sqlite_url):
        said = await refusal(store, box)
    await store.close()

    assert said.startswith("This database is in use.")


async def test_nobody_may_be_serving_the_postgresql_database(postgres_url, box):
    serving, store = Store.open(postgres_url), Store.open(postgres_url)
    await serving.listen()
    await until(lambda: _listened(store), "the listener")

    said = await refusal(store, box)
    await serving.close()
    await store.close()

    assert said.startswith("This database is in use.")


async def _listened(store: Store) -> bool:
    async with store.read() as session:
        return bool((await session.execute(text("SELECT 1 FROM pg_stat_activity WHERE query LIKE 'LISTEN %'"))).first())


async def test_nobody_may_be_writing_to_the_postgresql_database(postgres_url, box):
    writing, store = Store.open(postgres_url), Store.open(postgres_url)

    async with writing.write() as session:
        await session.execute(text("DELETE FROM teams"))
        said = await refusal(store, box)
    await writing.close()
    await store.close()

    assert said.startswith("This database is in use.")


async def test_a_database_of_an_older_schema_wants_to_be_migrated_first(tmp_path, box):
    command.upgrade(migrations.config(f"sqlite:///{tmp_path}/old.db"), "0001")
    store = Store.open(f"sqlite:///{tmp_path}/old.db")

    said = await refusal(store, box)
    with pytest.raises(ExportRefusedError, match="kizuna migrate"):
        await export(store, tmp_path / "out")
    await store.close()

    assert "kizuna migrate" in said


async def test_a_database_that_gives_up_is_a_sentence_and_nothing_is_kept(sqlite_url, box):
    store = Store.open(sqlite_url)
    async with store.write() as session:
        full = "BEFORE INSERT ON customer_keys BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
        await session.execute(text(f"CREATE TRIGGER full {full}"))

    said = await refusal(store, box)
    kept = not await nothing_is_in(store)
    await store.close()

    assert said.startswith("The database gave up (disk is full). Nothing has been restored.")
    assert not kept


async def test_a_database_that_cannot_be_reached_is_a_sentence(tmp_path, box):
    store = Store.open(f"sqlite:///{tmp_path}/nowhere/kizuna.db")

    said = await refusal(store, box)
    await store.close()

    assert "DATABASE_URL" in said
