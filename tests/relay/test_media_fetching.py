"""Fetching: from LINE and from Slack alone, never further, and never more than is allowed."""

import io
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import aiohttp
import orjson
import pytest
import pytest_asyncio
from aiohttp import web

from bot import slack
from bot.delivery.outcomes import Later, Sent
from bot.delivery.records import MOST_ATTEMPTS
from bot.media.fetching import LineContent, SlackUploads
from bot.media.folder import MOST_BYTES, MediaFolder
from bot.slack_downloads import is_slacks
from storage.outbox import Claimed
from tests.relay.media_kit import picture

NOW = datetime(2026, 11, 20, tzinfo=UTC)
USER = "U" + "1" * 32


class Platform:
    """Answers whatever is asked with `answer`, and remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[web.Request] = []
        self.answer: Callable[[web.Request], web.StreamResponse] = lambda _: web.Response(body=picture())
        self.url = ""

    async def hear(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        return self.answer(request)


@pytest_asyncio.fixture
async def platform() -> AsyncIterator[Platform]:
    made = Platform()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", made.hear)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


@pytest_asyncio.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as made:
        yield made


def a_row(kind: str, attempts: int = 1, **fields: str) -> Claimed:
    """A claimed row of the outbox."""
    said = {"media_id": 1, "name": uuid4().hex, "kind": "image", "ending": ""} | fields
    nothing = dict.fromkeys(("customer_id", "reply_token", "reply_until", "thread_of", "update_of"))
    return Claimed(
        **nothing,
        seq=1,
        uuid=str(uuid4()),
        channel="line",
        recipient=USER,
        lane="media:1",
        kind=kind,
        schema_version=1,
        fields=said,
        attempts=attempts,
        first_tried_at=NOW,
        created_at=NOW,
        platform={},
        lease="l",
    )


def came(outcome: object) -> dict:
    """What goes back into the inbox."""
    assert isinstance(outcome, Sent)
    assert outcome.heard is not None
    return orjson.loads(outcome.heard.payload)["content"]


async def test_content_is_asked_for_at_line_with_our_token(platform, session, tmp_path: Path) -> None:
    row = a_row("WantContent", message_id="12345")

    found = came(await LineContent(session, "token", platform.url, MediaFolder(tmp_path)).fetch(row, NOW))

    assert platform.asked[0].path == "/v2/bot/message/12345/content"
    assert platform.asked[0].headers["Authorization"] == "Bearer token"
    assert (found["state"], found["size"]) == ("kept", len(picture()))


async def test_a_number_that_looks_like_a_path_stays_a_number(platform, session, tmp_path: Path) -> None:
    row = a_row("WantContent", message_id="../../../v2/bot/followers/ids?a=")

    await LineContent(session, "token", platform.url, MediaFolder(tmp_path)).fetch(row, NOW)

    assert platform.asked[0].raw_path.startswith("/v2/bot/message/..%2F")


async def test_a_redirect_is_not_followed_and_ends_the_errand(platform, session, tmp_path: Path) -> None:
    platform.answer = lambda _: web.Response(status=302, headers={"location": f"{platform.url}/elsewhere"})

    found = came(
        await LineContent(session, "token", platform.url, MediaFolder(tmp_path)).fetch(
            a_row("WantContent", message_id="1"), NOW
        )
    )

    assert len(platform.asked) == 1
    assert (found["state"], found["why"]) == ("gone", "unfetched")


@pytest.mark.parametrize(
    ("status", "headers", "after", "counted"),
    [(202, {}, 2.0, False), (429, {"Retry-After": "7"}, 7.0, False), (500, {}, None, True), (401, {}, 600.0, False)],
    ids=["prepared", "rate", "broken", "token"],
)
async def test_what_line_does_not_give_now_is_asked_for_again(
    platform, session, tmp_path: Path, status: int, headers: dict, after: float | None, counted: bool
) -> None:
    platform.answer = lambda _: web.Response(status=status, headers=headers)

    outcome = await LineContent(session, "token", platform.url, MediaFolder(tmp_path)).fetch(
        a_row("WantContent", message_id="1"), NOW
    )

    assert isinstance(outcome, Later)
    assert (outcome.after, outcome.counted, outcome.unclear) == (after, counted, False)


async def test_the_last_attempt_says_that_there_will_be_no_file(platform, session, tmp_path: Path) -> None:
    platform.answer = lambda _: web.Response(status=500)
    tired = a_row("WantContent", MOST_ATTEMPTS, message_id="1")

    found = came(await LineContent(session, "token", platform.url, MediaFolder(tmp_path)).fetch(tired, NOW))

    assert (found["state"], found["why"]) == ("gone", "unfetched")


async def test_what_line_prepares_for_days_is_given_up(platform, session, tmp_path: Path) -> None:
    platform.answer = lambda _: web.Response(status=202)
    content = LineContent(session, "token", platform.url, MediaFolder(tmp_path))

    outcome = await content.fetch(a_row("WantContent", message_id="1"), NOW + timedelta(days=4))

    assert came(outcome)["state"] == "gone"


@pytest.mark.parametrize("status", [404, 410])
async def test_what_line_has_no_more_is_gone(platform, session, tmp_path: Path, status: int) -> None:
    platform.answer = lambda _: web.Response(status=status)

    outcome = await LineContent(session, "token", platform.url, MediaFolder(tmp_path)).fetch(
        a_row("WantContent", message_id="1"), NOW
    )

    assert (came(outcome)["state"], came(outcome)["why"]) == ("gone", "")


async def test_what_says_that_it_is_too_large_is_not_even_read(platform, session, tmp_path: Path) -> None:
    platform.answer = lambda _: web.Response(body=io.BytesIO(bytes(MOST_BYTES + 1)))

    outcome = await LineContent(session, "token", platform.url, MediaFolder(tmp_path)).fetch(
        a_row("WantContent", message_id="1"), NOW
    )

    assert (came(outcome)["state"], came(outcome)["why"]) == ("refused", "large")


@pytest.mark.parametrize(
    ("url", "ours"),
    [
        ("https://files.slack.com/a", True),
        ("https://slack-files.com/a", False),
        ("http://files.slack.com/a", False),
        ("https://files.slack.com.evil.example/a", False),
        ("https://evil.example/files.slack.com", False),
        ("https://evilslack.com/a", False),
        ("http://169.254.169.254/latest/meta-data", False),
        ("https://user@files.slack.com@evil.example/", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_our_token_is_shown_to_slack_alone(url: str, ours: bool) -> None:
    assert is_slacks(url, "https://slack.com/api/") is ours


async def test_a_file_of_slacks_that_lies_elsewhere_is_not_fetched(platform, session, tmp_path: Path) -> None:
    elsewhere = platform.url.replace("127.0.0.1", "localhost")
    file = {"id": "F1", "size": 10, "url_private_download": f"{elsewhere}/secret"}
    platform.answer = lambda _: web.json_response({"ok": True, "file": file})
    client = slack.web_client("xoxb", f"{platform.url}/api/", session, retries=False)

    found = came(await SlackUploads(client, MediaFolder(tmp_path)).fetch(a_row("WantSlackFile", file_id="F1"), NOW))

    assert [each.path for each in platform.asked] == ["/api/files.info"]
    assert (found["state"], found["why"]) == ("gone", "unfetched")


async def test_a_file_of_slacks_that_leads_on_is_not_followed(platform, session, tmp_path: Path) -> None:
    file = {"id": "F1", "size": 10, "url_private_download": f"{platform.url}/file"}

    def answer(request: web.Request) -> web.StreamResponse:
        if request.path == "/api/files.info":
            return web.json_response({"ok": True, "file": file})
        return web.Response(status=302, headers={"location": "http://169.254.169.254/"})

    platform.answer = answer
    client = slack.web_client("xoxb", f"{platform.url}/api/", session, retries=False)

    outcome = await SlackUploads(client, MediaFolder(tmp_path)).fetch(a_row("WantSlackFile", file_id="F1"), NOW)

    assert isinstance(outcome, Later)
    assert outcome.why == "download: status 302"
