"""Whether the database answers and has the tables that this program needs."""

import asyncio
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.check.findings import Finding, Say, finding, fine
from storage import migrations

NAME = "DATABASE_URL"
# Without it the driver waits for minutes at an address that does not answer.
CONNECT_SECONDS = "5"


async def database_finding(url: str, say: Say) -> Finding:
    """Compare the schema of the database at `url` with ours. Passwords are never shown."""
    address = make_url(url)
    shown = address.render_as_string(hide_password=True)
    try:
        has, needs = (None, "") if _is_new(address) else await asyncio.to_thread(migrations.status, _patient(address))
    except SQLAlchemyError as error:
        return finding(say, "wrong", NAME, "database_unreachable", url=shown, reason=_reason(error))
    if has != needs:
        return finding(say, "missing", NAME, "database_behind", url=shown)
    return fine(say, NAME, "database_right", url=shown)


def _is_new(address: URL) -> bool:
    """A SQLite file that `kizuna migrate` would make: connecting to it would leave an empty one behind."""
    if address.get_backend_name() != "sqlite" or not address.database:
        return False
    path = Path(address.database)
    return path.parent.is_dir() and not path.exists()


def _patient(address: URL) -> str:
    if address.get_backend_name() != "sqlite" and "connect_timeout" not in address.query:
        address = address.update_query_dict({"connect_timeout": CONNECT_SECONDS})
    return address.render_as_string(hide_password=False)


def _reason(error: SQLAlchemyError) -> str:
    """The driver's own first line; SQLAlchemy adds the statement and a link, which help nobody here."""
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0]
