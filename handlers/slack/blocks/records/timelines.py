"""A page of the timeline as a modal: the days, and under each what happened on it."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from crm import etiquette
from crm.records.timelines import KINDS, Timeline
from handlers.locales import Phrases
from handlers.slack.answers import View
from handlers.slack.blocks import kit, lines, words
from storage.records.timelines import Happened

Facts = Mapping[str, Any]

# Columns of what was said or done.
TEXT, NAME = 200, 30
# A survey of another scale than the NPS has.
HANDOVER = "handover"
_TOUCHED = {"visit": "👤", "call": "📞", "mail": "✉️", "online": "💻", "meal": "🍽️", "exhibition": "📍", "other": "📝"}


def timeline(page: Timeline, say: Phrases, zone: ZoneInfo) -> View:
    who = words.customer(page.customer, page.company, say)
    kinds = [kit.option(say(f"timeline.only_{each}"), each) for each in KINDS]
    only = kit.select("timeline.filter", say("timeline.filter"), kinds, page.only)
    blocks = [kit.section(f"*{who}*"), kit.actions(only), *_days(page, say, zone), *_turns(page, say)]
    return kit.sheet(say("timeline.title"), say("form.close"), blocks, private_metadata=_place(page))


def _days(page: Timeline, say: Phrases, zone: ZoneInfo) -> Iterator[kit.Block]:
    if not page.page:
        yield kit.section(say("timeline.empty" if page.only == "all" else "timeline.empty_kind"))

    def day_of(each: Happened) -> date:
        return each.at.astimezone(zone).date()

    for day, happened in groupby(page.page, day_of):
        yield kit.divider()
        yield kit.context(say.day(day, year=day.year != page.today.year))
        yield from (kit.section(_entry(each, page, say, zone)) for each in happened)


def _entry(each: Happened, page: Timeline, say: Phrases, zone: ZoneInfo) -> str:
    what, text = PHRASES[each.kind](each.facts, say)
    when = "" if each.kind == "interaction" else f"{each.at.astimezone(zone):%H:%M}"
    name = page.names.get(each.rep_id or 0)
    who = kit.escape(lines.glimpse(etiquette.inward(name, say.language), NAME)) if name else ""
    title = lines.apart([f"*{what}*", *(part for part in (when, who) if part)], say)
    return f"{title}\n{kit.escape(lines.glimpse(text, TEXT))}".rstrip()


def _interaction(facts: Facts, say: Phrases) -> tuple[str, str]:
    name = words.kind(facts["kind"], say)
    return f"{_TOUCHED[facts['kind']]} {name[:1].upper()}{name[1:]}", facts["text"]


def _message(facts: Facts, say: Phrases) -> tuple[str, str]:
    return say(f"timeline.message_{facts['way']}"), facts["text"] or say("messages.unsent")


def _asked(facts: Facts, say: Phrases) -> tuple[str, str]:
    return say("timeline.asked_handover" if facts.get("survey") == HANDOVER else "timeline.asked"), ""


def _answered(facts: Facts, say: Phrases) -> tuple[str, str]:
    key = "timeline.answered_handover" if facts.get("survey") == HANDOVER else "timeline.answered"
    return say(key, score=facts["score"]), facts["text"]


def _case_opened(_facts: Facts, say: Phrases) -> tuple[str, str]:
    return say("timeline.case_opened"), ""


def _case_closed(_facts: Facts, say: Phrases) -> tuple[str, str]:
    return say("timeline.case_closed"), ""


def _followup(facts: Facts, say: Phrases) -> tuple[str, str]:
    return say(f"timeline.followup_{facts['state']}"), words.plain_what(facts["text"], say)


def _consent(facts: Facts, say: Phrases) -> tuple[str, str]:
    return say("timeline.consent_yes" if facts["granted"] else "timeline.consent_no"), ""


def _move(facts: Facts, say: Phrases) -> tuple[str, str]:
    return say("timeline.move"), say("timeline.moved_from", company=facts["text"])


def _merge(facts: Facts, say: Phrases) -> tuple[str, str]:
    return say("timeline.merge"), facts["text"]


# What each kind of thing is called, and what was said or done in it (not escaped).
PHRASES: dict[str, Callable[[Facts, Phrases], tuple[str, str]]] = {
    "interaction": _interaction,
    "message": _message,
    "asked": _asked,
    "answered": _answered,
    "case_opened": _case_opened,
    "case_closed": _case_closed,
    "followup": _followup,
    "consent": _consent,
    "move": _move,
    "merge": _merge,
}


def _turns(page: Timeline, say: Phrases) -> Iterator[kit.Block]:
    newer = kit.button(say("timeline.newer"), "timeline.newer", "newer")
    older = kit.button(say("timeline.older"), "timeline.older", "older")
    buttons = [newer] * page.newer + [older] * page.older
    if buttons:
        yield kit.actions(*buttons)


def _place(page: Timeline) -> str:
    """What comes back with a press: whose timeline, what of it, and the edges of the page."""
    edges = {"first": page.page[0].place, "last": page.page[-1].place} if page.page else {}
    told = {name: (place.at.isoformat(), place.kind, place.id) for name, place in edges.items()}
    return json.dumps({"customer": page.customer_id, "only": page.only, **told})
