"""The company's own fields: the list that admins see, and the form of one field."""

from collections.abc import Sequence

from crm.records.custom_fields import ACTIVE, CHOICE, CHOICES, NAME, OwnFields
from handlers.locales import Phrases
from handlers.slack.answers import View
from handlers.slack.blocks import kit, lines
from storage.tables import CustomField
from storage.tables.customers import FIELD_KINDS

GLIMPSE = 80


def listing(known: OwnFields, say: Phrases) -> View:
    """Every field with its button; below, those that are not in use any more."""
    blocks = [kit.section(say("fields.about"))]
    blocks += [_field(each, say) for each in known.active]
    if len(known.active) < ACTIVE:
        blocks.append(kit.actions(kit.button(say("fields.add"), "field.new", "new", style="primary")))
    else:
        blocks.append(kit.context(say("fields.full", most=ACTIVE)))
    if known.retired:
        blocks += [kit.divider(), kit.section(f"*{say('fields.retired')}*")]
        blocks += [_retired(each, say) for each in known.retired]
    return kit.sheet(say("fields.title"), say("form.close"), blocks)


def _field(field: CustomField, say: Phrases) -> kit.Block:
    number = str(field.id)
    return kit.section(_about(field, say), accessory=kit.button(say("fields.edit"), f"field.edit:{number}", number))


def _retired(field: CustomField, say: Phrases) -> kit.Block:
    number = str(field.id)
    back = kit.button(say("fields.restore"), f"field.restore:{number}", number)
    return kit.section(_about(field, say), accessory=back)


def _about(field: CustomField, say: Phrases) -> str:
    """*契約プラン*　選択（ライト、スタンダード）"""
    kind = say(f"fields.kind_{field.kind}")
    if field.choices:
        choices = kit.escape(lines.glimpse(say.list(tuple(field.choices)), GLIMPSE))
        kind = say("customer.aside", what=kind, aside=choices)
    return say("customer.fact", label=kit.escape(field.name), value=kind)


def new_form(say: Phrases) -> View:
    kinds = [kit.option(say(f"fields.kind_{kind}"), kind) for kind in FIELD_KINDS]
    blocks = [
        _name("", say),
        kit.field("kind", say("fields.kind"), kit.select("kind", say("fields.kind"), kinds, "text")),
        _choices((), say, say("fields.hint_choices_new")),
        _back(say),
    ]
    return _form(say("fields.new"), "new", blocks, say)


def form(field: CustomField, say: Phrases) -> View:
    """The kind stays as it is: values were given in it."""
    kind = say("customer.fact", label=say("fields.kind"), value=say(f"fields.kind_{field.kind}"))
    blocks = [_name(field.name, say), kit.context(kind)]
    if field.kind == "choice":
        blocks.append(_choices(field.choices, say, say("fields.hint_choices")))
    retire = kit.button(say("fields.retire"), "field.retire", str(field.id), confirm=_confirm(say))
    return _form(say("fields.edit_title"), str(field.id), [*blocks, kit.actions(retire, _back_button(say))], say)


def _form(title: str, metadata: str, blocks: Sequence[kit.Block], say: Phrases) -> View:
    return kit.modal("field", title, say("form.save"), say("form.cancel"), blocks, private_metadata=metadata)


def _name(initial: str, say: Phrases) -> kit.Block:
    return kit.field("name", say("fields.name"), kit.words("name", initial=initial, most=NAME))


def _choices(known: Sequence[str], say: Phrases, hint: str) -> kit.Block:
    element = kit.words("choices", initial="\n".join(known), multiline=True, most=min(3000, CHOICES * (CHOICE + 1)))
    return kit.field("choices", say("fields.choices"), element, optional=True, hint=hint)


def _back(say: Phrases) -> kit.Block:
    return kit.actions(_back_button(say))


def _back_button(say: Phrases) -> kit.Block:
    return kit.button(say("profile.back"), "field.list", "all")


def _confirm(say: Phrases) -> kit.Block:
    return {
        "title": {"type": "plain_text", "text": say("fields.retire_title")},
        "text": {"type": "plain_text", "text": say("fields.retire_text")},
        "confirm": {"type": "plain_text", "text": say("fields.retire")},
        "deny": {"type": "plain_text", "text": say("form.cancel")},
    }
