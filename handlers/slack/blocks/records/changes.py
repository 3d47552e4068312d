"""Who changed what of a customer, in words."""

from itertools import groupby
from zoneinfo import ZoneInfo

from crm import etiquette
from crm.notices.companies import Change, CustomerChanges
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage, View
from handlers.slack.blocks import kit, lines, words
from handlers.slack.blocks.records import profiles

GLIMPSE = 100
ANNIVERSARY = "anniversary."


def customer_changes(notice: CustomerChanges, say: Phrases, zone: ZoneInfo) -> SlackMessage:
    who = words.customer(notice.customer, notice.company, say)
    title = say("changes.title", who=who)
    told = [kit.section("\n".join([head, *whats])) for head, whats in _together(notice, say, zone)]
    return SlackMessage(title, [kit.section(f"*{title}*"), *(told or [kit.section(say("changes.none"))])])


def _together(notice: CustomerChanges, say: Phrases, zone: ZoneInfo) -> list[tuple[str, list[str]]]:
    """What the same person changed at the same moment stands under one line."""
    groups = groupby(notice.changes, lambda each: _head(each, say, zone))
    return [(head, [_what(each, say) for each in group]) for head, group in groups]


def changes_sheet(notice: CustomerChanges, say: Phrases, zone: ZoneInfo) -> View:
    """The same where no message can stand, with the way back to the forms."""
    back = kit.actions(kit.button(say("profile.back"), "profile.overview", str(notice.customer_id)))
    blocks = [*customer_changes(notice, say, zone).blocks, back]
    return kit.sheet(say("profile.changes"), say("form.close"), blocks)


def _head(change: Change, say: Phrases, zone: ZoneInfo) -> str:
    """*11月22日(日) 19:47*　佐藤 健太さん"""
    who = kit.escape(etiquette.inward(change.who, say.language)) if change.who else say(f"changes.by_{_by(change)}")
    return say("changes.when", moment=say.moment(change.at, zone), who=who)


def _by(change: Change) -> str:
    return change.by if change.by in {"rep", "customer"} else "system"


def _what(change: Change, say: Phrases) -> str:
    """電話: 03-1234 → 03-5678"""
    if change.field in {"created", "merged"}:
        undone = change.field == "merged" and not change.after
        return say("changes.unmerged" if undone else f"changes.{change.field}")
    before, after = (_value(change, text, say) for text in (change.before, change.after))
    return say("changes.changed", field=_field(change, say), before=before, after=after)


def _field(change: Change, say: Phrases) -> str:
    """The field as its form calls it; of anniversaries the kind."""
    if change.label:
        return kit.escape(change.label)
    if change.field.startswith(ANNIVERSARY):
        return say(f"customer.day_{change.field.removeprefix(ANNIVERSARY)}")
    return say(f"profile.{change.field}")


def _value(change: Change, text: str, say: Phrases) -> str:
    if not text:
        return say("changes.nothing")
    if change.field.startswith(ANNIVERSARY):
        day, _, label = text.partition(" ")
        text = lines.apart([each for each in (profiles.day(day, say), label) if each], say)
    return kit.escape(lines.glimpse(profiles.value(change.field, text, say), GLIMPSE))
