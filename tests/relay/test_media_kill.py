"""The process is killed again and again while files are fetched and shared: none is lost, and none is shown twice."""

from collections import Counter
from functools import partial
from pathlib import Path

import aiohttp

from sandbox.town import Town
from storage.store import Store
from tests.relay.media_kit import PDF, sent
from tests.stage import environment_for, free_port, until
from tests.test_crash import Victim, a_company, lease_over, line_id

KILLS = 2
FILES = 12
OWNERS = 4


def content_of(number: int) -> bytes:
    return PDF + f"%{number}\n".encode() * 20_000


def name_of(number: int) -> str:
    return f"図面-{number}.pdf"


async def customers_send(town_url: str) -> None:
    async with aiohttp.ClientSession() as http:
        for number in range(FILES):
            url = f"{town_url}/people/line/{line_id(number % OWNERS)}/file"
            async with http.post(url, json=sent(content_of(number), name_of(number))) as answer:
                assert (await answer.json())["status"] == 200


def shared(town: Town) -> list[str]:
    """The names of the files in the reps' direct messages, as often as they stand there."""
    rooms = [town.workspace.im(f"UREP{number:04}") for number in range(OWNERS)]
    return [file["name"] for room in rooms for message in room.messages.values() for file in message.files]


async def test_two_kills_between_the_first_file_and_the_last(database_url: str, tmp_path: Path) -> None:
    town, store, folder = Town(), Store.open(database_url), tmp_path / "media"
    await a_company(store, town)
    async with town.serve(port=0) as town_url:
        port = free_port()
        town.bot_url = f"http://127.0.0.1:{port}"
        environment = environment_for(town_url, database_url, port) | {"MEDIA_FOLDER": str(folder)}
        victim = Victim(environment, town.bot_url)
        await victim.start()
        try:
            await until(victim.well, "the bot")
            await customers_send(town_url)
            for strike in range(1, KILLS + 1):
                await until(partial(some, town, strike * FILES // (KILLS + 1)), "files in Slack")
                await victim.kill()
                await lease_over(store)
                await victim.start()
            await until(partial(some, town, FILES), "every file in Slack")
        finally:
            await victim.kill()
        await store.close()

    assert Counter(shared(town)) == Counter({name_of(number): 1 for number in range(FILES)})
    contents = {each.name: each.content for each in town.workspace.files.values() if each.shared_in}
    assert contents == {name_of(number): content_of(number) for number in range(FILES)}
    assert sorted(path.read_bytes() for path in whole(folder)) == sorted(map(content_of, range(FILES)))


def whole(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if not path.suffix]


async def some(town: Town, number: int) -> bool:
    return len(set(shared(town))) >= number
