"""`kizuna setup line`: the rich menus are drawn, given to LINE, and handed out; again, only what differs is changed.

A menu's name holds the hash of all that it is, because LINE's pictures cannot be replaced: a changed menu is a new one.
"""

import hashlib
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp

from bot.house import house_of
from bot.settings import Settings
from crm.house import House
from crm.points.programme import programmes
from crm.voice import menus as rules
from crm.work import SYSTEM, Work
from handlers.line import menu_pictures, menus
from handlers.locales import Phrases, phrases
from storage.store import Store

PATIENCE = aiohttp.ClientTimeout(total=30, connect=5)
OURS = "kizuna "
OK, REFUSED = 200, 400


class SetupRefusedError(Exception):
    """What stands in the way, fit to be shown."""


@dataclass(frozen=True)
class Menu:
    """One that LINE should have."""

    alias: str
    name: str
    body: Mapping[str, Any]
    picture: bytes


async def set_up(settings: Settings, store: Store) -> list[str]:
    """What was done, line by line.

    Raises:
        SetupRefusedError: no token, LINE is away, or LINE says no.
    """
    house, say = house_of(settings), phrases(settings.default_language)
    async with _line(settings, say) as line:
        known = (await line.call("GET", "richmenu/list")).get("richmenus", [])
        ours = {str(each["name"]): str(each["richMenuId"]) for each in known if str(each["name"]).startswith(OURS)}
        wanted = wanted_menus(house, has_points=await _has_points(store))
        lines = [await _place(line, menu, ours.get(menu.name), say) for menu in wanted]
        await line.call("POST", f"user/all/richmenu/{await line.menu_of(rules.default(house))}")
        old = [menu for name, menu in ours.items() if name not in {each.name for each in wanted}]
        for menu in old:
            await line.call("DELETE", f"richmenu/{menu}")
    given = await _hand_out(store, house)
    return [*lines, *([say("menus.deleted", n=len(old))] if old else []), say("menus.given", n=given)]


def wanted_menus(house: House, *, has_points: bool) -> list[Menu]:
    """One for each state and language."""
    each = [(state, language) for state in rules.STATES for language in rules.LANGUAGES]
    return [_menu(house, state, language, has_points=has_points) for state, language in each]


async def _has_points(store: Store) -> bool:
    """Whether there is a programme of points now; when that changes, menus are set up again."""
    async with store.read() as session:
        return (await programmes.current(Work(session, datetime.now(UTC), SYSTEM))).enabled


def _menu(house: House, state: str, language: str, *, has_points: bool) -> Menu:
    picture = menu_pictures.draw(menus.labels(state, language, has_points=has_points))
    body = menus.rich_menu(state, language, "", public=house.public, has_points=has_points)
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode() + picture).hexdigest()[:12]
    alias = rules.alias(state, language)
    name = f"{OURS}{alias} {digest}"
    return Menu(alias, name, body | {"name": name}, picture)


async def _place(line: "_Line", menu: Menu, known: str | None, say: Phrases) -> str:
    """See that LINE has the menu with its picture, under its alias."""
    if known is not None and await line.has_picture(known):
        await line.point(menu.alias, known)
        return say("menus.kept", alias=menu.alias)
    if known is not None:
        await line.call("DELETE", f"richmenu/{known}")  # An earlier run was cut off before the picture.
    made = str((await line.call("POST", "richmenu", json=menu.body))["richMenuId"])
    await line.upload(made, menu.picture)
    await line.point(menu.alias, made)
    return say("menus.made", alias=menu.alias)


async def _hand_out(store: Store, house: House) -> int:
    """Owe every friend the menu that goes with them; delivery gives them out."""
    given, after = 0, 0
    while True:
        async with store.write() as session:
            work = Work(session, datetime.now(UTC), SYSTEM, house=house)
            async with work.savepoint():
                renewed = await rules.renew(work, after)
        given, after = given + renewed.looked_at, renewed.last
        if not renewed.last:
            return given


@asynccontextmanager
async def _line(settings: Settings, say: Phrases) -> AsyncIterator["_Line"]:
    token = settings.line_channel_access_token
    if token is None:
        raise SetupRefusedError(say("menus.no_token"))
    headers = {"Authorization": f"Bearer {token.get_secret_value()}"}
    async with aiohttp.ClientSession(headers=headers, timeout=PATIENCE, trust_env=True) as session:
        try:
            yield _Line(session, settings, say)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise SetupRefusedError(say("menus.unreachable", reason=type(error).__name__)) from error


class _Line:
    """LINE's API of rich menus, with our token."""

    def __init__(self, session: aiohttp.ClientSession, settings: Settings, say: Phrases) -> None:
        self._session, self._say = session, say
        self._api, self._blob = settings.line_api_url, settings.line_blob_url

    async def call(self, method: str, path: str, json: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        """The answer's JSON. Raises SetupRefusedError when LINE says no."""
        async with self._session.request(method, f"{self._api}/v2/bot/{path}", json=json) as answer:
            return await self._read(answer, path)

    async def upload(self, menu: str, picture: bytes) -> None:
        url, kind = f"{self._blob}/v2/bot/richmenu/{menu}/content", {"Content-Type": "image/png"}
        async with self._session.post(url, data=picture, headers=kind) as answer:
            await self._read(answer, "content")

    async def has_picture(self, menu: str) -> bool:
        async with self._session.get(f"{self._blob}/v2/bot/richmenu/{menu}/content") as answer:
            return answer.status == OK

    async def menu_of(self, alias: str) -> str:
        return str((await self.call("GET", f"richmenu/alias/{alias}"))["richMenuId"])

    async def point(self, alias: str, menu: str) -> None:
        """Let the alias stand for the menu, whether there is one or not."""
        async with self._session.get(f"{self._api}/v2/bot/richmenu/alias/{alias}") as answer:
            there = answer.status == OK
        path = f"richmenu/alias/{alias}" if there else "richmenu/alias"
        await self.call("POST", path, {"richMenuId": menu} | ({} if there else {"richMenuAliasId": alias}))

    async def _read(self, answer: aiohttp.ClientResponse, what: str) -> Mapping[str, Any]:
        body = await answer.json(content_type=None)
        told: Mapping[str, Any] = body if isinstance(body, dict) else {}
        if answer.status >= REFUSED:
            reason = told.get("message", "")
            raise SetupRefusedError(self._say("menus.refused", what=what, status=answer.status, reason=reason))
        return told
