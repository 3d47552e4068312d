"""Files that reps send: fetched from Slack, shown to LINE behind names that nobody guesses, on both databases."""

from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import count

import pytest_asyncio
from sqlalchemy import select

from crm.relay import replies
from crm.relay.media import SlackFile
from crm.relay.replies import Draft
from sandbox.slack.records import File
from storage.tables import Media, Message, Rep, Reply
from tests.deeds import by
from tests.relay.media_kit import EXE, M4A, MP4, PDF, picture
from tests.stage import SATO, Stage, on_stage
from tests.test_journeys import a_linked_customer

_serial = count(1)


@pytest_asyncio.fixture
async def stage(database_url: str) -> AsyncIterator[Stage]:
    async with on_stage(database_url, public=True) as made:
        await a_linked_customer(made)
        await made.say_in_line("写真を見せてください")
        await made.direct_message("写真を見せてください")
        await made.settled()
        yield made


def uploaded(stage: Stage, content: bytes, name: str, mimetype: str) -> SlackFile:
    """As the form's file field takes it up."""
    file = File(f"FOUT{next(_serial)}", name, len(content), SATO, mimetype=mimetype, content=content)
    stage.town.workspace.keep_file(file)
    return SlackFile(file.id, name, mimetype, len(content))


async def answered(stage: Stage, *files: SlackFile, text: str = "こちらです") -> None:
    kizuna = stage.kizuna
    async with kizuna.store.read() as session:
        message = (await session.scalars(select(Message).where(Message.text == "写真を見せてください"))).one()
        rep = (await session.scalars(select(Rep).where(Rep.slack_id == SATO))).one()
    async with by(kizuna.store, rep, message.at, kizuna.house) as work:
        work.now += timedelta(seconds=5)
        await replies.send(work, Draft(message.id, text, files))


async def fetched(stage: Stage, url: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    async with stage.http.get(url, headers=headers) as answer:
        return answer.status, await answer.read(), {name.lower(): value for name, value in answer.headers.items()}


async def test_files_of_every_kind_go_with_the_words_in_one_call_byte_for_byte(stage: Stage) -> None:
    photo, large = picture("JPEG", side=1_200), PDF + bytes(10 << 20)

    await answered(
        stage,
        uploaded(stage, photo, "現場.jpg", "image/jpeg"),
        uploaded(stage, large, "お見積書.pdf", "application/pdf"),
        uploaded(stage, MP4, "案内.mp4", "video/mp4"),
        uploaded(stage, M4A, "声.m4a", "audio/mp4"),
    )

    shown = await stage.on_phone("originalContentUrl", "image")
    card = await stage.on_phone("お見積書.pdf", "/m/")
    film = await stage.on_phone("originalContentUrl", "video")
    await stage.on_phone("声.m4a", "/m/")
    assert len([each for each in await stage.calls("push") if "こちらです" in str(each)]) == 1
    await is_the_picture(stage, shown, photo)
    status, body, headers = await fetched(stage, link_in(card))
    assert (status, body) == (200, large)
    assert headers["content-disposition"].startswith("attachment; filename*=UTF-8''%E3%81%8A")
    assert (await fetched(stage, film["originalContentUrl"], Range="bytes=4-7"))[:2] == (206, b"ftyp")


async def is_the_picture(stage: Stage, shown: dict, photo: bytes) -> None:
    """As it was, and with a small one beside it."""
    status, body, headers = await fetched(stage, shown["originalContentUrl"])
    small = await fetched(stage, shown["previewImageUrl"])
    assert (status, body) == (200, photo)
    assert (headers["content-type"], headers["x-content-type-options"]) == ("image/jpeg", "nosniff")
    assert (small[0], small[1][:3]) == (200, b"\xff\xd8\xff")
    assert len(small[1]) <= 1 << 20


async def test_what_only_says_that_it_is_a_picture_fails_and_nothing_goes_out(stage: Stage) -> None:
    await answered(stage, uploaded(stage, EXE, "写真.jpg", "image/jpeg"))

    await stage.settled()
    async with stage.kizuna.store.read() as session:
        assert list(await session.scalars(select(Reply.state))) == ["failed"]
        assert list(await session.scalars(select(Media.why))) == ["type"]
    assert "こちらです" not in str(await stage.phone())
    assert not list(stage.kizuna.settings.media_folder.iterdir())


async def test_an_address_that_is_none_leads_to_a_page_that_says_so(database_url: str) -> None:
    paths = ("a" * 43, f"{'a' * 43}/preview", "a", "%00", "..%2F..%2Fetc%2Fpasswd", "%2Fetc%2Fpasswd")

    async with on_stage(database_url, public=True) as stage:
        found = [await fetched(stage, f"{stage.town.bot_url}/m/{path}") for path in paths]

    assert [status for status, _, _ in found] == [404] * len(paths)
    assert "ファイルが見つかりません".encode() in found[0][1]


def link_in(message: dict) -> str:
    """The address that the message's button opens."""
    found = [each["action"]["uri"] for each in message["contents"]["footer"]["contents"] if "action" in each]
    return next(each for each in found if "/m/" in each)
