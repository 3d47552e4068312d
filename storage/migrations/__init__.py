"""Schema migrations (Alembic), the same chain on SQLite and PostgreSQL."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from storage import urls

HERE = Path(__file__).parent


def upgrade(url: str) -> None:
    """Bring the database to the newest schema; does nothing when it is there already. Blocking."""
    command.upgrade(config(url), "head")


def status(url: str) -> tuple[str | None, str | None]:
    """`(what the database has, what this program needs)`. Blocking; raises sqlalchemy.exc.OperationalError."""
    engine = create_engine(urls.blocking(url), poolclass=NullPool)
    with engine.connect() as connection:
        has = MigrationContext.configure(connection).get_current_revision()
    return has, head()


def head() -> str | None:
    """The newest revision that this program knows."""
    return ScriptDirectory(str(HERE)).get_current_head()


def known() -> list[str]:
    """All revisions that this program knows, the newest first."""
    return [script.revision for script in ScriptDirectory(str(HERE)).walk_revisions()]


def config(url: str) -> Config:
    made = Config()
    made.set_main_option("script_location", str(HERE))
    made.attributes["url"] = urls.blocking(url)
    return made
