"""Pictures and files through the real doors and the real SDKs, on both databases."""

import io
import json
from collections.abc import AsyncIterator

import pytest_asyncio

from tests.relay.media_kit import EXE, MP4, PDF, picture, sent
from tests.stage import SATO, TANAKA, Stage, on_stage, until
from tests.test_journeys import a_linked_customer


@pytest_asyncio.fixture
async def stage(database_url: str) -> AsyncIterator[Stage]:
    async with on_stage(database_url) as made:
        await a_linked_customer(made)
        await made.settled()
        yield made


async def shared(stage: Stage, name: str) -> bytes:
    """Wait for a file of this name in Slack; its bytes."""

    async def look() -> bytes | None:
        files = [each for each in stage.town.workspace.files.values() if each.name == name and each.shared_in]
        return files[-1].content if files else None

    return await until(look, f"a file called {name}")


async def files_below(stage: Stage, *parts: str) -> list[dict]:
    """Wait for a thread of 佐藤's DM that holds these words; the files in it, as Slack shows them."""
    await stage.direct_message(*parts)
    await stage.settled()
    head = await stage.direct_message(*parts)
    return [file for reply in head["replies"] for file in reply["files"]]


async def test_a_picture_stands_in_the_thread_byte_for_byte_and_one_that_lies_elsewhere_is_not_fetched(
    stage: Stage,
) -> None:
    url = f"{stage.url}/people/line"
    elsewhere = {"type": "external", "originalContentUrl": url, "previewImageUrl": url}
    external = {"type": "image", "id": "900000000000000001", "contentProvider": elsewhere}
    source = {"type": "user", "userId": TANAKA}

    await stage.post("line/event", events=[{"type": "message", "source": source, "message": external}])
    await stage.post(f"line/{TANAKA}/image", **sent(picture()))

    [file] = await files_below(stage, "田中一郎様とのLINE", "写真です", "KB")
    assert stage.town.workspace.files[file["id"]].content == picture()
    assert file["name"].endswith(".png")
    assert len(await stage.calls("content")) == 1
    assert url not in str(await stage.get(f"slack/{SATO}/view"))


async def test_files_and_films_come_whole_ten_megabytes_too_and_line_is_waited_for(stage: Stage) -> None:
    large = PDF + bytes(10 << 20)
    stage.town.line.content_delay = 0.3

    body = io.BytesIO(json.dumps(sent(large, "図面.pdf")).encode())
    async with stage.http.post(f"{stage.url}/people/line/{TANAKA}/file", data=body) as answer:
        assert answer.status == 200
    await stage.post(f"line/{TANAKA}/file", **sent(MP4, "film.mp4", "video/mp4"))

    await shared(stage, "図面.pdf")
    files = await files_below(stage, "田中一郎様とのLINE", "図面.pdf", ".mp4")
    contents = [stage.town.workspace.files[each["id"]].content for each in files]
    assert sorted(contents, key=len) == [MP4, large]


async def test_a_program_is_not_kept_and_the_thread_says_so(stage: Stage) -> None:
    await stage.post(f"line/{TANAKA}/file", **sent(EXE, "setup.exe"))

    await stage.direct_message("安全を確かめられない形式（.exe）")
    await stage.settled()
    assert "setup.exe" not in {each.name for each in stage.town.workspace.files.values()}
    assert not list(stage.kizuna.settings.media_folder.glob("*"))


async def test_a_picture_that_is_taken_back_goes_from_slack_and_from_our_folder(stage: Stage) -> None:
    await stage.post(f"line/{TANAKA}/file", **sent(PDF, "間違い.pdf"))
    await shared(stage, "間違い.pdf")
    await stage.settled()
    seen = await stage.get(f"line/{TANAKA}/view")
    message_id = next(each["id"] for each in reversed(seen["messages"]) if each["from"] == "user")

    await stage.post(f"line/{TANAKA}/unsend", messageId=message_id)

    await stage.direct_message("送信を取り消されました。ファイルは削除しました")
    await stage.settled()
    [gone] = [each for each in stage.town.workspace.files.values() if each.name == "間違い.pdf"]
    assert gone.content is None
    assert not list(stage.kizuna.settings.media_folder.iterdir())
    assert "間違い.pdf" not in str(await stage.get(f"slack/{SATO}/view"))
