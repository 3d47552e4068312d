"""The home page: drawn when it is opened, and drawn anew after whatever was pressed on it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from crm import desks, overviews
from crm.desks import Wish
from crm.work import Work
from handlers.locales import Phrases
from handlers.slack.answers import Answer, Home, View
from handlers.slack.blocks import home as blocks
from handlers.slack.heard import Heard

HERE = "home:"
WATCHES = "read_only"
# They answer for others, so they see the figures of others too.
LEADS = frozenset({"manager", "admin"})


async def opened(_work: Work, heard: Heard) -> Answer:
    """Slack's app_home_opened; the event carries the page as it was, and with it how the list was wanted."""
    return Home(_wanted(_page(heard.event)))


async def drawn(work: Work, heard: Heard, wanted: str) -> View:
    """The reader's page as it is now. Called in a snapshot, whoever asked for the page."""
    role = work.actor.role
    if role == WATCHES:
        return blocks.onlooker(await overviews.show(work), heard.say)
    overview = await overviews.show(work) if role in LEADS else None
    return blocks.home(await desks.show(work, blocks.wish_of(wanted)), overview, heard.say, admin=role == "admin")


async def redrawn(_work: Work, heard: Heard) -> Home | None:
    """For whatever can be pressed in several places: pressed on the home page the page changes; elsewhere None."""
    return Home(_wanted(heard.view)) if on_home(heard) else None


def on_home(heard: Heard) -> bool:
    return heard.view.get("type") == "home"


def remembered(heard: Heard) -> str:
    """For the `private_metadata` of a form that the home page opens: when it is sent, `Home` of this is the page."""
    return _wanted(heard.view) or "{}"


def place(heard: Heard) -> str:
    """As `remembered`, for a form that keeps more than that: "" elsewhere than on the home page. `at` reads it."""
    return f"{HERE}{remembered(heard)}" if on_home(heard) else ""


def at(where: str) -> Home | None:
    return Home(where.removeprefix(HERE)) if where.startswith(HERE) else None


async def show(work: Work, heard: Heard) -> Answer:
    """Another filter begins on its first page; `value` as `blocks.filtered` reads it."""
    await desks.turn(work)
    return Home(blocks.kept(replace(blocks.filtered(heard.value), sort=_wish(heard).sort)))


async def sort(work: Work, heard: Heard) -> Answer:
    """`value` is one of crm.desks.SORTS."""
    await desks.turn(work)
    return Home(blocks.kept(replace(_wish(heard), sort=heard.value, page=0)))


async def turn(work: Work, heard: Heard) -> Answer:
    """`value` is the number of the page, from 0."""
    await desks.turn(work)
    return Home(blocks.kept(replace(_wish(heard), page=int(heard.value))))


def taken_away(event: Mapping[str, Any], say: Phrases) -> Home | None:
    """Where somebody who is no member any more still has a page with customers on it."""
    return Home(view=blocks.closed(say)) if _page(event) else None


def _wish(heard: Heard) -> Wish:
    return blocks.wish_of(_wanted(heard.view))


def _wanted(view: Mapping[str, Any]) -> str:
    return str(view.get("private_metadata") or "")


def _page(event: Mapping[str, Any]) -> View:
    view = event.get("view")
    return dict(view) if isinstance(view, Mapping) else {}
