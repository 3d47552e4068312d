"""What every test may ask for. Databases first; each test gets an empty, migrated one of its own.

`database_url`, `store` and whatever uses them run twice, on SQLite and on PostgreSQL (`-k sqlite` runs one half).

To extend: add a fixture that builds on `store` (close what it opens after its `yield`), keep it lazy, and let it do one
thing. Rows belong into builders.py, not here. Nothing here may patch a name of ours.
"""

import gc
import os
import re
import shutil
from collections.abc import AsyncIterator, Iterator
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
import uvloop

from storage import migrations
from storage.store import Store
from tests.builders import Clock
from tests.databases import ENGINES, EmptiedDatabase, EmptiedFile, Engines, Postgres, a_server

if TYPE_CHECKING:
    from sandbox.town import Town
    from tests.postman import Postman

DATABASES = ("sqlite", "postgresql")


def pytest_asyncio_loop_factories():
    """The loop that the product runs on."""
    return {"uvloop": uvloop.new_event_loop}


# Files that start processes or browsers, and journeys: they wait for real seconds more than they compute.
WAITING = re.compile(r"tests/(page/|test_crash|.*kill|.*storm|.*journey|test_socket_mode|test_serving|.*erasing)")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that wait come early, each with two that compute behind it: no core is idle beside them, and none is alone
    with one of them at the end. pytest-xdist hands the files out in this order (`--no-loadscope-reorder`).
    """
    files = [list(those) for _, those in groupby(items, key=lambda item: item.path)]
    waiting = [those for those in files if WAITING.search(those[0].path.as_posix())]
    computing = iter([those for those in files if not WAITING.search(those[0].path.as_posix())])
    mixed = [those for each in waiting for those in (each, *islice(computing, 2))]
    items[:] = [item for those in (*mixed, *computing) for item in those]


def pytest_collection_finish() -> None:
    """What has been imported and collected stays: nobody need look through it for garbage, again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def no_proxies() -> None:
    """slack_sdk obeys these even for loopback: the fakes would be asked for through a proxy."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        os.environ.pop(name, None)
        os.environ.pop(name.upper(), None)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def engines() -> AsyncIterator[Engines]:
    """Kept from test to test, with what they have compiled (tests/databases.py)."""
    yield ENGINES
    await ENGINES.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Started by the first test that asks for it."""
    with a_server() as made:
        yield made


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Postgres) -> Iterator[EmptiedDatabase]:
    made = EmptiedDatabase(postgres)
    yield made
    made.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file that others are copied from."""
    path = tmp_path_factory.mktemp("template") / "kizuna.db"
    migrations.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_sqlite(sqlite_template: Path) -> Iterator[EmptiedFile]:
    made = EmptiedFile(sqlite_template)
    yield made
    made.close()


@pytest.fixture
def sqlite_url(migrated_sqlite: EmptiedFile, engines: Engines) -> str:
    return migrated_sqlite.empty()


@pytest.fixture
def postgres_url(migrated_postgres: EmptiedDatabase, engines: Engines) -> str:
    return migrated_postgres.empty()


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty, migrated database; the test runs once on each kind."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))


@pytest_asyncio.fixture
async def store(database_url: str, engines: Engines) -> AsyncIterator[Store]:
    made = engines.open(database_url)
    yield made
    await engines.rest(made)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def exported(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The export of a full house, made once; `box` is a copy that a test may break."""
    from bot.interchange.export import export  # noqa: PLC0415 - as `town`
    from tests.full_house import a_full_house  # noqa: PLC0415 - as `town`

    folder = tmp_path_factory.mktemp("exported")
    made = Store.open(f"sqlite:///{shutil.copy(sqlite_template, folder / 'kizuna.db')}")
    await a_full_house(made)
    await export(made, folder / "out")
    await made.close()
    return folder / "out"


@pytest.fixture
def box(exported: Path, tmp_path: Path) -> Path:
    return shutil.copytree(exported, tmp_path / "box")


@pytest_asyncio.fixture
async def town() -> AsyncIterator["Town"]:
    """The fake platforms on a free port, named by `town.url`; no bot is listening unless the test starts one."""
    from sandbox.town import Town  # noqa: PLC0415 - only those who ask for it wait for its imports

    made = Town()
    made.slack.echo = False  # nobody is there to hear of the bot's own posts
    async with made.serve(port=0) as url:
        made.url = url
        yield made


@pytest_asyncio.fixture
async def postman(store: Store, town: "Town") -> AsyncIterator["Postman"]:
    """Delivery from the store to the town by the real SDKs, under a clock that the test moves."""
    from tests.postman import postman_of  # noqa: PLC0415 - as `town`

    async with postman_of(store, town, Clock()) as made:
        yield made
