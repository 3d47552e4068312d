"""The page of a town without the real bot, for the tests of what it draws and sends."""

import pytest

from tests.browser import window
from tests.page_stage import open_page, town_with_bot


@pytest.fixture(scope="module")
async def tab():
    async with window() as opened:
        yield opened


@pytest.fixture(scope="module")
async def bot():
    async with town_with_bot() as made:
        yield made


@pytest.fixture
async def page(tab, bot):
    async with open_page(tab, bot) as opened:
        yield opened
