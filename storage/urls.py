"""Database URLs: what operators write, and what the drivers want."""

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError


class BadUrlError(ValueError):
    """The URL names no database that we know."""


def parse(url: str) -> URL:
    """Return the URL with its asynchronous driver.

    Raises:
        BadUrlError: neither `sqlite:///path` nor `postgresql://…`.

    """
    try:
        made = make_url(url)
    except ArgumentError:
        made = None
    family = made.get_backend_name() if made is not None else ""
    if made is None or family not in {"sqlite", "postgresql", "postgres"}:
        raise BadUrlError("DATABASE_URL must begin with sqlite:/// or postgresql://")
    return made.set(drivername="sqlite+aiosqlite" if family == "sqlite" else "postgresql+psycopg")


def blocking(url: str) -> URL:
    """The same database for code that runs without an event loop (migrations)."""
    made = parse(url)
    return made.set(drivername="sqlite" if is_sqlite(url) else "postgresql+psycopg")


def is_sqlite(url: str) -> bool:
    return parse(url).get_backend_name() == "sqlite"
