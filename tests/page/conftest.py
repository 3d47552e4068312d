"""The page of a town without the real bot, for the tests of what it draws and sends; and the demo for those with it."""

import shutil
from pathlib import Path

import pytest
import pytest_asyncio

from bot import wiring
from crm.house import House
from sandbox import cast, demo
from storage.store import Store
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


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def demo_file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's year, written once; to be copied from, and opened as the company of `cast`."""
    path = Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("demo") / "kizuna.db"))
    store = Store.open(f"sqlite:///{path}")
    await demo.history(store, House(company=cast.COMPANY, admins=(cast.MANAGER,)), wiring.utc_now())
    await store.close()
    return path
