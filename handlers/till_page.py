"""Pages of the till: what a scanned code shows to its customer and to the staff, and how a telephone becomes a till.

They need nothing from anywhere else, run no scripts, and ask not to be indexed.
"""

from html import escape

from crm import etiquette
from crm.house import House
from crm.notices import RewardConfirmed
from crm.points.rewards.tills import Scanned
from crm.refusals import Gone, Refusal
from handlers.invite_page import document
from handlers.locales import Phrases, phrases
from handlers.slack.say import refusal_key, refusal_parts

_STYLE = """<style>
.what { margin: .5rem 0; font-size: 1.8rem; font-weight: bold; line-height: 1.3; overflow-wrap: anywhere; }
.who { margin: 0; font-size: 1.3rem; overflow-wrap: anywhere; }
.go { padding: 1.2rem; font-size: 1.3rem; }
.staff { margin-top: 2.5rem; border-top: 1px solid #d5dcd9; padding-top: 1rem; }
.staff a { color: #0b6b4f; }
</style>"""


def for_customer(house: House, name: str, page: str) -> str:
    """For whoever scans the code without being let in: no more than what stands on the customer's own screen."""
    say = phrases(house.language)
    # A camera opens the page from outside, where some browsers keep back a strict cookie: from here it goes along.
    again = f'<p class="staff"><a href="{escape(page)}">{escape(say("till.page_staff"))}</a></p>'
    return _page(say, "page_title", [f'<p class="what">{escape(name)}</p>', _words(say("till.page_show")), again])


def over(house: House, page: str) -> str:
    """The code is wrong, used or past its time: which of these is for the staff to know."""
    say = phrases(house.language)
    again = f'<p class="staff"><a href="{escape(page)}">{escape(say("till.page_staff"))}</a></p>'
    return _page(say, "page_title", [_words(say("till.page_gone")), again])


def for_staff(language: str, seen: Scanned, stamp: str) -> str:
    """What is to be handed over to whom, and one big button."""
    say = phrases(language)
    who = etiquette.outward(seen.customer, say.language)  # the customer stands there and may look on
    tier = [_words(say("till.tier", tier=seen.tier))] if seen.tier else []
    parts = [
        f'<p class="what">{escape(seen.name)}</p>',
        f'<p class="who">{escape(who)}</p>',
        *([_words(seen.company)] if seen.company else []),
        *tier,
        _words(say("till.page_points", points=f"{seen.points:,}")),
        _words(say("till.page_until", until=f"{seen.until:%H:%M}")),
        _form(say("till.page_confirm"), stamp),
    ]
    return _page(say, "page_title", parts)


def done(language: str, confirmed: RewardConfirmed) -> str:
    say = phrases(language)
    parts = [
        f'<p class="what" role="status">{escape(say("till.page_done", name=confirmed.name))}</p>',
        f'<p class="who">{escape(etiquette.outward(confirmed.customer, say.language))}</p>',
        _words(say("till.page_next")),
    ]
    return _page(say, "page_title", parts)


def refused(language: str, refusal: Refusal) -> str:
    """Why the code is not good, as in Slack."""
    say = phrases(language)
    known = not isinstance(refusal, Gone)
    words = say(refusal_key(refusal), **refusal_parts(refusal)) if known else say("till.page_gone")
    return _page(say, "page_title", [f'<p class="wrong" role="alert">{escape(words)}</p>'])


def entrance(house: House) -> str:
    """Before the telephone is let in: opening the address alone, as previews do, uses nothing up."""
    say = phrases(house.language)
    return _page(say, "page_enter_title", [_words(say("till.page_enter")), _form(say("till.page_enter_go"))])


def ready(language: str) -> str:
    say = phrases(language)
    return _page(say, "page_ready_title", [_words(say("till.page_ready"))])


def stale(house: House) -> str:
    """For a pass that is wrong, used or too old."""
    say = phrases(house.language)
    return _page(say, "page_stale_title", [_words(say("till.page_stale"))])


def _page(say: Phrases, title: str, parts: list[str]) -> str:
    head = say(f"till.{title}")
    return document(say, head, [_STYLE, f"<h1>{escape(head)}</h1>", *parts])


def _words(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _form(label: str, stamp: str = "") -> str:
    hidden = f'<input type="hidden" name="stamp" value="{escape(stamp)}">' if stamp else ""
    return f'<form method="post">{hidden}<button class="go">{escape(label)}</button></form>'
