"""The Web API: every method on one page, and what all of them have in common."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.slack import accounts, chat, conversations, files, responses, validation, views
from sandbox.slack.arguments import Arguments, Refused
from sandbox.slack.workspace import Workspace
from sandbox.trouble import Trouble
from sandbox.wire import Answer, Call, JsonObject, json_answer, text_answer

PUBLIC, BOT, APP = "public", "bot", "app"
HISTORY = ("channels:history", "groups:history", "im:history")
READ = ("channels:read", "groups:read", "im:read")


@dataclass(frozen=True, slots=True)
class Method:
    """`scopes`: any one of them is enough. `token`: whose token it takes."""

    run: Callable[[Workspace, Arguments], JsonObject]
    scopes: tuple[str, ...] = ()
    token: str = BOT


METHODS = {
    "api.test": Method(accounts.api_test, token=PUBLIC),
    "apps.connections.open": Method(accounts.connections_open, token=APP),
    "auth.test": Method(accounts.auth_test),
    "blocks.validate": Method(validation.validate, token=PUBLIC),
    "chat.delete": Method(chat.delete, ("chat:write",)),
    "chat.getPermalink": Method(chat.get_permalink),
    "chat.postEphemeral": Method(chat.post_ephemeral, ("chat:write",)),
    "chat.postMessage": Method(chat.post_message, ("chat:write",)),
    "chat.update": Method(chat.update, ("chat:write",)),
    "conversations.history": Method(conversations.history, HISTORY),
    "conversations.info": Method(conversations.info, READ),
    "conversations.list": Method(conversations.listing, READ),
    "conversations.members": Method(conversations.members, READ),
    "conversations.open": Method(conversations.open_im, ("im:write",)),
    "conversations.replies": Method(conversations.replies, HISTORY),
    "files.completeUploadExternal": Method(files.complete_upload, ("files:write",)),
    "files.delete": Method(files.delete, ("files:write",)),
    "files.getUploadURLExternal": Method(files.get_upload_url, ("files:write",)),
    "files.info": Method(files.info, ("files:read",)),
    "users.info": Method(accounts.users_info, ("users:read",)),
    "users.list": Method(accounts.users_list, ("users:read",)),
    "views.open": Method(views.open_modal),
    "views.publish": Method(views.publish),
    "views.push": Method(views.push),
    "views.update": Method(views.update),
}

DOORS = {
    "response": ("response_url", responses.respond),
    "upload": ("upload", files.receive),
    "files": ("file", files.download),
}
"""First step of the path → the log's name and who answers, for all that is no method."""


def name(_verb: str, path: str) -> str:
    door, _, rest = path.strip("/").partition("/")
    return rest if door == "api" else DOORS.get(door, (door, None))[0]


async def answer(space: Workspace, call: Call) -> Answer:
    door = call.path.strip("/").split("/")[0]
    if door in DOORS:
        return DOORS[door][1](space, call)
    if door != "api":
        return text_answer("Not found", 404)
    try:
        given = Arguments(call)
        return _run(space, call, given)
    except Refused as refused:
        body = {"ok": False, "error": refused.code, **refused.more}
        return json_answer(body, refused.status, {**_scope_headers(space), **refused.headers})


def refuse(trouble: Trouble) -> Answer:
    """Ordered trouble in Slack's words."""
    if trouble.kind == "error":
        return json_answer({"ok": False, "error": trouble.error})
    code = {429: "ratelimited", 503: "service_unavailable"}.get(trouble.status, "internal_error")
    after = 1 if trouble.status == 429 and trouble.retry_after is None else trouble.retry_after
    headers = {} if after is None else {"retry-after": str(after)}
    return json_answer({"ok": False, "error": code}, trouble.status, headers)


def _run(space: Workspace, call: Call, given: Arguments) -> Answer:
    method = METHODS.get(call.method)
    if method is None:
        raise Refused("unknown_method", req_method=call.method)
    if method.token != PUBLIC:
        _authorize(space, call, given, method)
    headers = _scope_headers(space)
    if method.scopes:
        headers["x-accepted-oauth-scopes"] = ",".join(method.scopes)
    return json_answer({"ok": True, **method.run(space, given)}, headers=headers)


def _authorize(space: Workspace, call: Call, given: Arguments, method: Method) -> None:
    scheme, _, token = call.headers.get("authorization", "").partition(" ")
    token = token.strip() if scheme.lower() == "bearer" else given.text("token")
    settings = space.settings
    if not token:
        raise Refused("not_authed")
    if token not in (settings.bot_token, settings.app_token):
        raise Refused("invalid_auth")
    if token != (settings.app_token if method.token == APP else settings.bot_token):
        raise Refused("not_allowed_token_type")
    if method.scopes and not set(method.scopes) & set(settings.scopes):
        raise Refused("missing_scope", needed=method.scopes[0], provided=",".join(settings.scopes))


def _scope_headers(space: Workspace) -> dict[str, str]:
    return {"x-oauth-scopes": ",".join(space.settings.scopes)}
