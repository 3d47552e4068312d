"""Many customers write ten lines each at once while LINE and Slack refuse, cut and dawdle: order holds."""

import asyncio
import random
from contextlib import suppress
from datetime import UTC, datetime

from sandbox.town import Town
from storage.store import Store
from storage.tables import Message, Rep
from tests.line_events import rows
from tests.patience import PATIENCE
from tests.relay.answering import sent
from tests.relay.crowd import a_company, a_town, line, posts_of, said_to
from tests.stage import Stage, on_stage, until

CUSTOMERS, LINES, ANSWERS = 16, 10, 3


async def test_lines_stand_in_their_threads_in_order_and_answers_leave_in_order(database_url):
    town = a_town(CUSTOMERS)
    # By the true clock, as Slack's is: what may be out already is looked for by the time at which it was tried.
    async with on_stage(database_url, town=town) as stage:
        store = stage.kizuna.store
        reps, *_ = await a_company(store, CUSTOMERS)
        troubling = asyncio.ensure_future(_make_trouble(town))

        await _write(stage)
        await until(lambda: _all_kept(store), "every line", 4 * PATIENCE)
        await _answer(stage, reps)
        await until(lambda: _all_seen(town), "every line and answer", 8 * PATIENCE)
        troubling.cancel()
        with suppress(asyncio.CancelledError):
            await troubling

        for number in range(CUSTOMERS):
            assert _in_thread(town, number) == _lines(number)
            assert _on_phone(town, number) == _answers(number)


def _lines(number: int) -> list[str]:
    return [f"客{number:03}の{line}行目" for line in range(LINES)]


def _answers(number: int) -> list[str]:
    return [f"客{number:03}様への{line}通目" for line in range(ANSWERS)]


async def _make_trouble(town: Town) -> None:
    """Refused, cut in the middle, slow: each call may meet it, over and over."""
    chance = random.Random(6)
    wishes = (
        {"kind": "status", "status": 429, "retry_after": 1},
        {"kind": "cut"},
        {"kind": "cut_before"},
        {"kind": "delay", "seconds": 0.3},
        {"kind": "status", "status": 503},
    )
    for _ in range(60):
        for method in ("chat.postMessage", "push"):
            town.troubles.order(method=method, **chance.choice(wishes))
        await asyncio.sleep(0.1)


async def _write(stage: Stage) -> None:
    """A line of everybody's in each webhook, as a busy minute would bring them."""
    first = int(datetime.now(UTC).timestamp() * 1000) - LINES * 1000
    for at in range(LINES):
        events = [
            {
                "type": "message",
                "timestamp": first + at * 1000 + number,
                "source": {"type": "user", "userId": line(number)},
                "message": {"type": "text", "text": _lines(number)[at]},
            }
            for number in range(CUSTOMERS)
        ]
        await stage.post("line/event", events=events)


async def _all_kept(store: Store) -> bool:
    return len([each for each in await rows(store, Message) if each.direction == "in"]) == CUSTOMERS * LINES


async def _answer(stage: Stage, reps: list[Rep]) -> None:
    store = stage.kizuna.store
    last = {each.customer_id: each for each in await rows(store, Message) if each.direction == "in"}
    for turn in range(ANSWERS):
        for number, message in enumerate(sorted(last.values(), key=lambda each: each.customer_id or 0)):
            await sent(store, reps[number], message, _answers(number)[turn], now=datetime.now(UTC))


async def _all_seen(town: Town) -> bool:
    seen = all(len(_in_thread(town, number)) == LINES for number in range(CUSTOMERS))
    return seen and all(len(_on_phone(town, number)) == ANSWERS for number in range(CUSTOMERS))


def _in_thread(town: Town, number: int) -> list[str]:
    """The customer's lines in their rep's messages, one post after the other."""
    return [words for post in posts_of(town, number) for words in _lines(number) if words in post]


def _on_phone(town: Town, number: int) -> list[str]:
    return [text for text in said_to(town, number) if text in _answers(number)]
