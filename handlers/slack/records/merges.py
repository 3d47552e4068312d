"""/customer 統合 and its buttons: two records of one person become one, after a look at what that means."""

import re

from crm.notices import WhichCustomer
from crm.records import merges
from crm.records.merges import Merging, Picking
from crm.work import Work
from handlers.slack.answers import Answer, Open, Tell, Update, View
from handlers.slack.blocks.records import merges as blocks
from handlers.slack.heard import Heard
from handlers.slack.say import sentence

_AND = re.compile(r"\s*[=＝]\s*")


async def merge_of(work: Work, heard: Heard, text: str) -> Answer:
    """`/customer 統合 田中 = 田中一郎`: the first one survives."""
    first, *more = (each for each in _AND.split(text.strip(), maxsplit=1) if each)
    if not first:
        return sentence("merge.usage")
    found = await merges.start(work, first, *more)
    return Tell(found) if isinstance(found, WhichCustomer) else Open(_form(found, heard))


async def start(work: Work, heard: Heard) -> Answer:
    """`value` is the survivor, or "survivor.other"."""
    found = await merges.start(work, *_numbers(heard.value))
    if isinstance(found, WhichCustomer):
        return Tell(found)
    return Update(_form(found, heard)) if heard.view.get("type") == "modal" else Open(_form(found, heard))


async def picked(work: Work, heard: Heard) -> Answer:
    """The other one is chosen; `private_metadata` is the survivor."""
    survivor, other = heard.view.get("private_metadata", ""), heard.state[blocks.OTHER]
    return await _shown(work, heard, f"{survivor}.{other}")


async def swap(work: Work, heard: Heard) -> Answer:
    """The other way round; `value` is "survivor.other" as they shall be."""
    return await _shown(work, heard, heard.value)


async def _shown(work: Work, heard: Heard, both: str) -> Answer:
    found = await merges.start(work, *_numbers(both))
    return Tell(found) if isinstance(found, WhichCustomer) else Update(_form(found, heard))


async def confirm(work: Work, heard: Heard) -> None:
    """The merge itself; its card comes into the DM. `private_metadata` is "survivor.other"."""
    survivor, other = _numbers(str(heard.view.get("private_metadata", "")))
    await merges.merge(work, survivor, other)


async def undo(work: Work, heard: Heard) -> None:
    """`value` is the operation; the card itself changes, so nothing else need be said."""
    await merges.undo(work, heard.value)


def _numbers(value: str) -> list[int]:
    return [int(each) for each in value.split(".")]


def _form(found: Merging | Picking, heard: Heard) -> View:
    return blocks.preview(found, heard.say) if isinstance(found, Merging) else blocks.pick_form(found, heard.say)
