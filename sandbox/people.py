"""`/people`: what concerns both platforms - the stream, the log of calls, trouble on order, a fresh start."""

from typing import Protocol

import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from sandbox.calls import CallLog
from sandbox.stream import Stream
from sandbox.trouble import Troubles
from sandbox.visits import reply


class Resettable(Protocol):
    def reset(self, *, people: bool = False) -> None: ...


class Common:
    def __init__(self, stream: Stream, calls: CallLog, troubles: Troubles, places: tuple[Resettable, ...]) -> None:
        self._stream = stream
        self._calls = calls
        self._troubles = troubles
        self._places = places

    def routes(self) -> list[Route]:
        return [
            Route("/people/stream", self.stream),
            Route("/people/calls", self.calls),
            Route("/people/trouble", self.order_trouble, methods=["POST"]),
            Route("/people/trouble", self.end_trouble, methods=["DELETE"]),
            Route("/people/reset", self.reset, methods=["POST"]),
        ]

    async def stream(self, _request: Request) -> Response:
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        return StreamingResponse(self._stream.lines(), media_type="text/event-stream", headers=headers)

    async def calls(self, request: Request) -> Response:
        query = request.query_params
        since = query.get("since", "0")
        if not since.isdigit():
            return reply({"error": "since must be a number"}, 400)
        calls = self._calls.since(int(since), query.get("place"), query.get("method"))
        return reply({"next": self._calls.last, "calls": calls})

    async def order_trouble(self, request: Request) -> Response:
        try:
            self._troubles.order(**orjson.loads(await request.body()))
        except (TypeError, ValueError) as broken:
            return reply({"error": str(broken)}, 400)
        return reply({"trouble": self._troubles.listing()})

    async def end_trouble(self, _request: Request) -> Response:
        self._troubles.clear()
        return reply({"trouble": []})

    async def reset(self, request: Request) -> Response:
        raw = await request.body()
        people = bool(orjson.loads(raw).get("people")) if raw else False
        for place in self._places:
            place.reset(people=people)
        self._calls.clear()
        self._troubles.clear()
        self._stream.publish("slack")
        self._stream.publish("line")
        return reply({"ok": True})
