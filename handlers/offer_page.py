"""The page on a rep's phone: one large picture for the customer to scan, anew every half minute.

It works without scripts: the browser is told to look again every few seconds, so that a photograph grows stale and the
rep sees at once that somebody has scanned it.
"""

from datetime import datetime
from html import escape

from crm import etiquette
from crm.house import House
from crm.points.counter.offers import OfferPage
from crm.voice import invites
from handlers import qr
from handlers.invite_page import document
from handlers.locales import Phrases, phrases

# Seconds between two looks.
OFTEN = 5


def page(offer: OfferPage, house: House, now: datetime) -> tuple[str, int | None]:
    """The page as HTML, and after how many seconds it is to be looked at again (None: it is over)."""
    say = phrases(house.language)
    title = say("offers.page_title", points=f"{offer.points:,}")
    parts = [f"<h1>{escape(title)}</h1>", *_whose(offer, say)]
    if offer.state != "offered":
        parts.append(f'<p class="to" role="status">{escape(say(f"offers.page_{_over(offer.state)}"))}</p>')
        return document(say, title, parts), None
    left = max(int((offer.changes - now).total_seconds()), 1)
    link = invites.line_link(house, say("offers.sentence", code=offer.code))
    parts += [
        f'<div class="qr" role="img" aria-label="{escape(say("offers.qr"))}">{_picture(link)}</div>',
        f"<p>{escape(say('offers.page_how'))}</p>",
        f'<p class="until">{escape(say("offers.page_left", seconds=left, until=_until(offer, house)))}</p>',
    ]
    return document(say, title, parts), min(left, OFTEN)


def gone(house: House) -> str:
    """For an address that is none of ours."""
    say = phrases(house.language)
    parts = [f"<h1>{escape(say('offers.gone_title'))}</h1>", f"<p>{escape(say('offers.page_lapsed'))}</p>"]
    return document(say, say("offers.gone_title"), parts)


def _over(state: str) -> str:
    return "taken" if state == "given" else "lapsed"


def _whose(offer: OfferPage, say: Phrases) -> list[str]:
    return [f'<p class="to">{escape(etiquette.outward(offer.customer, say.language))}</p>'] if offer.customer else []


def _until(offer: OfferPage, house: House) -> str:
    return f"{offer.until.astimezone(house.business.zone):%H:%M}"


def _picture(link: str) -> str:
    """As large as the screen is wide: it is scanned from another phone."""
    drawn = qr.svg(link, 4)
    wide = drawn.replace("<svg ", '<svg style="width: 100%" ', 1)
    return f'<div style="max-width: 24rem; margin: 0 auto">{wide}</div>'
