"""Socket Mode: events, commands and clicks over WebSockets that the bot opened.

Source: docs.slack.dev/apis/events-api/using-socket-mode.
"""

import asyncio
import itertools
import secrets
import time
import uuid
from collections import OrderedDict

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.courier import Delivery
from sandbox.wire import JsonObject

MOST_CONNECTIONS = 10
TICKETS_KEPT = 100
LEFT_OPEN = frozenset({"warning", "refresh_requested"})


class SocketMode:
    """A payload goes to any one of the open connections, in turn."""

    def __init__(self) -> None:
        self.connections: list[WebSocket] = []
        self._tickets: OrderedDict[str, str] = OrderedDict()
        self._awaited: dict[str, asyncio.Future[JsonObject]] = {}
        self._turn = itertools.count()

    def invite(self, app_id: str) -> str:
        """A ticket for one connection."""
        ticket = secrets.token_urlsafe(16)
        self._tickets[ticket] = app_id
        if len(self._tickets) > TICKETS_KEPT:
            self._tickets.popitem(last=False)
        return ticket

    async def serve(self, websocket: WebSocket) -> None:
        app_id = self._tickets.pop(websocket.query_params.get("ticket", ""), None)
        if app_id is None:
            await websocket.close(code=4000)
            return
        await websocket.accept()
        if len(self.connections) >= MOST_CONNECTIONS:
            await websocket.send_text(_text({"type": "disconnect", "reason": "too_many_websockets"}))
            await websocket.close()
            return
        await self._talk(websocket, app_id)

    async def _talk(self, websocket: WebSocket, app_id: str) -> None:
        self.connections.append(websocket)
        await websocket.send_text(_text(self._hello(app_id)))
        try:
            while True:
                self._acknowledge(await websocket.receive_text())
        except WebSocketDisconnect:
            return
        finally:
            self._forget(websocket)

    def _forget(self, websocket: WebSocket) -> None:
        if websocket in self.connections:
            self.connections.remove(websocket)

    def _hello(self, app_id: str) -> JsonObject:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": {"host": "applink-sandbox", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": app_id},
        }

    def _acknowledge(self, text: str) -> None:
        try:
            message = orjson.loads(text)
        except orjson.JSONDecodeError:
            return  # SDKs send plain "ping" lines too; Slack does not mind them
        awaited = self._awaited.get(message.get("envelope_id", "")) if isinstance(message, dict) else None
        if awaited is not None and not awaited.done():
            awaited.set_result(message)

    async def send(self, kind: str, payload: JsonObject, seconds: float, **more: object) -> Delivery:
        """`kind`: events_api, slash_commands or interactive. An acknowledgement counts as status 200."""
        envelope_id = str(uuid.uuid4())
        envelope = {
            "envelope_id": envelope_id,
            "type": kind,
            "accepts_response_payload": kind != "events_api",
            "payload": payload,
            **more,
        }
        awaited: asyncio.Future[JsonObject] = asyncio.get_running_loop().create_future()
        self._awaited[envelope_id] = awaited
        start = time.perf_counter()
        try:
            await self.connections[next(self._turn) % len(self.connections)].send_text(_text(envelope))
            acknowledged = await asyncio.wait_for(awaited, seconds)
        except TimeoutError:
            return Delivery(0, b"", {}, _ms(start), "http_timeout")
        except (RuntimeError, WebSocketDisconnect):
            return Delivery(0, b"", {}, _ms(start), "connection_failed")
        finally:
            del self._awaited[envelope_id]
        answer = acknowledged.get("payload")
        body = b"" if answer is None else orjson.dumps(answer)
        return Delivery(200, body, {"content-type": "application/json"}, _ms(start))

    async def dismiss(self, reason: str) -> int:
        """Tells every connection to go; returns how many there were.

        `warning`: soon, it still gets payloads. `refresh_requested`: it gets nothing more, and hangs up by itself
        when it has a new one, for which Slack leaves it some seconds. Any other reason: Slack hangs up.
        """
        connections = list(self.connections)
        for websocket in connections:
            goodbye = {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-sandbox"}}
            await websocket.send_text(_text(goodbye))
            if reason != "warning":
                self._forget(websocket)
            if reason not in LEFT_OPEN:
                await websocket.close()
        return len(connections)


def _text(value: JsonObject) -> str:
    return orjson.dumps(value).decode()


def _ms(start: float) -> int:
    return round((time.perf_counter() - start) * 1000)
