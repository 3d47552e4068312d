"""The page that a rep's phone shows to a customer, for whoever holds its name."""

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.till import HEADERS
from crm.house import House
from crm.points.counter import offers
from handlers import offer_page
from storage.store import Store

LONGEST = 60


def route(store: Store, house: House) -> Route:
    """`GET /offers/{name}`: 404 with a friendly page for a name that is none of ours."""

    async def offer(request: Request) -> Response:
        name, now = request.path_params["name"], datetime.now(UTC)
        async with store.read() as session:
            found = await offers.page(session, house, name, now) if len(name) <= LONGEST else None
        if found is None:
            return HTMLResponse(offer_page.gone(house), 404, HEADERS)
        html, again = offer_page.page(found, house, now)
        return HTMLResponse(html, 200, HEADERS | ({"refresh": str(again)} if again else {}))

    return Route("/offers/{name}", offer)
