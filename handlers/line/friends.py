"""Friends who come and go."""

from collections.abc import Mapping

from crm.voice import friends
from crm.work import Work
from handlers.line.heard import Heard


async def follow(work: Work, heard: Heard) -> None:
    await friends.arrive(work, heard.user or "", heard.at, heard.reply)


async def unfollow(work: Work, heard: Heard) -> None:
    await friends.leave(work, heard.user or "", heard.at)


async def profile(work: Work, heard: Heard) -> None:
    """`profile` is what LINE answered, or null: they have blocked us, or never agreed to be known."""
    told = heard.event.get("profile")
    if isinstance(told, Mapping):
        await friends.profile(work, heard.user or "", _words(told, "displayName"), _words(told, "language"))


def _words(told: Mapping[str, object], name: str) -> str | None:
    """NUL cannot be stored in PostgreSQL, and people do put it into their names."""
    value = told.get(name)
    return value.replace("\x00", "") if isinstance(value, str) else None
