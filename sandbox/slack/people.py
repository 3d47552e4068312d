"""`/people/slack`: what persons see and do, for the page and the tests. docs/sandbox.md describes it."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.slack import clicking, files, screens, speaking, submitting, uploads
from sandbox.slack.records import APP_ID, BOT_ID, BOT_USER, TEAM_ID, Conversation, Member
from sandbox.slack.visit import Visit
from sandbox.slack.workspace import Workspace
from sandbox.visits import Lost, route
from sandbox.wire import JsonObject

Deed = Callable[[Visit], Awaitable[JsonObject]]
STRANGERS_TEAM = "T00000099"
SHOWN = ("id", "name", "real_name", "display_name", "locale", "is_admin", "is_restricted", "is_stranger", "is_bot")


def routes(space: Workspace) -> list[Route]:
    deeds: dict[str, Deed] = {
        "/people/slack/users": _add_user,
        "/people/slack/channels": _add_channel,
        "/people/slack/event": speaking.raw_event,
        "/people/slack/socket": _dismiss,
        "/people/slack/{user}/command": speaking.command,
        "/people/slack/{user}/say": speaking.say,
        "/people/slack/{user}/click": clicking.click,
        "/people/slack/{user}/suggest": clicking.suggest,
        "/people/slack/{user}/submit": submitting.submit,
        "/people/slack/{user}/close": submitting.close,
        "/people/slack/{user}/upload": uploads.upload,
        "/people/slack/{user}/shortcut": speaking.shortcut,
        "/people/slack/{user}/home": speaking.home,
        "/people/slack/{user}/change": speaking.change,
        "/people/slack/{user}/read": screens.read,
    }

    async def picture(request: Request) -> Response:
        answer = files.content_of(space, request.path_params["file"])
        return Response(answer.body, answer.status, dict(answer.headers))

    visit = partial(Visit, space)
    return [
        route("/people/slack", visit, _everyone, "GET"),
        Route("/people/slack/files/{file}", picture),
        *(route(path, visit, deed) for path, deed in deeds.items()),
        route("/people/slack/{user}/view", visit, screens.show, "GET"),
    ]


async def _everyone(visit: Visit) -> JsonObject:
    space = visit.space
    return {
        "team": {"id": TEAM_ID, "name": space.settings.team_name, "domain": space.settings.domain},
        "bot": {"user_id": BOT_USER, "name": space.settings.bot_name, "app_id": APP_ID, "bot_id": BOT_ID},
        "commands": space.settings.commands,
        "shortcuts": space.settings.shortcuts,
        "users": [person(one) for one in space.people()],
        "channels": [{"id": room.id, "name": room.name} for room in space.rooms.values() if not room.is_im],
        "socket": len(space.socket.connections),
    }


def person(one: Member) -> JsonObject:
    return {name: getattr(one, name) for name in (*SHOWN, "deleted")}


async def _add_user(visit: Visit) -> JsonObject:
    fields: dict[str, Any] = dict(visit.body)
    try:
        member = add_user(visit.space, **fields)
    except TypeError as broken:
        raise Lost(str(broken), 400) from broken
    return person(member)


async def _add_channel(visit: Visit) -> JsonObject:
    members = visit.body.get("members")
    room = add_channel(
        visit.space,
        visit.text("id"),
        visit.text("name"),
        members=members,
        private=bool(visit.body.get("private")),
        bot_in=bool(visit.body.get("bot_in", True)),
    )
    return {"id": room.id, "name": room.name}


async def _dismiss(visit: Visit) -> JsonObject:
    return {"sent": await visit.space.socket.dismiss(visit.text("disconnect", "refresh_requested"))}


def add_user(space: Workspace, id: str, real_name: str, **fields: Any) -> Member:  # noqa: A002, ANN401 - Slack's names
    """A new person; joins the channels that everyone is in. Raises TypeError for an unknown field."""
    if fields.get("is_stranger"):
        fields.setdefault("team_id", STRANGERS_TEAM)
    member = Member(id, real_name, **fields)
    member.name = member.name or id.lower()
    member.display_name = member.display_name or real_name
    space.members[id] = member
    for room in space.rooms.values():
        if room.everyone:
            room.members.add(id)
    space.stream.publish("slack")
    return member


def add_channel(
    space: Workspace,
    id: str,  # noqa: A002 - Slack's name
    name: str,
    *,
    members: list[str] | None = None,
    private: bool = False,
    bot_in: bool = True,
) -> Conversation:
    """A public channel has everyone in it unless `members` are named."""
    everyone = members is None and not private
    inside = [one.id for one in space.people()] if everyone else members or []
    room = Conversation(id, name, private=private, everyone=everyone, members=set(inside))
    if bot_in:
        room.members.add(BOT_USER)
    space.rooms[id] = room
    space.stream.publish("slack")
    return room
