"""The buttons of 「○○様でいらっしゃいますか」, the way to the page where a code is typed, and what LINE says of it."""

from collections.abc import Mapping

from crm.voice import link_pages, offers
from crm.work import Work
from handlers.line.heard import Heard

OFFER, PAGE = "offer", "link_page"
YES, NO = "yes", "no"


def data(offer_id: int, choice: str) -> str:
    """What a button carries. The offer is looked up and must have been put to the presser."""
    return f"{OFFER}:{choice}:{offer_id}"


async def answered(work: Work, heard: Heard) -> None:
    choice, offer_id = choice_of(heard)
    if choice in {YES, NO} and offer_id:
        await offers.decide(work, heard.user or "", offer_id, heard.at, heard.reply, agreed=choice == YES)


async def page(work: Work, heard: Heard) -> None:
    await link_pages.show(work, heard.user or "", heard.at, heard.reply)


async def account_linked(work: Work, heard: Heard) -> None:
    """LINE's accountLink. One that failed names nobody; whoever tried sees that on LINE's own page."""
    link = heard.event.get("link")
    told: Mapping[str, object] = link if isinstance(link, Mapping) else {}
    nonce = told.get("nonce")
    if told.get("result") == "ok" and isinstance(nonce, str) and nonce:
        await link_pages.finish(work, heard.user or "", nonce, heard.at, heard.reply)


def choice_of(heard: Heard) -> tuple[str, int]:
    """`kind:choice:number` of a button; 0 for no number."""
    _, choice, number = [*heard.data.split(":"), "", ""][:3]
    return choice, int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else 0
