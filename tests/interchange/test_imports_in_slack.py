"""A file of customers dropped into the direct message: looked at, asked about, written, and told."""

import base64
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from sqlalchemy import select

from bot.counter import concerns_us
from storage.tables import Customer, ImportRun
from tests.stage import ITO, SATO, Stage, on_stage

TABLE = "氏名,会社名,電話番号,謎\n田中 一郎,株式会社サクラ,090-1234-5678,x\n山田 花子,,03-1234-5678,\n,,,y\n"


@pytest_asyncio.fixture
async def stage(database_url: str) -> AsyncIterator[Stage]:
    async with on_stage(database_url) as made:
        yield made


async def drop(stage: Stage, name: str, content: bytes, *, by: str = SATO) -> None:
    file = {"name": name, "base64": base64.b64encode(content).decode()}
    await stage.post(f"slack/{by}/say", channel="bot", text="", files=[file])


async def customers(stage: Stage) -> list[str]:
    async with stage.kizuna.store.read() as session:
        return list(await session.scalars(select(Customer.name).order_by(Customer.id)))


async def number_of_runs(stage: Stage) -> int:
    async with stage.kizuna.store.read() as session:
        return len(list(await session.scalars(select(ImportRun))))


async def test_a_file_is_shown_and_imported_when_its_sender_says_so(stage: Stage) -> None:
    await drop(stage, "顧客.csv", TABLE.encode("cp932"))
    card = await stage.direct_message("顧客.csv を取り込みますか", "import.start", "田中 一郎", "4行目")
    before = await customers(stage)

    await stage.press(card, "import.start")
    await stage.press(card, "import.start")

    done = await stage.direct_message("顧客.csv を取り込みました")
    await stage.settled()
    assert before == []
    assert await customers(stage) == ["田中 一郎", "山田 花子"]
    assert "import.start" not in str(done)
    assert await number_of_runs(stage) == 1
    [errors] = [each for each in stage.town.workspace.files.values() if each.name == "顧客.csv.errors.csv"]
    assert "4,謎" not in errors.content.decode("cp932")
    assert ",,,y" in errors.content.decode("cp932")


async def test_a_file_that_is_not_wanted_changes_nothing(stage: Stage) -> None:
    await drop(stage, "顧客.csv", TABLE.encode())
    card = await stage.direct_message("import.stop")

    await stage.press(card, "import.stop")

    await stage.direct_message("取り込みをやめました")
    assert await customers(stage) == []


async def test_what_is_no_table_is_answered_with_how_to_make_one(stage: Stage) -> None:
    await drop(stage, "顧客.xlsx", b"PK\x03\x04")
    await stage.direct_message("CSV UTF-8")

    await drop(stage, "改名.csv", b"PK\x03\x04" + b"\x00" * 100)
    await stage.direct_message("改名.csv を取り込めませんでした", "CSV UTF-8")

    await drop(stage, "写真.png", b"\x89PNG")
    await stage.direct_message("CSVファイルでお送りください")


async def test_a_rep_cannot_bring_in_more_than_their_own(stage: Stage) -> None:
    many = "氏名,電話番号\n" + "".join(f"客{number},03-0000-{number:04}\n" for number in range(501))

    await drop(stage, "全社.csv", many.encode())

    await stage.direct_message("全社.csv を取り込めませんでした", "500行")


async def test_an_admin_brings_in_customers_of_others(stage: Stage) -> None:
    await stage.command("/customer new 仮 太郎", by=SATO)
    await drop(stage, "担当.csv", f"氏名,担当者\n田中 一郎,{SATO}\n".encode(), by=ITO)
    card = await stage.direct_message("import.start", user=ITO)

    await stage.press(card, "import.start", by=ITO)

    await stage.direct_message("担当.csv を取り込みました", user=ITO)
    assert "佐藤 健太" in await stage.command("/customer 田中一郎")


async def test_a_file_that_has_changed_since_is_not_written(stage: Stage) -> None:
    await drop(stage, "顧客.csv", TABLE.encode())
    card = await stage.direct_message("import.start")
    [file] = [each for each in stage.town.workspace.files.values() if each.name == "顧客.csv"]
    file.content = "氏名\n別の人\n".encode()

    await stage.press(card, "import.start")

    await stage.direct_message("確認のあとで変わりました")
    assert await customers(stage) == []


@pytest.mark.parametrize(
    ("event", "ours"),
    [
        ({"subtype": "file_share"}, True),
        ({}, True),
        ({"subtype": "message_changed"}, False),
        ({"subtype": "file_share", "bot_id": "B1"}, False),
        ({"subtype": "file_share", "user": "U0BOT"}, False),
        ({"subtype": "file_share", "channel_type": "channel"}, False),
        ({"subtype": {}, "user": []}, False),
    ],
    ids=["file", "words", "edit", "a bot's file", "our own file", "a file in a channel", "nonsense"],
)
def test_files_of_people_in_our_own_talk_are_heard_and_no_others(event, ours):
    said = {"type": "message", "channel_type": "im", "user": SATO}

    payload = {"event": said | event, "authorizations": [{"user_id": "U0BOT", "is_bot": True}, "x"]}

    assert concerns_us(payload) is ours
