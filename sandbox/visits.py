"""A person's request to the town: its JSON body, sentences for what is missing, one way to route it."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.wire import JsonObject

V = TypeVar("V", bound="Body")


class Lost(Exception):  # noqa: N818 - an answer to the caller, not a failure of ours
    """404, or another status, with a sentence."""

    def __init__(self, sentence: str, status: int = 404) -> None:
        super().__init__(sentence)
        self.status = status


class Body:
    def __init__(self, request: Request, body: JsonObject) -> None:
        self.body = body
        self.origin = f"{request.url.scheme}://{request.url.netloc}"
        self.id = str(request.path_params.get("user", ""))

    def text(self, name: str, default: str | None = None) -> str:
        value = self.body.get(name, default)
        if not isinstance(value, str):
            raise Lost(f"{name} is missing or no text", 400)
        return value


def reply(value: object, status: int = 200) -> Response:
    return Response(orjson.dumps(value), status, media_type="application/json")


def route(
    path: str, visit: Callable[[Request, JsonObject], V], deed: Callable[[V], Awaitable[JsonObject]], verb: str = "POST"
) -> Route:
    async def endpoint(request: Request) -> Response:
        try:
            raw = await request.body()
            body = orjson.loads(raw) if raw else {}
            if not isinstance(body, dict):
                return reply({"error": "the body must be a JSON object"}, 400)
            return reply(await deed(visit(request, body)))
        except orjson.JSONDecodeError:
            return reply({"error": "the body must be JSON"}, 400)
        except Lost as lost:
            return reply({"error": str(lost)}, lost.status)

    return Route(path, endpoint, methods=[verb])
