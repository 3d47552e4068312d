"""Waves in Slack: the form, what would go out, and the card that tells how far one is."""

from dataclasses import asdict
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from crm.notices import WaveCard
from crm.surveys import askings
from crm.surveys.waves import Beginning, Preview, Wish
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage, View
from handlers.slack.blocks import kit


def form(start: Beginning, today: date, say: Phrases) -> View:
    """Which survey, to whom, and from when to when."""
    standing = [kit.option(say(f"survey_kind.{kind}"), kind) for kind in askings.SCORED]
    own = [kit.option(f"#{each.id} {each.title}", str(each.id)) for each in start.own]
    blocks = [
        kit.field("survey", say("wave.survey"), kit.select("survey", "—", [*standing, *own], "nps")),
        kit.field("owner", say("wave.owner"), kit.colleague("owner"), optional=True, hint=say("wave.everybody")),
        *_choice("team", say("wave.team"), [(each.name, str(each.id)) for each in start.teams]),
        *_choice("industry", say("wave.industry"), [(each, each[:75]) for each in start.industries]),
        kit.field("starts_on", say("wave.starts_on"), kit.day("starts_on", today)),
        kit.field("ends_on", say("wave.ends_on"), kit.day("ends_on"), hint=say("wave.ends_on_hint")),
        kit.field(
            "remind_after",
            say("survey_form.remind_after"),
            kit.words("remind_after", most=2),
            optional=True,
            hint=say("survey_form.remind_hint", least=1, most=30),
        ),
    ]
    return kit.modal("wave.look", say("wave.new"), say("wave.look"), say("form.cancel"), blocks)


def _choice(name: str, label: str, options: list[tuple[str, str]]) -> list[kit.Block]:
    """A list that may be left alone; Slack takes none without choices."""
    if not options:
        return []
    select = kit.select(name, "—", [kit.option(words, value) for words, value in options])
    return [kit.field(name, label, select, optional=True)]


def confirm(seen: Preview, say: Phrases) -> View:
    """The numbers before anything goes out; `private_metadata` is the wish."""
    title = seen.title if seen.kind == askings.OWN.name else say(f"survey_kind.{seen.kind}")
    days = {"first": say.day(seen.wish.starts_on), "last": say.day(seen.wish.ends_on)}
    blocks = [
        kit.section(f"*{kit.escape(title)}*"),
        kit.section(say("wave.would", count=seen.count, days=seen.days, **days)),
        kit.section(_room(seen, say)),
        kit.context(say("wave.rules")),
    ]
    view = kit.modal("wave.start", say("wave.new"), say("wave.start"), say("form.cancel"), blocks)
    return view | {"private_metadata": packed(seen.wish)}


def _room(seen: Preview, say: Phrases) -> str:
    room = seen.room
    if room.total is None:
        return say("wave.no_limit", used=room.used)
    left = room.left - seen.count
    return say("wave.room", total=room.total, used=room.used, promised=room.promised, kept=room.kept, left=left)


def packed(wish: Wish) -> str:
    return orjson.dumps(asdict(wish)).decode()


def unpacked(text: str) -> Wish:
    """The wish as it went through Slack. ValueError, TypeError or KeyError for anything else."""
    fields: dict[str, Any] = orjson.loads(text)
    days = {name: date.fromisoformat(fields[name]) for name in ("starts_on", "ends_on")}
    return Wish(**(fields | days))


def wave_card(notice: WaveCard, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    name = notice.title.lower()
    title = say(f"survey_kind.{name}") if name in askings.SCORED else notice.title
    head = say(f"wave.is_{notice.state}", title=kit.escape(title))
    skipped = sum(notice.skipped.values())
    days = {"first": say.day(notice.starts_on), "last": say.day(notice.ends_on)}
    text = say("wave.figures", count=notice.count, asked=notice.asked, skipped=skipped, **days)
    if notice.answered is not None:
        text += "\n" + say("wave.answered", answered=notice.answered)
    whys = [f"• {say(f'survey_why.{why}', days='')} {number}" for why, number in _most_first(notice) if why != "recent"]
    whys += [f"• {say('wave.recent')} {number}" for why, number in _most_first(notice) if why == "recent"]
    blocks = [kit.section(f"*{head}*\n{text}"), *([kit.context("\n".join(whys))] if whys else [])]
    return SlackMessage(head, [*blocks, *_buttons(notice, say)])


def _most_first(notice: WaveCard) -> list[tuple[str, int]]:
    return sorted(notice.skipped.items(), key=lambda each: -each[1])


def _buttons(notice: WaveCard, say: Phrases) -> list[kit.Block]:
    number = str(notice.wave_id)
    stop = kit.button(say("wave.stop"), "wave.stop", number, style="danger", confirm=_sure(say))
    show = kit.button(say("wave.show"), "wave.show", number)
    if notice.state == "running":
        return [kit.actions(show, kit.button(say("wave.pause"), "wave.pause", number), stop)]
    if notice.state == "paused":
        return [kit.actions(show, kit.button(say("wave.resume"), "wave.resume", number), stop)]
    return []


def _sure(say: Phrases) -> kit.Block:
    plain = {name: {"type": "plain_text", "text": say(f"wave.stop_{name}")} for name in ("title", "text")}
    return plain | {
        "confirm": {"type": "plain_text", "text": say("wave.stop")},
        "deny": {"type": "plain_text", "text": say("form.cancel")},
    }
