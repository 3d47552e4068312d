"""Sentences, and the forms of settings."""

from collections.abc import Sequence
from datetime import date, time
from zoneinfo import ZoneInfo

from crm.notices import Sentence
from handlers.locales import LANGUAGES, Phrases
from handlers.slack.answers import SlackMessage, View
from handlers.slack.blocks import kit
from storage.tables import Rep, Team
from storage.tables.people import ROLES

UNSET = "unset"
HALF_HOURS = tuple(time(minute // 60, minute % 60) for minute in range(0, 24 * 60, 30))


def sentence(notice: Sentence, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    text = say(notice.key, **{name: kit.escape(part) for name, part in notice.parts.items()})
    return SlackMessage(text, [kit.section(text)])


def settings_form(me: Rep, say: Phrases, opens: time, today: date, *, admin: bool, deputy: str | None = None) -> View:
    """One's own settings; `opens` is when the company's day begins, and its reminders with it; `deputy` a Slack id."""
    languages = [kit.option(say(f"language.{each}"), each) for each in LANGUAGES]
    blocks = [
        kit.field(
            "full_name",
            say("settings.full_name"),
            kit.words("full_name", initial=me.full_name, most=100),
            hint=say("settings.full_name_hint"),
        ),
        kit.field(
            "reading",
            say("settings.reading"),
            kit.words("reading", initial=me.reading or "", most=100),
            optional=True,
        ),
        kit.field("language", say("settings.language"), kit.select("language", "—", languages, me.language)),
        kit.divider(),
        kit.section(say("settings.hours")),
        _hour("quiet_from", me.quiet_from, say("settings.unset"), say),
        _hour("quiet_until", me.quiet_until, say("settings.unset"), say, hint=say("settings.quiet_hint")),
        _hour(
            "bundle_at",
            me.bundle_at,
            say("settings.as_company", time=f"{opens:%-H:%M}"),
            say,
            hint=say("settings.bundle_hint"),
        ),
        kit.divider(),
        _deputy(deputy, say),
        *_absence(me, say, today),
        kit.divider(),
        *_shown_in_line(me, say),
        *_templates(me, say),
    ]
    if admin:
        blocks += [kit.divider(), kit.section(say("settings.admin")), admins_buttons(say)]
    return kit.modal("settings", say("settings.title"), say("form.save"), say("form.cancel"), blocks)


def _shown_in_line(me: Rep, say: Phrases) -> list[kit.Block]:
    """What customers see of the rep when they ask for 「担当者」."""
    photo = kit.words("photo_url", initial=me.photo_url or "", most=500)
    hours = kit.words("hours", initial=me.hours or "", most=100)
    return [
        kit.section(say("settings.in_line")),
        kit.field("photo_url", say("settings.photo"), photo, optional=True, hint=say("settings.photo_hint")),
        kit.field("hours", say("settings.own_hours"), hours, optional=True, hint=say("settings.own_hours_hint")),
    ]


def _templates(me: Rep, say: Phrases) -> list[kit.Block]:
    """The way to the templates of replies, for whoever writes any."""
    if me.role == "read_only":
        return []
    button = kit.button(say("templates.title"), "settings.templates", "open")
    return [kit.divider(), kit.section(say("settings.templates"), accessory=button)]


def _deputy(chosen: str | None, say: Phrases) -> kit.Block:
    picker = kit.colleague("deputy", chosen)
    return kit.field("deputy", say("settings.deputy"), picker, optional=True, hint=say("settings.deputy_hint"))


def _absence(me: Rep, say: Phrases, today: date) -> list[kit.Block]:
    """The days of one that is not over yet; there is no way to empty a day's picker, so one can be called off."""
    known = me.away_until is not None and me.away_until >= today
    days = (me.away_from, me.away_until) if known else (None, None)
    hints = (say("settings.away_hint"), "")
    names = ("away_from", "away_until")
    fields = [
        kit.field(name, say(f"settings.{name}"), kit.day(name, day), optional=True, hint=hint)
        for name, day, hint in zip(names, days, hints, strict=True)
    ]
    off = kit.ticks("away_off", [kit.option(say("settings.away_off"), "off")])
    return [*fields, *([kit.field("away_off", say("settings.away_change"), off, optional=True)] if known else [])]


def admins_buttons(say: Phrases) -> kit.Block:
    """What the company settles, for its admins."""
    return kit.actions(
        kit.button(say("settings.appoint"), "settings.appoint", "open"),
        kit.button(say("settings.team"), "settings.team", "open"),
        kit.button(say("fields.title"), "settings.fields", "open"),
        kit.button(say("settings.escalation"), "settings.escalation", "open"),
        kit.button(say("settings.handovers"), "settings.handovers", "open"),
        kit.button(say("settings.listening"), "settings.listening", "open"),
        kit.button(say("settings.relay"), "settings.relay", "open"),
    )


def _hour(name: str, chosen: time | None, unset: str, say: Phrases, *, hint: str = "") -> kit.Block:
    """A list of hours and not a clock: what was set on a clock cannot be taken away again."""
    hours = sorted({*HALF_HOURS, *([chosen.replace(second=0, microsecond=0)] if chosen else [])})
    options = [kit.option(unset, UNSET), *(kit.option(f"{each:%-H:%M}", f"{each:%H:%M}") for each in hours)]
    picked = f"{chosen:%H:%M}" if chosen else UNSET
    return kit.field(name, say(f"settings.{name}"), kit.select(name, unset, options, picked), hint=hint)


def appoint_form(teams: Sequence[Team], say: Phrases) -> View:
    person = {"type": "users_select", "action_id": "person"}
    roles = [kit.option(say(f"role.{each}"), each) for each in ROLES]
    blocks = [
        kit.field("person", say("settings.person"), person, hint=say("settings.person_hint")),
        kit.field("role", say("settings.role"), kit.select("role", say("settings.role"), roles)),
        *_team_field("team", say("settings.in_team"), teams),
    ]
    return kit.modal("settings.appoint", say("settings.appoint"), say("form.save"), say("form.cancel"), blocks)


def team_form(teams: Sequence[Team], say: Phrases) -> View:
    blocks = [
        kit.field("name", say("settings.team_name"), kit.words("name", most=100)),
        *_team_field("parent", say("settings.parent"), teams),
    ]
    return kit.modal("settings.team", say("settings.team"), say("form.save"), say("form.cancel"), blocks)


def _team_field(block: str, label: str, teams: Sequence[Team]) -> list[kit.Block]:
    """Slack refuses a select without options: no teams, no field."""
    options = [kit.option(each.name, str(each.id)) for each in teams]
    return [kit.field(block, label, kit.select(block, label, options), optional=True)] if options else []
