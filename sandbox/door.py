"""A fake platform's front door: reads the call, lets ordered trouble happen, writes the log."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from sandbox.calls import CallLog
from sandbox.trouble import Trouble, Troubles
from sandbox.wire import Answer, Call

CUT = "sandbox.cut"


class CuttableProtocol(HttpToolsProtocol):
    """uvicorn's HTTP, plus a way for the application to close the connection without an answer."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {CUT: {"close": self.transport.close}}


@dataclass(frozen=True, slots=True)
class Platform:
    """`name` tells the method of a verb and path; `refuse` phrases ordered trouble as the platform would."""

    place: str
    name: Callable[[str, str], str]
    answer: Callable[[Call], Awaitable[Answer]]
    refuse: Callable[[Trouble], Answer]


class Door:
    def __init__(self, platform: Platform, calls: CallLog, troubles: Troubles) -> None:
        self._platform = platform
        self._calls = calls
        self._troubles = troubles

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        call = await self._read(scope, receive)
        trouble = self._troubles.take(call.place, call.method)
        answer = await self._answer(call, trouble)
        self._calls.record(call, 0 if answer is None else answer.status, b"" if answer is None else answer.body)
        if answer is None:
            await _cut(scope)
        else:
            await _send(send, answer)

    async def _answer(self, call: Call, trouble: Trouble | None) -> Answer | None:
        """None: the connection is to be cut."""
        if trouble is None:
            return await self._platform.answer(call)
        if trouble.kind == "cut_before":
            return None
        if trouble.kind in ("status", "error"):
            return self._platform.refuse(trouble)
        await asyncio.sleep(trouble.seconds)
        answer = await self._platform.answer(call)
        return None if trouble.kind == "cut" else answer

    async def _read(self, scope: Scope, receive: Receive) -> Call:
        path = str(scope["path"]).removeprefix(str(scope.get("root_path", "")))
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        return Call(
            place=self._platform.place,
            method=self._platform.name(scope["method"], path),
            verb=scope["method"],
            path=path,
            query=scope["query_string"].decode("latin-1"),
            headers=headers,
            body=await _body(receive),
            origin=f"{scope['scheme']}://{headers.get('host', 'localhost')}",
        )


async def _body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


async def _send(send: Send, answer: Answer) -> None:
    headers = {**answer.headers, "content-length": str(len(answer.body))}
    raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": raw})
    await send({"type": "http.response.body", "body": answer.body})


async def _cut(scope: Scope) -> None:
    """Outside our own server (an in-process client) no connection can be closed: the caller gets an error instead."""
    extension = scope.get("extensions", {}).get(CUT)
    if extension is None:
        raise ConnectionAbortedError("the sandbox cut the connection, as ordered")
    extension["close"]()
    await asyncio.sleep(0)  # the server notices the closed connection and does not add a 500 of its own
