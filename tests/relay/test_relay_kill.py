"""The process is killed again and again while answers are on their way: none is lost, none is sent twice."""

import asyncio
from collections import Counter
from datetime import UTC, datetime

from sandbox.town import Town
from storage.store import Store
from storage.tables import Message, Rep
from tests.builders import written
from tests.relay.answering import sent
from tests.relay.crowd import a_company, a_town, posts_of, said_to
from tests.stage import environment_for, free_port, until
from tests.test_crash import Victim, lease_over

CUSTOMERS, ANSWERS, KILLS = 12, 4, 3


async def test_three_kills_between_the_first_answer_and_the_last(database_url):
    town, store = a_town(CUSTOMERS), Store.open(database_url)
    messages = await _who_have_written(store)
    async with town.serve(port=0) as town_url:
        port = free_port()
        victim = Victim(environment_for(town_url, database_url, port), f"http://127.0.0.1:{port}")
        await victim.start()
        try:
            await until(victim.well, "the bot")

            await asyncio.gather(_answer_all(store, messages), _kill(victim, store, town))
            await until(lambda: _all_there(town), "every answer on the phones")
            await until(lambda: _all_receipts(town), "every receipt in Slack")
        finally:
            await victim.kill()
            await store.close()

        for number in range(CUSTOMERS):
            assert _on_phone(town, number) == _answers(number)
        assert Counter(_receipts(town)) == Counter({text: 1 for n in range(CUSTOMERS) for text in _answers(n)})


def _answers(number: int) -> list[str]:
    return [f"客{number:02}様へ{line}通目です" for line in range(ANSWERS)]


async def _who_have_written(store: Store) -> list[tuple[Rep, Message]]:
    reps, customers, accounts = await a_company(store, CUSTOMERS)
    messages = [
        Message(
            line_user_id=account.id,
            customer_id=customer.id,
            direction="in",
            platform_id=f"m{customer.id}",
            kind="text",
            text="こんにちは",
            at=datetime.now(UTC),
        )
        for account, customer in zip(accounts, customers, strict=True)
    ]
    async with written(store, datetime.now(UTC)) as work:
        await work.save(*messages)
    return list(zip(reps, messages, strict=True))


async def _answer_all(store: Store, messages: list[tuple[Rep, Message]]) -> None:
    for line in range(ANSWERS):
        for number, (rep, message) in enumerate(messages):
            await sent(store, rep, message, _answers(number)[line], now=datetime.now(UTC))
        await asyncio.sleep(0.5)  # the next line finds the one before it said, or not, as it comes


async def _kill(victim: Victim, store: Store, town: Town) -> None:
    """After some have arrived, again and again."""
    for strike in range(1, KILLS + 1):
        few = strike * CUSTOMERS * ANSWERS // (KILLS + 2)
        await until(lambda few=few: _arrived(town, few), "some answers")
        await victim.kill()
        await lease_over(store)
        await victim.start()
        await until(victim.well, "the bot")


async def _arrived(town: Town, few: int) -> bool:
    return sum(len(_on_phone(town, number)) for number in range(CUSTOMERS)) >= few


async def _all_there(town: Town) -> bool:
    return await _arrived(town, CUSTOMERS * ANSWERS)


async def _all_receipts(town: Town) -> bool:
    return len(_receipts(town)) >= CUSTOMERS * ANSWERS


def _receipts(town: Town) -> list[str]:
    """The answers whose posts in Slack say that they were sent."""
    told = [(n, post) for n in range(CUSTOMERS) for post in posts_of(town, n) if "送信しました" in post]
    return [text for n, post in told for text in _answers(n) if text in post]


def _on_phone(town: Town, number: int) -> list[str]:
    return [text for text in said_to(town, number) if text in _answers(number)]
