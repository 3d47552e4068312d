"""What somebody sees whose link to a file leads nowhere (any more)."""

from html import escape

from crm.house import House
from handlers.invite_page import document
from handlers.locales import phrases


def gone(house: House) -> str:
    """HTML, in the company's language."""
    say = phrases(house.language)
    title = say("relay_media.not_found")
    return document(say, title, [f"<h1>{escape(title)}</h1>", f"<p>{escape(say('relay_media.expired'))}</p>"])
