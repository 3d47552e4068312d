"""The export: every noun, one moment, nothing that a spreadsheet would run, nothing that opens a door."""

import asyncio
import csv
import json
import re
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from bot.cells import cell, guarded, plain
from bot.export import ExportRefusedError, export
from crm import post
from crm.notices import Apology, FollowupNudge
from storage import exports
from storage.store import Store
from storage.tables import Company, Consent, Interaction, Invite, Message
from tests.builders import (
    NOW,
    a_case,
    a_customer,
    a_followup,
    a_line_user,
    a_rep,
    a_team,
    an_answer,
    an_interaction,
    saved,
    written,
)

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
LINE_ID = "U0123456789abcdef0123456789abcdef"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Empty, and beside the database of the test."""
    made = tmp_path / "out"
    made.mkdir()
    return made


def read(folder: Path, noun: str) -> list[dict[str, str]]:
    with (folder / f"{noun}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


async def a_full_house(store: Store) -> None:
    """A row of every noun."""
    team = await a_team(store, name="一課", parent=await a_team(store, name="営業部"))
    rep = await a_rep(store, slack_id="USATO", team_id=team.id)
    company = await saved(store, Company(name="株式会社サクラ", key="サクラ"))
    customer = await a_customer(store, owner=rep, name="田中 一郎", company_id=company.id)
    account = await a_line_user(store, user_id=LINE_ID, customer=customer)
    await an_interaction(store, customer=customer, text="=1+1")
    await a_followup(store, customer=customer, at=time(15), what="電話", promise=True)
    answer = await an_answer(store, customer=customer, score=3, reason="遅い")
    await a_case(store, customer=customer, answer=answer)
    consent = Consent(
        customer_id=customer.id, purpose="surveys", granted=True, text_version="1", channel="line", decided_at=NOW
    )
    await saved(store, consent)
    invite = Invite(customer_id=customer.id, rep_id=rep.id, code_digest="digest", page="secret-page", expires_at=NOW)
    await saved(store, invite)
    for direction in ("in", "out"):
        said = {"direction": direction, "platform_id": "1", "kind": "text", "text": "こんにちは", "at": NOW}
        await saved(store, Message(line_user_id=account.id, customer_id=customer.id, **said))
    async with written(store) as work:
        nudge = FollowupNudge(1, customer.id, "田中 一郎", None, "秘密の用件", date(2026, 11, 20), None, promise=False)
        await post.to_rep(work, rep, nudge, customer_id=customer.id)
        reply = post.Reply("reply-token", NOW)
        await post.to_line(work, account, Apology("aa11", "サクラ商事"), customer_id=customer.id, reply=reply)


async def test_every_noun_of_the_contract_has_its_file_and_its_rows(store, folder):
    await a_full_house(store)

    counts = await export(store, folder)

    assert set(counts) >= CONTRACT
    assert sorted(path.name for path in folder.iterdir()) == sorted(f"{noun}.csv" for noun in counts)
    assert {noun: len(read(folder, noun)) for noun in counts} == counts
    assert all(counts.values())


async def test_customers_come_with_company_and_the_slack_id_of_their_owner(store, folder):
    await a_full_house(store)

    await export(store, folder)

    [customer] = read(folder, "customers")
    assert {key: customer[key] for key in ("name", "company", "owner", "reading", "line_linked")} == {
        "name": "田中 一郎",
        "company": "株式会社サクラ",
        "owner": "USATO",
        "reading": "",
        "line_linked": "true",
    }
    [followup] = read(folder, "followups")
    assert (followup["due_day"], followup["due_time"], followup["due_at"]) == (
        "2026-11-20",
        "15:00",
        "2026-11-20T06:00:00+00:00",
    )
    assert [(rep["slack_id"], rep["team"]) for rep in read(folder, "reps")] == [("USATO", "一課")]
    assert [(team["name"], team["parent"]) for team in read(folder, "teams")] == [("営業部", ""), ("一課", "営業部")]


async def test_a_formula_in_a_text_is_disarmed(store, folder):
    await a_full_house(store)

    await export(store, folder)

    assert [row["text"] for row in read(folder, "interactions")] == ["'=1+1"]


async def test_no_line_id_token_or_notice_leaves_the_house(store, folder):
    await a_full_house(store)

    await export(store, folder)

    everything = "".join(path.read_text(encoding="utf-8") for path in folder.iterdir())
    secrets = [LINE_ID, "reply-token", "secret-page", '"digest"', "秘密の用件", "token0"]
    assert [secret for secret in secrets if secret in everything] == []
    messages, outbox = read(folder, "messages"), read(folder, "outbox")
    assert {row["line_user"] for row in messages} == {row["recipient"] for row in outbox if row["channel"] == "line"}
    assert [row["text"] for row in messages] == ["こんにちは", "こんにちは"]


async def test_before_and_after_are_json(store, folder):
    await a_full_house(store)

    await export(store, folder)

    [line] = [row for row in read(folder, "audit") if row["table"] == "customers"]
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


async def test_an_export_that_fails_leaves_the_earlier_one_whole(folder):
    (folder / "customers.csv").write_text("earlier")
    empty = Store.open(f"sqlite:///{folder}/../empty.db")

    with pytest.raises(Exception, match="no such table"):
        await export(empty, folder)
    await empty.close()

    assert [(path.name, path.read_text()) for path in folder.iterdir()] == [("customers.csv", "earlier")]


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
    page = (Path(__file__).parent.parent / "docs" / "data.md").read_text(encoding="utf-8")

    sections = {part.split(".csv", 1)[0]: part for part in page.split("\n## ")[1:] if ".csv" in part[:40]}
    documented = {
        noun: re.findall(r"`(\w+)`", " ".join(line.split("|")[1] for line in part.splitlines() if line[:3] == "| `"))
        for noun, part in sections.items()
    }
    assert documented == {noun: exports.columns(noun) for noun in exports.NOUNS}
