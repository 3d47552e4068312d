"""A stage for tests of the sandbox's page: a town with a few people, a bot that posts and listens, the open page."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from playwright.async_api import Locator, Page, expect

from sandbox.town import LINE_ACCESS_TOKEN, SLACK_BOT_TOKEN, Town
from tests.browser import Window
from tests.ear import Ear, Heard, Saying
from tests.patience import PATIENCE

SATO, SUZUKI, GENERAL = "U00000001", "U00000002", "C00000001"
TANAKA, EMILY = "U" + "1" * 32, "U" + "2" * 32


def text(words: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": words}


def plain(words: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": words}


def button(action: str, words: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action, "text": plain(words), **more}


def option(words: str, value: str) -> dict[str, Any]:
    return {"text": plain(words), "value": value}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "block_id": "deeds", "elements": list(elements)}


def note_form(**more: Any) -> dict[str, Any]:
    """A view with one text field and one menu."""
    note = {"type": "plain_text_input", "action_id": "note", "initial_value": "打合せ"}
    kind = {"type": "static_select", "action_id": "kind", "options": [option("訪問", "visit"), option("電話", "call")]}
    return {
        "type": "modal",
        "callback_id": "edit",
        "title": plain("記録の編集"),
        "submit": plain("保存"),
        "private_metadata": "12",
        "blocks": [
            {"type": "input", "block_id": "words", "label": plain("内容"), "element": note},
            {"type": "input", "block_id": "sort", "label": plain("種類"), "element": kind, "optional": True},
        ],
        **more,
    }


def bubble(*components: dict[str, Any], **more: Any) -> dict[str, Any]:
    body = {"type": "box", "layout": "vertical", "contents": list(components)}
    return {"type": "flex", "altText": "お知らせ", "contents": {"type": "bubble", "body": body}, **more}


def flex_button(label: str, data: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "action": {"type": "postback", "label": label, "data": data, **more}}


class Bot:
    """What a bot does in these tests: posts, pushes, opens views; `ear` is what it hears."""

    def __init__(self, url: str, http: aiohttp.ClientSession, ear: Ear, town: Town) -> None:
        self.url, self.http, self.ear, self.town = url, http, ear, town

    async def slack(self, method: str, **body: Any) -> dict[str, Any]:
        bearer = {"authorization": f"Bearer {SLACK_BOT_TOKEN}"}
        async with self.http.post(f"{self.url}/slack/api/{method}", json=body, headers=bearer) as answer:
            said = await answer.json()
        assert said["ok"], said
        return said

    async def push(self, *messages: dict[str, Any], to: str = TANAKA) -> None:
        bearer = {"authorization": f"Bearer {LINE_ACCESS_TOKEN}"}
        body = {"to": to, "messages": list(messages)}
        async with self.http.post(f"{self.url}/line/v2/bot/message/push", json=body, headers=bearer) as answer:
            assert answer.status == 200, await answer.text()

    async def dm(self, blocks: list[dict[str, Any]] | None = None, words: str = "お知らせ") -> dict[str, Any]:
        room = (await self.slack("conversations.open", users=SATO))["channel"]["id"]
        return await self.slack("chat.postMessage", channel=room, text=words, blocks=blocks or [])

    def opens(self, view: dict[str, Any], *answers: Saying) -> None:
        """From now on a click opens `view`; submissions get the answers, one after another."""
        waiting = list(answers)

        async def think(heard: Heard) -> Saying:
            payload = heard.payload
            if payload["type"] == "block_actions":
                await self.slack("views.open", trigger_id=payload["trigger_id"], view=view)
            return waiting.pop(0) if payload["type"] == "view_submission" and waiting else Saying()

        self.ear.think = think

    async def in_channel(self, words: str, **more: Any) -> dict[str, Any]:
        return await self.slack("chat.postMessage", channel=GENERAL, text=words, **more)

    async def payload(self, kind: str) -> dict[str, Any]:
        """The first payload of this kind that was heard."""
        async with asyncio.timeout(PATIENCE):
            while True:
                heard = [each.payload for each in self.ear.heard if b"payload=" in each.body[:8]]
                found = next((each for each in heard if each["type"] == kind), None)
                if found:
                    return found
                await asyncio.sleep(0.01)

    async def event(self) -> dict[str, Any]:
        """The last event of the first LINE webhook that was heard."""
        heard = await self.ear.wait(1)
        return heard[0].json["events"][-1]


@asynccontextmanager
async def town_with_bot() -> AsyncIterator[Bot]:
    """One town for a whole file of tests; `people_move_in` clears it for each."""
    async with Ear().listen() as ear, aiohttp.ClientSession() as http:
        town = Town(bot_url=ear.url)
        town.slack.echo = False
        town.slack.commands = [{"name": "/log", "hint": "田中様 訪問"}, {"name": "/customer", "hint": "田中"}]
        town.slack.shortcuts = [{"callback_id": "log.message", "name": "記録する"}]
        async with town.serve(port=0) as url:
            yield Bot(url, http, ear, town)


async def people_move_in(bot: Bot) -> None:
    """A fresh start: nothing was ever said, and these people are there."""
    async with bot.http.post(f"{bot.url}/people/reset", json={"people": True}) as answer:
        assert answer.status == 200
    bot.ear.forget()
    bot.town.add_slack_user(SATO, "佐藤 花子", display_name="佐藤/営業1", is_admin=True)
    bot.town.add_slack_user(SUZUKI, "鈴木 一郎", display_name="鈴木/営業1")
    bot.town.add_slack_channel(GENERAL, "general")
    bot.town.add_line_user(TANAKA, "田中 一郎")
    bot.town.add_line_user(EMILY, "Emily Clark", language="en", friend=False)


@asynccontextmanager
async def open_page(tab: Window, bot: Bot, place: str = "") -> AsyncIterator[Page]:
    """The page before these people, loaded and listening to the town; `place` is what follows "#"."""
    await people_move_in(bot)
    async with tab.showing(f"{bot.url}/{place}") as page:
        await expect(page.locator("#live")).to_have_text("接続中")
        yield page


def messages(page: Page) -> Locator:
    return page.get_by_test_id("slack-message")


def bubbles(page: Page) -> Locator:
    return page.get_by_test_id("line-message")


def choice(page: Page, words: str) -> Locator:
    """An entry of the open list (the browser's own selects have options too)."""
    return page.get_by_role("listbox").get_by_role("option", name=words)
