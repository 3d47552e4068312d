"""The Messaging API: every endpoint on one page, and what all of them have in common."""

import re
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sandbox.line import chats, info, linking, menu_aliases, richmenus, sending, webhooks
from sandbox.line.account import Account
from sandbox.line.request import Refused, Request, error
from sandbox.trouble import Trouble
from sandbox.wire import Answer, Call, json_answer

Run = Callable[[Account, Request], Answer | Awaitable[Answer]]
HOUR, MINUTE = 3600.0, 60.0
INVALID_TOKEN = (
    "Authentication failed due to the following reason: invalid token. "
    "Confirm that the access token in the authorization header is valid."
)
RATE_EXCEEDED = "The API rate limit has been exceeded. Try again later."


@dataclass(frozen=True, slots=True)
class Route:
    """`rate`: so many requests in so many seconds. `retry`: takes X-Line-Retry-Key."""

    verb: str
    path: str
    name: str
    run: Run
    rate: tuple[float, float] = (2000.0, 1.0)
    retry: bool = False


async def webhook_test(account: Account, _request: Request) -> Answer:
    delivery = await webhooks.test(account)
    return json_answer(info.test_result(delivery.status, delivery.error))


ROUTES = (
    Route("POST", "message/reply", "reply", sending.reply),
    Route("POST", "message/push", "push", sending.push, retry=True),
    Route("POST", "message/multicast", "multicast", sending.multicast, (200.0, 1.0), retry=True),
    Route("POST", "message/broadcast", "broadcast", sending.broadcast, (60.0, HOUR), retry=True),
    Route("POST", "message/validate/reply", "validate.reply", sending.validate),
    Route("POST", "message/validate/push", "validate.push", sending.validate),
    Route("POST", "message/validate/multicast", "validate.multicast", sending.validate),
    Route("POST", "message/validate/narrowcast", "validate.narrowcast", sending.validate),
    Route("POST", "message/validate/broadcast", "validate.broadcast", sending.validate),
    Route("GET", "message/quota", "quota", info.quota),
    Route("GET", "message/quota/consumption", "quota.consumption", info.consumption),
    Route("GET", "message/delivery/{}", "delivery", info.delivered, (60.0, HOUR)),
    Route("GET", "message/{}/content", "content", chats.content),
    Route("GET", "message/{}/content/preview", "content.preview", chats.content),
    Route("GET", "message/{}/content/transcoding", "content.transcoding", chats.transcoding),
    Route("GET", "info", "info", info.bot_info),
    Route("GET", "profile/{}", "profile", info.profile),
    Route("GET", "followers/ids", "followers", info.followers),
    Route("GET", "channel/webhook/endpoint", "webhook.get", info.get_webhook, (1000.0, MINUTE)),
    Route("PUT", "channel/webhook/endpoint", "webhook.put", info.put_webhook, (1000.0, MINUTE)),
    Route("POST", "channel/webhook/test", "webhook.test", webhook_test, (60.0, HOUR)),
    Route("POST", "chat/loading/start", "loading", chats.start_loading, (100.0, 1.0)),
    Route("POST", "chat/markAsRead", "markAsRead", chats.mark_as_read),
    Route("POST", "user/{}/linkToken", "linkToken", linking.link_token),
    Route("POST", "richmenu", "richmenu.create", richmenus.create, (100.0, HOUR)),
    Route("POST", "richmenu/validate", "richmenu.validate", richmenus.validate),
    Route("POST", "richmenu/alias", "richmenu.alias.create", menu_aliases.create),
    Route("GET", "richmenu/alias/list", "richmenu.alias.list", menu_aliases.listing),
    Route("POST", "richmenu/alias/{}", "richmenu.alias.update", menu_aliases.update),
    Route("GET", "richmenu/alias/{}", "richmenu.alias.get", menu_aliases.get),
    Route("DELETE", "richmenu/alias/{}", "richmenu.alias.delete", menu_aliases.delete),
    Route("GET", "richmenu/list", "richmenu.list", richmenus.listing, (10.0, 1.0)),
    Route("GET", "richmenu/{}", "richmenu.get", richmenus.get),
    Route("DELETE", "richmenu/{}", "richmenu.delete", richmenus.delete, (100.0, HOUR)),
    Route("POST", "richmenu/{}/content", "richmenu.upload", richmenus.upload),
    Route("GET", "richmenu/{}/content", "richmenu.download", richmenus.download),
    Route("POST", "user/all/richmenu/{}", "richmenu.default.set", richmenus.set_default),
    Route("GET", "user/all/richmenu", "richmenu.default.get", richmenus.get_default),
    Route("DELETE", "user/all/richmenu", "richmenu.default.clear", richmenus.clear_default),
    Route("POST", "user/{}/richmenu/{}", "richmenu.link", richmenus.link),
    Route("DELETE", "user/{}/richmenu", "richmenu.unlink", richmenus.unlink),
    Route("GET", "user/{}/richmenu", "richmenu.linked", richmenus.linked),
)
"""The first that fits is taken: fixed paths stand before those with variable steps."""


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile("/v2/bot/" + path.replace("{}", "([^/]+)"))


PATTERNS = tuple((route, _pattern(route.path)) for route in ROUTES)
FIXED = {(route.verb, f"/v2/bot/{route.path}"): route for route in ROUTES if "{" not in route.path}


def find(verb: str, path: str) -> tuple[Route, tuple[str, ...]] | None:
    if (fixed := FIXED.get((verb, path))) is not None:
        return fixed, ()
    for route, pattern in PATTERNS:
        if route.verb == verb and (match := pattern.fullmatch(path)):
            return route, match.groups()
    return None


def name(verb: str, path: str) -> str:
    if path == linking.DIALOG:
        return "dialog"
    found = find(verb, path)
    return path.strip("/") if found is None else found[0].name


async def answer(account: Account, call: Call) -> Answer:
    request_id = str(uuid.uuid4())
    try:
        result = await _run(account, call, request_id)
    except Refused as refused:
        result = refused.answer
    return Answer(result.status, result.body, {**result.headers, "x-line-request-id": request_id})


def refuse(trouble: Trouble) -> Answer:
    """Ordered trouble in LINE's words."""
    headers = {"x-line-request-id": str(uuid.uuid4())}
    if trouble.kind == "error":
        return json_answer({"message": trouble.error}, 400, headers)
    messages = {429: RATE_EXCEEDED, 401: INVALID_TOKEN, 404: "Not found", 503: "Service unavailable"}
    if trouble.retry_after is not None:
        headers["retry-after"] = str(trouble.retry_after)
    return json_answer({"message": messages.get(trouble.status, "Internal server error")}, trouble.status, headers)


async def _run(account: Account, call: Call, request_id: str) -> Answer:
    if (call.verb, call.path) == ("GET", linking.DIALOG):
        return await linking.dialog(account, call)  # a person's browser, which has no token
    found = find(call.verb, call.path)
    if found is None:
        return error("Not found", 404)
    if call.headers.get("authorization") != f"Bearer {account.settings.access_token}":
        return error(INVALID_TOKEN, 401)
    route, parts = found
    count, seconds = route.rate
    if account.rates.wait(route.name, count / seconds, count):
        return error(RATE_EXCEEDED, 429)
    if "x-line-retry-key" in call.headers and not route.retry:
        return error("The retry key is not supported by this endpoint")
    result = route.run(account, Request(call, parts, request_id))
    return result if isinstance(result, Answer) else await result
