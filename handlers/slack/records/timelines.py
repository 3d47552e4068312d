"""The timeline of a customer, leafed through in a modal."""

import json
from datetime import datetime
from typing import Any

from crm.notices import WhichCustomer
from crm.records import timelines
from crm.records.timelines import EVERYTHING, Timeline, Turn
from crm.work import Work
from handlers.slack.answers import Answer, Open, Tell, Update
from handlers.slack.blocks.records import timelines as blocks
from handlers.slack.heard import Heard
from handlers.slack.say import sentence
from storage.records.timelines import Place


async def look_up(work: Work, heard: Heard, name: str) -> Answer:
    """`/customer 履歴 田中様`."""
    if not name:
        return sentence("timeline.usage")
    found = await timelines.look_up(work, name)
    return Tell(found) if isinstance(found, WhichCustomer) else Open(_view(found, heard))


async def opened(work: Work, heard: Heard) -> Answer:
    """`value` is the customer's number."""
    return Open(_view(await timelines.show(work, int(heard.value)), heard))


async def filtered(work: Work, heard: Heard) -> Answer:
    """Another kind of thing, from its newest on; `value` is one of crm.records.timelines.KINDS."""
    place = _place(heard)
    return Update(_view(await timelines.show(work, place["customer"], heard.value or EVERYTHING), heard))


async def older(work: Work, heard: Heard) -> Answer:
    return await _turned(work, heard, "last", newer=False)


async def newer(work: Work, heard: Heard) -> Answer:
    return await _turned(work, heard, "first", newer=True)


async def _turned(work: Work, heard: Heard, edge: str, *, newer: bool) -> Answer:
    place = _place(heard)
    at, kind, number = place[edge]
    turn = Turn(Place(datetime.fromisoformat(at), kind, number), newer)
    return Update(_view(await timelines.show(work, place["customer"], place["only"], turn), heard))


def _place(heard: Heard) -> dict[str, Any]:
    """What the page itself remembers; see blocks.timelines."""
    place: dict[str, Any] = json.loads(str(heard.view.get("private_metadata", "")))
    return place


def _view(page: Timeline, heard: Heard) -> dict[str, Any]:
    return blocks.timeline(page, heard.say, heard.house.business.zone)
