"""auth.test, users.* and apps.connections.open: who is who."""

from sandbox.slack import shapes
from sandbox.slack.arguments import Arguments, Refused
from sandbox.slack.conversations import paged
from sandbox.slack.records import APP_ID, BOT_ID, BOT_USER, TEAM_ID
from sandbox.slack.workspace import Workspace
from sandbox.wire import JsonObject


def auth_test(space: Workspace, _given: Arguments) -> JsonObject:
    settings = space.settings
    return {
        "url": f"https://{settings.domain}.slack.com/",
        "team": settings.team_name,
        "user": settings.bot_name,
        "team_id": TEAM_ID,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def api_test(_space: Workspace, given: Arguments) -> JsonObject:
    if error := given.text("error"):
        raise Refused(error, args=given.values)
    return {"args": given.values}


def users_info(space: Workspace, given: Arguments) -> JsonObject:
    member = space.members.get(given.needed("user"))
    if member is None:
        raise Refused("user_not_found")
    return {"user": shapes.member(member, locale=given.flag("include_locale"))}


def users_list(space: Workspace, given: Arguments) -> JsonObject:
    """The team's own people and bots; strangers of Slack Connect are not in it, as on Slack."""
    own = [one for one in space.members.values() if not one.is_stranger]
    page, cursor = paged(own, given, len(own) or 1)
    locale = given.flag("include_locale")
    return {
        "members": [shapes.member(one, locale=locale) for one in page],
        "cache_ts": 0,
        "response_metadata": {"next_cursor": cursor},
    }


def connections_open(space: Workspace, given: Arguments) -> JsonObject:
    origin = given.origin.replace("http", "ws", 1)
    return {"url": f"{origin}/slack/socket?ticket={space.socket.invite(APP_ID)}&app_id={APP_ID}"}
