"""/handover: customers and colleagues named in one line, in any of three ways, or nothing and the form asks."""

import re
from typing import NamedTuple

from crm.handovers import proposing
from crm.handovers.proposing import Beginning
from crm.notices import WhichCustomer
from crm.refusals import NotAllowed
from crm.work import Work
from handlers.slack import usage
from handlers.slack.answers import Answer, Open, Tell
from handlers.slack.blocks.handovers import forms
from handlers.slack.handovers import reports
from handlers.slack.heard import Heard
from handlers.slack.say import refused

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
_BETWEEN = re.compile(r"[、,，\n]|(?<=[様さ殿])と(?=\S)|\band\b")
# What stands between people and customers, and names nobody.
_NOISE = re.compile(r"[\s→⇒>＞=\-]*(?:から|より|へ|に|を|from|to|の担当を?)?[\s→⇒>＞=\-]*")
# A particle after an honorific; elsewhere it may be the end of a name.
_PARTICLE = re.compile(r"(?:(?<=[様殿])|(?<=さん))(?:の担当)?[をにへ]$|\s+to$")


class Typed(NamedTuple):
    """What a line names: customers, people (Slack ids), and whether the first of these is the predecessor."""

    names: tuple[str, ...]
    people: tuple[str, ...]
    of_people: bool


def read(text: str) -> Typed:
    """`田中様、山田様 @鈴木`; `@佐藤 → @鈴木 @高橋`: all of 佐藤's."""
    people = tuple(_MENTION.findall(text))
    words = _MENTION.sub("\n", text)
    parts = (each.strip(" 　→⇒") for each in _BETWEEN.split(words))
    names = tuple(_PARTICLE.sub("", each) for each in parts if not _NOISE.fullmatch(each))
    return Typed(names, people, of_people=not names and len(people) > 1)


async def command(work: Work, heard: Heard) -> Answer:
    word = heard.text.strip().casefold()
    if word in usage.WORDS:
        return await usage.of(work, "handover")
    if word in reports.WORDS:
        return await reports.command(work, heard)
    typed = read(heard.text)
    return _begun(await proposing.begin(work, typed.names, typed.people, of_people=typed.of_people), heard)


async def start(work: Work, heard: Heard) -> Answer:
    """From a customer's card, or the answer to which customer is meant; `value` is the customer."""
    return _begun(await proposing.begin(work, [int(heard.value)], [], of_people=False), heard)


async def draft(work: Work, heard: Heard) -> Answer:
    """Somebody has left; `value` is the draft that was made for their customers."""
    return _begun(await proposing.take_up(work, int(heard.value)), heard)


def _begun(found: Beginning | WhichCustomer | NotAllowed, heard: Heard) -> Answer:
    if isinstance(found, WhichCustomer):
        return Tell(found)
    if isinstance(found, NotAllowed):
        return refused(found)
    return Open(forms.request(found, heard.say))
