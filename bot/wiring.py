"""The only place that builds concrete things. Nothing connects before it is asked to."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import aiohttp
from pydantic import SecretStr
from slack_bolt.async_app import AsyncApp
from starlette.applications import Starlette

from bot import bolt, line, slack, till, web
from bot.answering import Answering
from bot.counter import Counter
from bot.delivery import Delivery
from bot.delivery.letters import Mouth
from bot.doors import LineDoor, SlackDoor
from bot.ear import Ear
from bot.health import Pulse
from bot.house import house_of
from bot.interchange.imports.uploads import Uploads
from bot.media.disk import DiskMouth
from bot.media.fetching import LineContent
from bot.media.folder import MediaFolder
from bot.media.orphans import Orphans
from bot.people import People
from bot.settings import Settings
from bot.worker import Worker
from crm.house import House
from handlers.line.bubbles import PHRASES as LINE_PHRASES
from handlers.slack.blocks import PHRASES as SLACK_PHRASES
from storage.inbox import Gate
from storage.store import Store

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Kizuna:
    """The running parts. `bolt` is None without Slack's secrets."""

    settings: Settings
    house: House
    store: Store
    web: Starlette
    worker: Worker
    delivery: Delivery
    counter: Counter
    people: People
    bolt: AsyncApp | None
    uploads: Uploads
    orphans: Orphans


@asynccontextmanager
async def build(settings: Settings, clock: Clock = utc_now, store: Store | None = None) -> AsyncIterator[Kizuna]:
    """Everything, wired; closed at the end of the block, but for a `store` that is given."""
    async with AsyncExitStack() as closing:
        house = house_of(settings)
        store = store or _opened(settings, closing)
        session = await closing.enter_async_context(slack.http_session())
        token = _secret(settings.slack_bot_token)
        asking = slack.web_client(token, settings.slack_api_url, session, retries=True)
        gate, ear = Gate(store), Ear(house)
        people = People(store, asking, house, clock)
        worker = Worker(store, ear, people, clock)
        answering = Answering(asking, session, settings.zone)
        counter = Counter(store, gate, ear, people, answering, clock, house.language)
        signing = _secret(settings.slack_signing_secret)
        app = bolt.build(counter, asking, signing or "socket mode needs none") if token else None
        folder = MediaFolder(settings.media_folder)
        delivery = Delivery(store, _mouths(settings, session, folder, closing), house, clock)
        pages = web.build(
            store,
            house,
            SlackDoor(app, signing, utc_now) if app is not None and signing else None,
            _line_door(gate, settings, clock),
            Pulse({"worker": lambda: worker.beat}),
            settings.line_dialog_url,
            folder,
        )
        pages.router.routes.extend(till.routes(store, house, clock))
        yield Kizuna(
            settings,
            house,
            store,
            pages,
            worker,
            delivery,
            counter,
            people,
            app,
            Uploads(store, asking, house, clock),
            Orphans(store, folder),
        )


def _opened(settings: Settings, closing: AsyncExitStack) -> Store:
    store = Store.open(settings.database_url)
    closing.push_async_callback(store.close)
    return store


def _mouths(
    settings: Settings, session: aiohttp.ClientSession, folder: MediaFolder, closing: AsyncExitStack
) -> dict[str, Mouth]:
    """A mouth for each platform that we have a token of, and one for our own disk."""
    mouths: dict[str, Mouth] = {"disk": DiskMouth(folder)}
    if token := _secret(settings.slack_bot_token):
        posting = slack.web_client(token, settings.slack_api_url, session, retries=False)
        mouths["slack"] = slack.SlackMouth(posting, SLACK_PHRASES, settings.zone, folder=folder)
    if token := _secret(settings.line_channel_access_token):
        api = line.messaging_api(token, settings.line_api_url)
        closing.push_async_callback(api.api_client.close)
        content = LineContent(session, token, settings.line_blob_url, folder)
        mouths["line"] = line.LineMouth(api, LINE_PHRASES, content=content)
    return mouths


def _line_door(gate: Gate, settings: Settings, clock: Clock) -> LineDoor | None:
    secret = _secret(settings.line_channel_secret)
    return LineDoor(gate, secret, clock) if secret else None


def _secret(value: SecretStr | None) -> str:
    return value.get_secret_value() if value is not None else ""
