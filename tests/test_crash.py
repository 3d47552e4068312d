"""The process is killed again and again while customers write: nothing acknowledged is lost, nothing happens twice."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import aiohttp
from sqlalchemy import select

from sandbox.town import Town
from storage import inbox, outbox
from storage.store import Store
from storage.tables import Customer, LineLink, LineUser, Message, Rep
from tests.builders import NOW, written
from tests.processes import Running, kizuna
from tests.stage import environment_for, free_port, until
from tests.webhooks import line_headers, text_event

KILLS = 5
WEBHOOKS = 120
CUSTOMERS = 30
AT_ONCE = 8


class Victim:
    """`kizuna serve` as a process of its own."""

    def __init__(self, environment: dict[str, str], url: str) -> None:
        self.environment = environment
        self.url = url
        self.process: Running | None = None

    async def start(self) -> None:
        self.process = await kizuna("serve", environment=self.environment)

    async def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        await self.process.wait()

    async def well(self) -> bool:
        try:
            async with aiohttp.ClientSession() as http, http.get(f"{self.url}/healthz") as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False


async def a_company(store: Store, town: Town) -> None:
    """Thirty reps with a customer each, all of them linked in LINE."""
    async with written(store) as work:
        for number in range(CUSTOMERS):
            town.add_slack_user(f"UREP{number:04}", f"営業{number}")
            town.add_line_user(line_id(number), f"客{number}")
            rep = Rep(slack_id=f"UREP{number:04}", display_name="営業", full_name=f"営業{number}", seen_at=NOW)
            account = LineUser(user_id=line_id(number), followed_at=NOW)
            await work.save(rep, account)
            customer = Customer(name=f"客{number}", owner_id=rep.id)
            await work.save(customer)
            await work.save(LineLink(line_user_id=account.id, customer_id=customer.id))


def line_id(number: int) -> str:
    return f"U{number:032x}"


def words(number: int) -> str:
    return f"お問い合わせ{number:04}番です"


async def kill_again_and_again(victim: Victim, store: Store, done: Callable[[], int]) -> None:
    """`done`: how many webhooks are acknowledged, and how many of them have reached Slack."""

    async def enough(strike: int) -> bool:
        return done() >= strike * 2 * WEBHOOKS // (KILLS + 1)

    for strike in range(1, KILLS + 1):
        await until(partial(enough, strike), "enough webhooks")
        await victim.kill()
        await lease_over(store)
        await victim.start()


async def lease_over(store: Store) -> None:
    """What a dead process holds on PostgreSQL is free after a while (tests/test_leases.py); as if that had passed."""
    async with store.write() as session:
        await inbox.release_all(session, datetime.now(UTC))
        await outbox.release_all(session, datetime.now(UTC))


async def send(http: aiohttp.ClientSession, url: str, number: int, progress: list[int]) -> None:
    """As LINE does with redelivery on: again, with the same event id, until it is acknowledged."""
    body = text_event(line_id(number % CUSTOMERS), words(number), f"01EVENT{number:06}", at=1_795_000_000_000 + number)
    while True:
        try:
            async with http.post(f"{url}/line/webhook", data=body, headers=line_headers(body)) as answer:
                if answer.status == 200:
                    progress.append(number)
                    return
        except aiohttp.ClientError:
            await asyncio.sleep(0.05)


async def send_all(url: str, progress: list[int]) -> None:
    """Each customer's messages one after the other, eight customers at once."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one_customer(http: aiohttp.ClientSession, customer: int) -> None:
        for number in range(customer, WEBHOOKS, CUSTOMERS):
            async with gate:
                await send(http, url, number, progress)

    async with aiohttp.ClientSession() as http:
        await asyncio.gather(*(one_customer(http, customer) for customer in range(CUSTOMERS)))


async def heard_by(store: Store) -> list[str]:
    async with store.read() as session:
        return list(await session.scalars(select(Message.text).where(Message.direction == "in").order_by(Message.id)))


async def test_five_kills_between_the_first_webhook_and_the_last_message(database_url: str) -> None:
    town, store, progress = Town(), Store.open(database_url), []
    town.slack.posts_per_second = WEBHOOKS
    await a_company(store, town)
    async with town.serve(port=0) as town_url:
        port = free_port()
        victim = Victim(environment_for(town_url, database_url, port), f"http://127.0.0.1:{port}")
        await victim.start()
        try:
            await until(victim.well, "the bot")

            await asyncio.gather(
                send_all(victim.url, progress),
                kill_again_and_again(victim, store, lambda: len(progress) + told(town)),
            )
            await until(lambda: all_told(town), "every message in Slack")
        finally:
            await victim.kill()

        heard = await heard_by(store)
        await store.close()
        assert Counter(heard) == Counter({words(number): 1 for number in range(WEBHOOKS)})
        for number in range(CUSTOMERS):
            assert seen_by(town, number) == theirs(number)


def told(town: Town) -> int:
    return sum(len(seen_by(town, number)) for number in range(CUSTOMERS))


async def all_told(town: Town) -> bool:
    return told(town) >= WEBHOOKS


def seen_by(town: Town, number: int) -> list[str]:
    """The customers' words as they stand in a rep's direct messages, in order."""
    messages = town.workspace.im(f"UREP{number:04}").messages.values()
    return [word for message in messages for word in theirs(number) if word in str(message)]


def theirs(number: int) -> list[str]:
    return [words(each) for each in range(number, WEBHOOKS, CUSTOMERS)]
