"""A real Chromium for tests of pages, watched: an error in its console or a request that would leave this machine
fails the test that was looking.
"""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import ConsoleMessage, Page, Request, async_playwright

MISSING = "These tests look at the page in a real Chromium, which is not installed: apt-get install -y chromium"
PATIENCE_MS = 5_000
DESK = {"width": 1280, "height": 800}
HERE = {"127.0.0.1", "localhost"}


def chromium_path() -> str:
    """Where Chromium is. Without one the test fails and says how to get it: skipped, it would look like passed."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if path is None or not Path(path).exists():
        pytest.fail(MISSING, pytrace=False)
    return path


class Window:
    """One tab for a whole file of tests; `complaints` is what went wrong in it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("request", self._ask)
        page.on("pageerror", lambda error: self.complaints.append(f"uncaught: {error}"))
        page.on("console", self._listen)

    def _ask(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.hostname not in HERE:
            self.complaints.append(f"a request left this machine: {request.url}")

    def _listen(self, said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"}:
            self.complaints.append(said.text)

    @asynccontextmanager
    async def showing(self, url: str) -> AsyncIterator[Page]:
        """The tab at its usual size, loaded afresh; nothing may go wrong until the end."""
        await self.page.set_viewport_size(DESK)
        await self.page.goto("about:blank")
        self.complaints.clear()
        await self.page.goto(url)
        yield self.page
        assert self.complaints == [], self.complaints


@asynccontextmanager
async def window() -> AsyncIterator[Window]:
    path = chromium_path()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        context = await browser.new_context(viewport=DESK, locale="ja-JP")
        context.set_default_timeout(PATIENCE_MS)
        yield Window(await context.new_page())
        await browser.close()
