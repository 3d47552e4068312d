"""The till's pages: `/till/<pass>` lets a telephone in, `/till/r/<name>` is what a reward's QR code leads to, and
`/qr/<name>.png` is that code as a picture.
"""

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from datetime import datetime
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.linking import body_of
from crm import reps
from crm.house import House
from crm.notices import RewardConfirmed
from crm.points.rewards import passes, tills
from crm.refusals import Refused
from crm.work import SYSTEM, Work
from handlers import qr, till_page
from storage.store import Store
from storage.tables import Rep

Page = Callable[[Request], Awaitable[Response]]
Clock = Callable[[], datetime]

# The prefix makes browsers see to it that only this very host can have set it.
COOKIE = "__Host-kizuna-till"
HEADERS = {
    "cache-control": "no-store",
    "x-robots-tag": "noindex",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
}
LONGEST = 200
SEE_OTHER = 303
FORBIDDEN, NOT_FOUND = 403, 404


def routes(store: Store, house: House, clock: Clock) -> list[Route]:
    return [
        Route("/till/ready", _ready(store, house, clock)),
        Route("/till/r/{name}", _scanned(store, house, clock), methods=["GET", "POST"]),
        Route("/till/{ticket}", _entrance(store, house, clock), methods=["GET", "POST"]),
        Route("/qr/{name}.png", _picture(store, house, clock)),
    ]


def _entrance(store: Store, house: House, clock: Clock) -> Page:
    async def entrance(request: Request) -> Response:
        ticket = request.path_params["ticket"][: LONGEST + 1]
        if request.method != "POST":
            return await _look_in(store, house, clock, ticket)
        async with store.write() as session:
            work = Work(session, clock(), SYSTEM, house=house)
            async with work.savepoint():
                cookie = await passes.enter(work, ticket)
        if cookie is None:
            return HTMLResponse(till_page.stale(house), NOT_FOUND, HEADERS)
        answer = RedirectResponse("ready", SEE_OTHER, HEADERS)
        life = int(passes.TILL_GOOD_FOR.total_seconds())
        answer.set_cookie(COOKIE, cookie, max_age=life, path="/", secure=True, httponly=True, samesite="strict")
        return answer

    return entrance


async def _look_in(store: Store, house: House, clock: Clock, ticket: str) -> Response:
    """Nothing is used up by looking: messengers and mail programs open addresses to show what is behind."""
    async with store.read() as session:
        open_ = await passes.is_pass(Work(session, clock(), SYSTEM, house=house), ticket)
    page = till_page.entrance(house) if open_ else till_page.stale(house)
    return HTMLResponse(page, 200 if open_ else NOT_FOUND, HEADERS)


def _ready(store: Store, house: House, clock: Clock) -> Page:
    async def ready(request: Request) -> Response:
        rep = await _holder(store, house, clock, request)
        if rep is None:
            return HTMLResponse(till_page.stale(house), NOT_FOUND, HEADERS)
        return HTMLResponse(till_page.ready(rep.language), 200, HEADERS)

    return ready


def _scanned(store: Store, house: House, clock: Clock) -> Page:
    async def scanned(request: Request) -> Response:
        name = request.path_params["name"][:LONGEST]
        rep = await _holder(store, house, clock, request)
        if request.method == "POST":
            return await _pressed(store, house, clock, request, rep, name)
        return await _shown(store, house, clock, rep, name, request.cookies.get(COOKIE, ""))

    return scanned


async def _shown(store: Store, house: House, clock: Clock, rep: Rep | None, name: str, cookie: str) -> Response:
    if rep is None:
        async with store.read() as session:
            reward = await tills.shown(session, name, clock())
        page = till_page.for_customer(house, reward, name) if reward is not None else till_page.over(house, name)
        return HTMLResponse(page, 200 if reward is not None else NOT_FOUND, HEADERS)
    async with store.read() as session:
        work = await _as(Work(session, clock(), SYSTEM, house=house), rep)
        try:
            seen = await tills.scan(work, name)
        except Refused as no:
            seen = no.refusal
    if isinstance(seen, tills.Scanned):
        stamp = tills.stamp(house, cookie, name)
        return HTMLResponse(till_page.for_staff(rep.language, seen, stamp), 200, HEADERS)
    return HTMLResponse(till_page.refused(rep.language, seen), NOT_FOUND, HEADERS)


async def _pressed(store: Store, house: House, clock: Clock, request: Request, rep: Rep | None, name: str) -> Response:
    """The staff's button: only with the cookie, and only from a page that we have shown to it."""
    stamp = _field(await body_of(request.stream()), "stamp")
    wanted = tills.stamp(house, request.cookies.get(COOKIE, ""), name)
    if rep is None or not hmac.compare_digest(stamp.encode(), wanted.encode()):
        return HTMLResponse(till_page.over(house, name), FORBIDDEN, HEADERS)
    async with store.write() as session:
        work = await _as(Work(session, clock(), SYSTEM, house=house), rep)
        async with work.savepoint():
            try:
                found = await tills.confirm_scanned(work, name)
            except Refused as no:
                found = no.refusal
    if isinstance(found, RewardConfirmed):
        return HTMLResponse(till_page.done(rep.language, found), 200, HEADERS)
    return HTMLResponse(till_page.refused(rep.language, found), NOT_FOUND, HEADERS)


def _picture(store: Store, house: House, clock: Clock) -> Page:
    async def picture(request: Request) -> Response:
        name = request.path_params["name"][:LONGEST]
        async with store.read() as session:
            reward = await tills.shown(session, name, clock())
        if reward is None:
            return Response("", NOT_FOUND, HEADERS, "text/plain")
        png = await asyncio.to_thread(_drawn, f"{house.public_url}/till/r/{name}")
        return Response(png, 200, HEADERS, "image/png")

    return picture


def _drawn(address: str) -> bytes:
    return qr.png(address, 10)


async def _holder(store: Store, house: House, clock: Clock, request: Request) -> Rep | None:
    cookie = request.cookies.get(COOKIE, "")
    if not cookie or len(cookie) > LONGEST:
        return None
    async with store.read() as session:
        return await passes.holder(Work(session, clock(), SYSTEM, house=house), cookie)


async def _as(work: Work, rep: Rep) -> Work:
    work.actor = await reps.actor_of(work, rep)
    return work


def _field(body: bytes, name: str) -> str:
    try:
        fields = parse_qs(body.decode(errors="replace"), max_num_fields=10)
    except ValueError:
        return ""  # more fields than any form of ours has
    return fields.get(name, [""])[0]
