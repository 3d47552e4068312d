"""What a webhook waits, and what the bot weighs: `kizuna serve` as a process of its own, beside a bare endpoint.

One connection, one request after the other, pre-signed; the bot talks to the sandbox's fakes. The bare endpoint is an
ASGI app under the same server that does HMAC and JSON and nothing else.
"""

import asyncio
import hashlib
import hmac
import json
import os
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

import aiohttp
import orjson
import psutil
import uvicorn

from sandbox.town import LINE_CHANNEL_SECRET, QuietServer
from tests.stage import SATO, a_town, environment_for, free_port, until
from tests.webhooks import line_headers, slack_headers, text_event

REQUESTS = 200
WARM_UP = 20
REST_SECONDS = 3
MILLISECONDS_GOAL = 100
MEGABYTES_GOAL = 200
PATIENCE = 60.0

Request = tuple[str, dict[str, str]]


async def bare(scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Any]) -> None:
    """HMAC and JSON, nothing else."""
    body = (await receive())["body"]
    mark = hmac.new(LINE_CHANNEL_SECRET.encode(), body, hashlib.sha256).digest()
    assert scope["type"] == "http"
    assert mark
    orjson.loads(body)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


def webhooks() -> list[Request]:
    bodies = [
        text_event("U" + "1" * 32, f"こんにちは{n}", f"01B{n:09}", 1_795_000_000_000 + n) for n in range(REQUESTS)
    ]
    return [(body, line_headers(body)) for body in bodies]


def commands() -> list[Request]:
    fields = {
        "command": "/customer",
        "text": "田中",
        "user_id": SATO,
        "channel_id": "C0GENERAL",
        "team_id": "T00000001",
    }
    bodies = [urlencode(fields | {"trigger_id": f"{n}.1", "response_url": ""}) for n in range(REQUESTS)]
    return [(body, slack_headers(body)) for body in bodies]


async def median_ms(url: str, requests: Sequence[Request]) -> float:
    times = []
    async with aiohttp.ClientSession() as http:
        for body, headers in requests:
            began = perf_counter()
            async with http.post(url, data=body.encode(), headers=headers) as answer:
                await answer.read()
                assert answer.status == 200, await answer.text()
            times.append((perf_counter() - began) * 1000)
    return statistics.median(times[WARM_UP:])


@asynccontextmanager
async def bare_endpoint() -> AsyncIterator[str]:
    port = free_port()
    server = QuietServer(uvicorn.Config(bare, "127.0.0.1", port, log_config=None, access_log=False, lifespan="off"))
    serving = asyncio.ensure_future(server.serve())
    await server.ready.wait()
    yield f"http://127.0.0.1:{port}/"
    server.should_exit = True
    await serving


@asynccontextmanager
async def the_bot(folder: str, town_url: str, port: int) -> AsyncIterator[psutil.Process]:
    environment = environment_for(town_url, f"sqlite:///{folder}/bench.db", port)
    command = (sys.executable, "-m", "bot", "serve")
    process = await asyncio.create_subprocess_exec(*command, env=environment, cwd=Path(__file__).parent.parent)

    async def well() -> bool:
        try:
            async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{port}/healthz") as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False

    await until(well, "the bot", PATIENCE)
    try:
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        await process.wait()


async def measured() -> dict[str, float]:
    town, port = a_town(), free_port()
    town.bot_url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        async with town.serve(port=0) as town_url, bare_endpoint() as endpoint, the_bot(folder, town_url, port) as bot:
            await asyncio.sleep(REST_SECONDS)
            at_rest = bot.memory_info().rss / 2**20
            base = await median_ms(endpoint, webhooks())
            # Slack first: each LINE message leaves the bot something to tell, and then it would not be idle.
            slack = await median_ms(f"{town.bot_url}/slack/events", commands())
            line = await median_ms(f"{town.bot_url}/line/webhook", webhooks())
            return {"rss": at_rest, "base": base, "line": line, "slack": slack}


def measure() -> list[dict[str, Any]]:
    """The lines of the table: medians in milliseconds, memory in MB."""
    found = asyncio.run(measured())
    rows = [
        {
            "name": f"{name}: answered, idle, one connection, median ms",
            "value": round(found[door], 2),
            "baseline": round(found["base"], 2),
            "ratio": round(found[door] / found["base"], 1),
            "goal": f"<= {MILLISECONDS_GOAL}",
            "holds": found[door] <= MILLISECONDS_GOAL,
        }
        for name, door in (("LINE webhook", "line"), ("Slack command /customer", "slack"))
    ]
    memory = {"name": "bot at rest, RSS MB", "value": round(found["rss"]), "baseline": None, "ratio": None}
    return [*rows, memory | {"goal": f"<= {MEGABYTES_GOAL}", "holds": found["rss"] <= MEGABYTES_GOAL}]


if __name__ == "__main__":
    print(json.dumps(measure(), ensure_ascii=False, indent=1), os.linesep)
