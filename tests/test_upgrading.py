"""An older store is brought up to date, and what it held is as it was."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from alembic import command
from sqlalchemy import Connection, create_engine, text

from storage import migrations, urls
from storage.migrations import config

REP = """
    INSERT INTO reps (id, version, created_at, slack_id, display_name, full_name, role, language, active, seen_at)
    VALUES (1, 1, '2026-11-01 00:00:00', 'U0SATO', '佐藤/営業1', '佐藤健太', 'rep', 'ja', true, '2026-11-01 00:00:00')
"""
CUSTOMER = """
    INSERT INTO customers (id, version, created_at, name, owner_id) VALUES (1, 3, '2026-11-01 00:00:00', '田中一郎', 1)
"""
KEYS = "INSERT INTO customer_keys (key, customer_id) VALUES ('田中一郎', 1), ('林', 1)"


@pytest.fixture
def old_url(request: pytest.FixtureRequest, database: str, tmp_path) -> str:
    """A store of the first schema, with one customer in it."""
    if database == "sqlite":
        url = f"sqlite:///{tmp_path}/old.db"
    else:
        server = request.getfixturevalue("postgres")
        server.run("DROP DATABASE IF EXISTS old_store", "CREATE DATABASE old_store")
        url = server.url_of("old_store")
    command.upgrade(config(url), "0001")
    with connected(url) as connection:
        for statement in (REP, CUSTOMER, KEYS):
            connection.execute(text(statement))
    return url


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    engine = create_engine(urls.blocking(url))
    with engine.begin() as connection:
        yield connection
    engine.dispose()


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_customer_of_the_first_schema_is_there_and_can_be_found_when_misspelt(old_url):
    migrations.upgrade(old_url)

    with connected(old_url) as connection:
        kept = connection.execute(text("SELECT name, version, key_person, tags, custom FROM customers")).one()
        grams = connection.execute(text("SELECT gram FROM customer_grams ORDER BY gram")).scalars().all()
    assert (kept.name, kept.version, bool(kept.key_person)) == ("田中一郎", 3, False)
    assert [str(kept.tags), str(kept.custom)] == ["[]", "{}"]
    assert set(grams) == {"田中", "中一", "一郎", "林"}
