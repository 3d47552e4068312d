"""The web app: two webhook doors, health, figures, and the pages of customers."""

from collections.abc import Awaitable, Callable
from time import perf_counter

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from bot import health, invitations, linking, metrics, offers, privacy_pages
from bot.doors import LineDoor, SlackDoor
from bot.media import pages
from bot.media.folder import MediaFolder
from bot.mishaps import report
from crm.house import House
from storage.store import Store

Door = Callable[[Request], Awaitable[Response]]
SEE_OTHER = 303
# Pages that are for one person: nobody keeps them, and nobody learns from where they lead.
PRIVATE = {"cache-control": "no-store", "x-robots-tag": "noindex", "referrer-policy": "no-referrer"}


def build(
    store: Store,
    house: House,
    slack: SlackDoor | None,
    line: LineDoor | None,
    pulse: health.Pulse,
    dialog_url: str = "",
    folder: MediaFolder | None = None,
) -> Starlette:
    """The doors that are open: a platform without its secret has none (404), so nothing unverified can come in.

    `dialog_url` is where LINE goes on with linking an account; `folder` holds the files that customers are sent.
    """
    routes = [
        Route("/healthz", _healthz(store, pulse)),
        Route("/metrics", _metrics(store)),
        Route("/invites/{code}", _invite(store, house)),
        Route("/d/{name}", _disclosure(store, house)),
        Route("/link", _link(store, house, dialog_url), methods=["GET", "POST"]),
    ]
    routes.append(offers.route(store, house))
    if folder is not None:
        routes += [
            Route("/m/{name}", _media(store, house, folder)),
            Route("/m/{name}/preview", _media(store, house, folder, preview=True)),
        ]
    if slack is not None:
        routes.append(Route("/slack/events", _guarded("slack", slack), methods=["POST"]))
    if line is not None:
        routes.append(Route("/line/webhook", _guarded("line", line), methods=["POST"]))
    return Starlette(routes=routes)


def _guarded(name: str, door: Door) -> Door:
    async def guarded(request: Request) -> Response:
        began = perf_counter()
        try:
            answer = await door(request)
        except Exception as problem:  # noqa: BLE001 - 5xx makes the platform send again; nothing was acknowledged
            answer = PlainTextResponse(f"reference {report(name, problem)}", 503)
        metrics.DOOR_SECONDS.labels(name, answer.status_code).observe(perf_counter() - began)
        return answer

    return guarded


def _healthz(store: Store, pulse: health.Pulse) -> Door:
    async def healthz(_request: Request) -> Response:
        problem = await health.problem(store, pulse)
        return PlainTextResponse(problem or "ok", 503 if problem else 200)

    return healthz


def _metrics(store: Store) -> Door:
    async def figures(_request: Request) -> Response:
        await metrics.look(store)
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return figures


def _invite(store: Store, house: House) -> Door:
    async def invite(request: Request) -> Response:
        status, page = await invitations.page(store, house, request.path_params["code"])
        return HTMLResponse(page, status, PRIVATE)

    return invite


def _disclosure(store: Store, house: House) -> Door:
    async def disclosure(request: Request) -> Response:
        status, body, kind = await privacy_pages.page(store, house, request.path_params["name"])
        return Response(body, status, PRIVATE, kind)

    return disclosure


def _media(store: Store, house: House, folder: MediaFolder, *, preview: bool = False) -> Door:
    async def media(request: Request) -> Response:
        return await pages.file(store, house, folder, request.path_params["name"], preview=preview)

    return media


def _link(store: Store, house: House, dialog_url: str) -> Door:
    async def link(request: Request) -> Response:
        if request.method != "POST":
            status, page = linking.form(house, request.query_params.get("linkToken", ""))
            return HTMLResponse(page, status, PRIVATE)
        status, found = await linking.typed(store, house, dialog_url, await linking.body_of(request.stream()))
        return RedirectResponse(found, status, PRIVATE) if status == SEE_OTHER else HTMLResponse(found, status, PRIVATE)

    return link
