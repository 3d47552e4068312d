"""The buttons of a handover: yes, no, one by one, the first step, and taking it back."""

from crm.handovers import agreement, listings, proposing
from crm.work import Work
from handlers.slack.answers import Answer, Errors, Open, Tell, Update
from handlers.slack.blocks.handovers import cards
from handlers.slack.heard import Heard
from handlers.slack.say import sentence


async def open_card(work: Work, heard: Heard) -> Answer:
    """`value` is the handover."""
    return Tell(await listings.show(work, int(heard.value)))


async def approve(work: Work, heard: Heard) -> Answer:
    """`value` is the handover; the cards themselves change."""
    await agreement.approve(work, int(heard.value))
    return sentence("handover.approved")


async def refusing(_work: Work, heard: Heard) -> Answer:
    return Open(cards.why_form("refuse", heard.value, heard.say))


async def refuse(work: Work, heard: Heard) -> Answer:
    if not heard.state.get("why", "").strip():
        return Errors({"why": heard.say("refused.why_missing")})
    await agreement.refuse(work, int(str(heard.view["private_metadata"])), heard.state["why"])
    return sentence("handover.refused_done")


async def cancel(work: Work, heard: Heard) -> Answer:
    await agreement.cancel(work, int(heard.value))
    return sentence("handover.cancelled_done")


async def accept(work: Work, heard: Heard) -> Answer:
    """`value` is "handover.successor": all of theirs."""
    number, to_id = _numbers(heard.value)
    await agreement.accept(work, number, to_id)
    return sentence("handover.accepted")


async def rows(work: Work, heard: Heard) -> Answer:
    """`value` is "handover.successor.page", successor 0 for all of them."""
    view = cards.listing(await listings.customers_of(work, *_numbers(heard.value)), heard.say)
    return Update(view) if heard.view.get("type") == "modal" else Open(view)


async def take(work: Work, heard: Heard) -> Answer:
    """`value` is "row.handover.successor.page": this one, and the page is drawn anew."""
    row, number, to_id, page = _numbers(heard.value)
    await agreement.accept(work, number, to_id, [row])
    return Update(cards.listing(await listings.customers_of(work, number, to_id, page), heard.say))


async def declining(_work: Work, heard: Heard) -> Answer:
    """`value` is "handover.successor" for all, or as in `take`."""
    form = cards.why_form("decline", heard.value, heard.say)
    return Update(form) if heard.view.get("type") == "modal" else Open(form)


async def decline(work: Work, heard: Heard) -> Answer:
    why = heard.state.get("why", "")
    if not why.strip():
        return Errors({"why": heard.say("refused.why_missing")})
    place = _numbers(str(heard.view["private_metadata"]))
    if len(place) == _ALL:
        await agreement.decline(work, place[0], place[1], why)
        return sentence("handover.declined_done")
    row, number, to_id, page = place
    await agreement.decline(work, number, to_id, why, [row])
    return Update(cards.listing(await listings.customers_of(work, number, to_id, page), heard.say))


async def advising(work: Work, heard: Heard) -> Answer:
    """`value` as in `take`: what the predecessor would do first."""
    row, number, to_id, page = _numbers(heard.value)
    seen = await listings.customers_of(work, number, to_id, page)
    found = next(each for each in seen.rows if each.row_id == row)
    return Update(cards.step_form(found, heard.value, heard.say))


async def advise(work: Work, heard: Heard) -> Answer:
    row, number, to_id, page = _numbers(str(heard.view["private_metadata"]))
    await proposing.advise(work, row, heard.state.get("step", ""))
    return Update(cards.listing(await listings.customers_of(work, number, to_id, page), heard.say))


# "handover.successor": no single row is meant.
_ALL = 2


def _numbers(value: str) -> list[int]:
    return [int(each) for each in value.split(".")]
