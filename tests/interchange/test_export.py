"""The export: every noun, one moment, nothing that a spreadsheet would run, for the owner's eyes only."""

import asyncio
import csv
import hashlib
import json
import re
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, text
from sqlalchemy.exc import OperationalError

from bot.interchange.cells import cell, guarded, plain
from bot.interchange.export import ExportRefusedError, export
from bot.interchange.packing import NAME
from storage import migrations
from storage.interchange import exports
from storage.interchange.nouns import NOUNS
from storage.store import Store
from storage.tables import Interaction
from tests.builders import a_customer, an_interaction
from tests.full_house import LINE_ID, a_full_house

CONTRACT = {
    "customers",
    "companies",
    "reps",
    "interactions",
    "followups",
    "surveys",
    "survey_answers",
    "cases",
    "consents",
    "messages",
    "audit",
    "outbox",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Empty, and beside the database of the test."""
    made = tmp_path / "out"
    made.mkdir()
    return made


def read(folder: Path, noun: str) -> list[dict[str, str]]:
    with (folder / f"{noun}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


async def test_every_noun_of_the_contract_has_its_file_and_its_rows(store, folder):
    await a_full_house(store)

    counts = await export(store, folder)

    assert set(counts) >= CONTRACT
    assert sorted(path.name for path in folder.iterdir()) == sorted([NAME, *(f"{noun}.csv" for noun in counts)])
    assert {noun: len(read(folder, noun)) for noun in counts} == counts
    assert all(counts.values())


async def test_customers_come_with_company_and_the_slack_id_of_their_owner(store, folder):
    await a_full_house(store)

    await export(store, folder)

    [customer, *_] = read(folder, "customers")
    assert {key: customer[key] for key in ("name", "company", "owner", "reading", "line_linked")} == {
        "name": "田中 一郎",
        "company": "株式会社サクラ",
        "owner": "USATO",
        "reading": "たなか いちろう",
        "line_linked": "true",
    }
    [followup, _] = read(folder, "followups")
    assert (followup["due_day"], followup["due_time"], followup["due_at"]) == (
        "2026-11-20",
        "15:00",
        "2026-11-20T06:00:00+00:00",
    )
    assert [(rep["slack_id"], rep["team"]) for rep in read(folder, "reps")] == [("USATO", "一課"), ("USUZUKI", "")]
    teams = [(team["name"], team["parent"]) for team in read(folder, "teams")]
    assert teams == [("営業部", ""), ("一課", "営業部"), ("二課", "営業本部"), ("営業本部", "")]


async def test_a_formula_in_a_text_is_disarmed(store, folder):
    await a_full_house(store)

    await export(store, folder)

    assert [row["text"] for row in read(folder, "interactions")] == ["'=1+1"]


async def test_line_accounts_go_by_their_number_and_are_named_in_one_file(store, folder):
    await a_full_house(store)

    await export(store, folder)

    [account, *_] = read(folder, "line_users")
    messages, outbox = read(folder, "messages"), read(folder, "outbox")
    assert account["user_id"] == LINE_ID
    assert {row["line_user"] for row in messages} == {account["id"]}
    assert [row["recipient"] for row in outbox if row["channel"] == "line"] == [account["id"]]
    assert [row["recipient_id"] for row in outbox if row["channel"] == "line"] == [LINE_ID]


async def test_events_keep_their_words_only_until_they_have_been_dealt_with(store, folder):
    await a_full_house(store)

    await export(store, folder)

    told = {row["state"]: row["payload"] for row in read(folder, "inbox")}
    assert told == {"done": "", "open": '{"said": "open"}', "dead": '{"said": "dead"}'}


async def test_the_files_are_for_their_owner_only(store, tmp_path):
    await export(store, tmp_path / "new")

    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "new").iterdir()} == {0o600}


async def test_the_list_tells_rows_and_bytes_of_each_file(store, folder):
    await a_full_house(store)

    counts = await export(store, folder)

    listed = json.loads((folder / NAME).read_text())
    assert listed["schema"] == migrations.head()
    assert {name: file["rows"] for name, file in listed["files"].items()} == {
        f"{noun}.csv": counts[noun] for noun in NOUNS
    }
    assert {name: file["sha256"] for name, file in listed["files"].items()} == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.csv")
    }


async def test_before_and_after_are_json(store, folder):
    await a_full_house(store)

    await export(store, folder)

    [line, *_] = [row for row in read(folder, "audit") if row["table"] == "customers"]
    assert line["before"] == ""
    assert json.loads(line["after"])["name"] == "田中 一郎"


async def test_a_later_export_takes_the_place_of_an_earlier_one(store, folder):
    await export(store, folder)
    (folder / "customers.csv.part").write_text("cut short")
    await a_customer(store)

    counts = await export(store, folder)

    assert counts["customers"] == 1
    assert len(read(folder, "customers")) == 1
    assert not list(folder.glob("*.part"))


async def test_a_folder_with_other_files_is_left_alone(store, folder):
    (folder / "customers.csv").write_text("old")
    (folder / "年賀状.xlsx").write_text("mine")

    with pytest.raises(ExportRefusedError, match=r"年賀状\.xlsx"):
        await export(store, folder)

    assert {path.name: path.read_text() for path in folder.iterdir()} == {
        "customers.csv": "old",
        "年賀状.xlsx": "mine",
    }


async def test_a_file_in_the_place_of_the_folder_is_a_sentence(store, tmp_path):
    (tmp_path / "out").write_text("mine")

    with pytest.raises(ExportRefusedError, match="Please name a folder"):
        await export(store, tmp_path / "out", language="en")


async def test_a_folder_that_cannot_be_made_is_a_sentence(store):
    with pytest.raises(ExportRefusedError, match="書き込めません"):
        await export(store, Path("/proc/kizuna"))


async def test_an_export_that_fails_leaves_the_earlier_one_whole(sqlite_url, folder):
    store = Store.open(sqlite_url)
    await export(store, folder)
    earlier = {path.name: path.read_bytes() for path in folder.iterdir()}
    await a_customer(store)
    async with store.write() as session:
        await session.execute(text("ALTER TABLE inbox RENAME TO elsewhere"))

    with pytest.raises(OperationalError, match="no such table"):
        await export(store, folder)
    await store.close()

    assert {path.name: path.read_bytes() for path in folder.iterdir()} == earlier


async def test_a_database_without_our_tables_is_a_sentence(tmp_path):
    empty = Store.open(f"sqlite:///{tmp_path}/empty.db")

    with pytest.raises(ExportRefusedError, match="kizuna migrate"):
        await export(empty, tmp_path / "out")
    await empty.close()

    assert list((tmp_path / "out").iterdir()) == []


async def test_all_files_are_of_one_moment_while_others_write(store, folder):
    customer = await a_customer(store)
    made = await an_interaction(store, customer=customer)
    fields = made.model_dump(exclude={"id"})
    done = asyncio.Event()

    async def write() -> None:
        while not done.is_set():
            async with store.write() as session:
                await session.execute(insert(Interaction), [fields] * 50)
            await an_interaction(store, customer=customer)

    writing = asyncio.create_task(write())
    counts = await export(store, folder)
    done.set()
    await writing

    audited = [row for row in read(folder, "audit") if row["table"] == "interactions"]
    unaudited = counts["interactions"] - len(audited)
    assert unaudited % 50 == 0
    assert unaudited // 50 - len(audited) in {-1, 0}


@pytest.mark.parametrize(
    ("value", "written_"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-1+1", "'-1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("＝1+1", "'＝1+1"),
        ("'=1", "''=1"),
        ("'引用'", "'引用'"),
        ("'", "''"),
        ("-5", "-5"),
        ("+81 90-1234-5678", "+81 90-1234-5678"),
        ("090-1234-5678", "090-1234-5678"),
        (-5, "-5"),
        (True, "true"),
        (None, ""),
        (date(2026, 12, 4), "2026-12-04"),
        (time(15), "15:00"),
        (datetime(2026, 12, 4, 6, tzinfo=UTC), "2026-12-04T06:00:00+00:00"),
        ({"b": 1, "a": "あ"}, '{"a":"あ","b":1}'),
    ],
)
def test_a_cell(value, written_):
    assert cell(value) == written_


@given(st.text() | st.from_regex(r"'*[=+\-@\t\r].*"))
def test_the_apostrophe_comes_off_again(text):
    assert plain(guarded(text)) == text


def test_every_column_stands_in_the_documentation():
    page = (Path(__file__).parents[2] / "docs" / "data.md").read_text(encoding="utf-8")

    sections = {part.split(".csv", 1)[0]: part for part in page.split("\n## ")[1:] if ".csv" in part[:40]}
    documented = {
        noun: re.findall(r"`(\w+)`", " ".join(line.split("|")[1] for line in part.splitlines() if line[:3] == "| `"))
        for noun, part in sections.items()
    }
    assert documented == {noun: exports.columns(noun) for noun in NOUNS}
