"""Help, and the forms of settings."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from crm.notices import Help, Sentence
from handlers.locales import LANGUAGES, Phrases
from handlers.slack.answers import SlackMessage, View
from handlers.slack.blocks import kit
from storage.tables import Rep, Team
from storage.tables.people import ROLES


def sentence(notice: Sentence, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    text = say(notice.key, **{name: kit.escape(part) for name, part in notice.parts.items()})
    return SlackMessage(text, [kit.section(text)])


def help_(notice: Help, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    lines = [say("help.customer"), say("help.log"), say("help.invite"), say("help.survey"), say("help.settings")]
    if notice.role == "admin":
        lines.append(say("help.admin"))
    blocks = [kit.section(say("help.greeting")), *(kit.section(line) for line in lines)]
    return SlackMessage(say("help.greeting"), [*blocks, kit.context(say("help.role", role=say(f"role.{notice.role}")))])


def settings_form(me: Rep, say: Phrases, *, admin: bool) -> View:
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
    ]
    if admin:
        people = kit.button(say("settings.appoint"), "settings.appoint", "open")
        teams = kit.button(say("settings.team"), "settings.team", "open")
        blocks += [kit.divider(), kit.section(say("settings.admin")), kit.actions(people, teams)]
    return kit.modal("settings", say("settings.title"), say("form.save"), say("form.cancel"), blocks)


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
