"""Templates of replies: the list of those that one uses or looks after, and the form of one."""

from collections.abc import Mapping, Sequence

from crm.relay import wordings
from crm.relay.templates import LANGUAGES, NAME, PAGE, Listing
from handlers.locales import Phrases
from handlers.slack.answers import View
from handlers.slack.blocks import kit, lines
from storage.tables import ReplyTemplate, Team

GLIMPSE = 160
EVERYBODY = "all"
NEW = "new"


def listing(known: Listing, say: Phrases) -> View:
    """A page of templates, each with its button for whoever may change it."""
    teams = {team.id: team.name for team in known.teams}
    blocks = [kit.section(say("templates.about" if known.makes else "templates.about_reader"))]
    if known.makes:
        blocks.append(kit.actions(kit.button(say("templates.add"), "template.new", _place(NEW, known.page))))
    if not known.templates:
        blocks.append(kit.context(say("templates.none")))
    for each in known.templates:
        blocks += [kit.divider(), _template(each, known, teams, say)]
    return kit.sheet(say("templates.title"), say("form.close"), [*blocks, *_pager(known, say)])


def _template(template: ReplyTemplate, known: Listing, teams: Mapping[int, str], say: Phrases) -> kit.Block:
    whose = teams.get(template.team_id or 0, "") if template.team_id else say("templates.everybody")
    facts = [kit.escape(whose), say(f"language.{template.language}")]
    facts += [] if template.active else [say("templates.retired")]
    words = kit.escape(lines.glimpse(template.text, GLIMPSE))
    text = f"*{kit.escape(template.name)}*　{lines.apart(facts, say)}\n{words}"
    return kit.section(text, accessory=_deed(template, known, say) if template.id in known.mine else None)


def _deed(template: ReplyTemplate, known: Listing, say: Phrases) -> kit.Block:
    number = str(template.id)
    what = "edit" if template.active else "restore"
    return kit.button(say(f"templates.{what}"), f"template.{what}:{number}", _place(number, known.page))


def _pager(known: Listing, say: Phrases) -> list[kit.Block]:
    pages = -(-known.total // PAGE)
    turns = [
        kit.button(say(f"templates.{way}"), f"template.page:{way}", str(page))
        for way, page in (("earlier", known.page - 1), ("further", known.page + 1))
        if 0 <= page < pages
    ]
    if not turns:
        return []
    return [kit.context(say("templates.page", page=known.page + 1, pages=pages)), kit.actions(*turns)]


def form(template: ReplyTemplate | None, teams: Sequence[Team], page: int, say: Phrases) -> View:
    """A new template, or one that there is; `page` of the list is where one comes back to."""
    which = str(template.id) if template else NEW
    language = template.language if template else say.language
    blocks = [
        kit.field(
            "name", say("templates.name"), kit.words("name", initial=template.name if template else "", most=NAME)
        ),
        kit.field("language", say("templates.language"), _languages(language, say)),
        kit.field("team", say("templates.team"), _teams(template, teams, say)),
        kit.field("text", say("templates.text"), _text(template), hint=say("templates.hint")),
        kit.context(_fields(say)),
    ]
    buttons = [kit.button(say("profile.back"), "template.list", str(page))]
    if template is not None:
        retire = kit.button(say("templates.retire"), "template.retire", _place(which, page), confirm=_confirm(say))
        buttons.insert(0, retire)
    title = say("templates.edit_title" if template else "templates.new")
    more = {"private_metadata": _place(which, page)}
    return kit.modal("template", title, say("form.save"), say("form.cancel"), [*blocks, kit.actions(*buttons)], **more)


def _languages(chosen: str, say: Phrases) -> kit.Block:
    options = [kit.option(say(f"language.{each}"), each) for each in LANGUAGES]
    return kit.select("language", say("templates.language"), options, chosen)


def _teams(template: ReplyTemplate | None, teams: Sequence[Team], say: Phrases) -> kit.Block:
    """Everybody is a choice too: a select cannot be emptied."""
    options = [
        kit.option(say("templates.everybody"), EVERYBODY),
        *(kit.option(each.name, str(each.id)) for each in teams),
    ]
    chosen = str(template.team_id) if template and template.team_id else EVERYBODY
    return kit.select("team", say("templates.team"), options, chosen)


def _text(template: ReplyTemplate | None) -> kit.Block:
    return kit.words("text", initial=template.text if template else "", multiline=True, most=wordings.LONGEST)


def _fields(say: Phrases) -> str:
    """Each field with what stands for it."""
    names = wordings.JAPANESE if say.language == "ja" else {name: name for name in wordings.FIELDS}
    known = [
        say("templates.field", field=f"`{{{name}}}`", meaning=say(f"templates.field_{meant}"))
        for name, meant in names.items()
    ]
    return lines.apart(known, say)


def _place(which: str, page: int) -> str:
    """What a button or form is about, and the page of the list that it stands on."""
    return f"{which}:{page}"


def _confirm(say: Phrases) -> kit.Block:
    return {
        "title": {"type": "plain_text", "text": say("templates.retire_title")},
        "text": {"type": "plain_text", "text": say("templates.retire_text")},
        "confirm": {"type": "plain_text", "text": say("templates.retire")},
        "deny": {"type": "plain_text", "text": say("form.cancel")},
    }
