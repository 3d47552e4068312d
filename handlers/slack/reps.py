"""/kizuna: help, one's own settings, and for admins roles and teams; and what Slack says about people."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from crm import reps
from crm.refusals import NotUnderstood, Refused, WrongFields
from crm.reps import Description, Profile
from crm.work import Work
from handlers.locales import language_of
from handlers.slack import home, usage, waiting
from handlers.slack.answers import Answer, Errors, Home, Open
from handlers.slack.blocks import reps as blocks
from handlers.slack.heard import Heard
from handlers.slack.points import programme as points_programme
from handlers.slack.records import fields
from handlers.slack.records.customers import first_word
from handlers.slack.relay import templates
from handlers.slack.say import refusal_key, refusal_parts, sentence
from handlers.slack.voice import friend_codes

SETTINGS = frozenset({"settings", "設定"})
# As much of an unknown word is said again.
LONGEST_WORD = 20


async def command(work: Work, heard: Heard) -> Answer | None:
    word, _ = first_word(heard.text)
    if not word or word in usage.WORDS:
        return await usage.of(work)
    pages = {
        SETTINGS: settings,
        friend_codes.WORDS: friend_codes.show,
        fields.WORDS: fields.listing,
        templates.WORDS: templates.listing,
        waiting.WORDS: waiting.opened,
        points_programme.WORDS: points_programme.opened,
    }
    for words, page in pages.items():
        if word in words:
            return await page(work, heard)
    return sentence("help.unknown_admin" if work.actor.role == "admin" else "help.unknown", word=word[:LONGEST_WORD])


async def settings(work: Work, heard: Heard) -> Answer:
    """Opened from the home page it remembers how that page was, which is drawn anew when the settings are saved."""
    own, admin = await reps.show(work), work.actor.role == "admin"
    deputy = own.deputy.slack_id if own.deputy else None
    form = blocks.settings_form(own.rep, heard.say, heard.house.business.opens, work.today, admin=admin, deputy=deputy)
    return Open(form | ({"private_metadata": home.remembered(heard)} if home.on_home(heard) else {}))


async def save_settings(work: Work, heard: Heard) -> Answer | None:
    try:
        await reps.describe(work, _description(heard.state))
    except Refused as no:
        wrong = no.refusal
        faults = wrong.faults if isinstance(wrong, WrongFields) else ((getattr(wrong, "field", "full_name"), wrong),)
        return Errors({field: heard.say(refusal_key(each), **refusal_parts(each)) for field, each in faults})
    behind = str(heard.view.get("private_metadata") or "")
    return Home(behind) if behind else sentence("settings.saved")


def _description(state: Mapping[str, str]) -> Description:
    names = ("quiet_from", "quiet_until", "bundle_at")
    quiet_from, quiet_until, bundle_at = (_hour(name, state.get(name, "")) for name in names)
    return Description(
        state.get("full_name", ""),
        state.get("reading"),
        state["language"],
        quiet_from,
        quiet_until,
        bundle_at,
        deputy=state.get("deputy"),
        photo_url=state.get("photo_url"),
        hours=state.get("hours"),
        **_absence(state),
    )


def _absence(state: Mapping[str, str]) -> dict[str, date | None]:
    """A day that was picked can only be changed, so an absence is called off by a tick."""
    off = bool(state.get("away_off"))
    return {name: None if off else _day(name, state.get(name, "")) for name in ("away_from", "away_until")}


def _day(field: str, chosen: str) -> date | None:
    try:
        return date.fromisoformat(chosen) if chosen else None
    except ValueError as bad:
        raise Refused(NotUnderstood(field)) from bad


def _hour(field: str, chosen: str) -> time | None:
    try:
        return None if chosen in {"", blocks.UNSET} else time.fromisoformat(chosen)
    except ValueError as bad:
        raise Refused(NotUnderstood(field)) from bad


async def appointing(work: Work, heard: Heard) -> Answer:
    return Open(blocks.appoint_form(await reps.teams(work), heard.say))


async def appoint(work: Work, heard: Heard) -> Answer | None:
    team = heard.state.get("team")
    try:
        rep = await reps.appoint(work, heard.state["person"], heard.state["role"], int(team) if team else None)
    except Refused as no:
        return Errors({"person": heard.say(refusal_key(no.refusal), **refusal_parts(no.refusal))})
    return sentence("settings.appointed", name=rep.full_name, role=heard.say(f"role.{rep.role}"))


async def founding(work: Work, heard: Heard) -> Answer:
    return Open(blocks.team_form(await reps.teams(work), heard.say))


async def found(work: Work, heard: Heard) -> Answer | None:
    parent = heard.state.get("parent")
    try:
        team = await reps.create_team(work, heard.state.get("name", ""), int(parent) if parent else None)
    except Refused as no:
        return Errors({"name": heard.say(refusal_key(no.refusal), **refusal_parts(no.refusal))})
    return sentence("settings.founded", name=team.name)


async def changed(work: Work, heard: Heard) -> Answer | None:
    """Slack's user_change: names change, people leave."""
    user = heard.event.get("user")
    if isinstance(user, Mapping):
        await reps.follow_slack(work, profile(user, heard.team, heard.house.language))
    return None


def profile(user: Mapping[str, Any], own_team: str, default_language: str) -> Profile:
    """A person from Slack's user object; a full member is neither guest nor bot nor from another company."""
    given = user.get("profile")
    names: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    full = str(names.get("real_name") or user.get("real_name") or user.get("name") or user.get("id"))
    # Not `is_app_user`: in Slack's words that is a person who has authorized the calling app.
    barred = ("is_bot", "is_restricted", "is_ultra_restricted", "is_stranger", "deleted")
    foreign = bool(own_team and user.get("team_id") and user["team_id"] != own_team and not _grid(user, own_team))
    return Profile(
        slack_id=str(user.get("id", "")),
        display_name=str(names.get("display_name") or full),
        full_name=full,
        language=language_of(user.get("locale"), default_language),
        member=not foreign and not any(user.get(flag) for flag in barred) and user.get("id") != "USLACKBOT",
    )


def _grid(user: Mapping[str, Any], own_team: str) -> bool:
    """In an Enterprise Grid one person belongs to several workspaces."""
    grid = user.get("enterprise_user")
    return isinstance(grid, Mapping) and own_team in (grid.get("teams") or [])
