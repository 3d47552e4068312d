"""Two records of one person: the hint that there are two, the forms that make them one, and what became of it."""

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from crm.notices import AlikeFound, Choice, MergeDone
from crm.records.merges import Merging, Picking
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage, View
from handlers.slack.blocks import kit, words

OTHER = "other"
# Columns that a form shows under another name; "" for those that no form shows.
_SHOWN_AS = {
    "company_id": "company",
    "deputy_id": "deputy",
    "birth_month": "birthday",
    "birth_day": "birthday",
    "birth_year": "birthday",
    "custom": "section_own",
    "created_at": "",
}


def alike(choices: Sequence[Choice], customer_id: int, say: Phrases) -> list[kit.Block]:
    """For the card of somebody new: a button for each record that may be of the same person, if there are any."""
    if not choices:
        return []
    return [kit.section(say("merge.alike")), kit.actions(*_merge_buttons(choices, customer_id, say))]


def _merge_buttons(choices: Iterable[Choice], customer_id: int, say: Phrases) -> list[kit.Block]:
    """The older record survives, the one at hand becomes part of it."""
    return [
        kit.button(
            say("merge.with", name=each.name, company=each.company or "—", owner=each.owner),
            f"merge.start:{each.customer_id}",
            f"{each.customer_id}.{customer_id}",
        )
        for each in choices
    ]


def alike_found(notice: AlikeFound, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    text = say("merge.alike_found", who=words.customer(notice.customer, notice.company, say))
    buttons = _merge_buttons(notice.alike, notice.customer_id, say)
    return SlackMessage(text, [kit.section(text), kit.actions(*buttons)])


def pick_form(picking: Picking, say: Phrases) -> View:
    """Who else is the same person. `private_metadata`: the survivor's number."""
    known = picking.customer
    blocks = [kit.section(say("merge.survivor", who=_who(known, say), owner=kit.escape(known.owner)))]
    if picking.alike:
        likely = [_merge_button(each, known, say) for each in picking.alike]
        blocks += [kit.section(say("merge.likely")), kit.actions(*likely)]
    search = kit.typeahead("customer.options", say("merge.search"))
    blocks.append(kit.field(OTHER, say("merge.pick"), search, hint=say("merge.pick_hint")))
    form = kit.modal("merge.pick", say("merge.title"), say("merge.next"), say("form.cancel"), blocks)
    return form | {"private_metadata": str(known.customer_id)}


def _merge_button(other: Choice, survivor: Choice, say: Phrases) -> kit.Block:
    label = say("merge.with", name=other.name, company=other.company or "—", owner=other.owner)
    return kit.button(label, f"merge.start:{other.customer_id}", f"{survivor.customer_id}.{other.customer_id}")


def preview(merging: Merging, say: Phrases) -> View:
    """What would happen, before it does. `private_metadata`: "survivor.other"."""
    survivor, other = merging.survivor, merging.other
    turned = f"{other.customer_id}.{survivor.customer_id}"
    fields = _fields(merging.fills, say)
    blocks = [
        kit.section(say("merge.survivor", who=_who(survivor, say), owner=kit.escape(survivor.owner))),
        kit.section(say("merge.other", who=_who(other, say), owner=kit.escape(other.owner))),
        kit.actions(kit.button(say("merge.swap"), "merge.swap", turned)),
        kit.divider(),
        kit.section(_moves(merging.moves, say) if merging.moves else say("merge.moves_nothing")),
        *([kit.section(say("merge.fills", fields=say.list(fields)))] if fields else []),
        kit.context(say("merge.hint")),
    ]
    form = kit.modal("merge.confirm", say("merge.title"), say("merge.confirm"), say("form.cancel"), blocks)
    return form | {"private_metadata": f"{survivor.customer_id}.{other.customer_id}"}


def merge_done(notice: MergeDone, say: Phrases, zone: ZoneInfo) -> SlackMessage:
    who = words.customer(notice.customer, notice.company, say)
    other = words.customer(notice.other, None, say)
    if notice.state == "undone":
        text = say("merge.undone", who=who, other=other)
        left = [kit.context(say("merge.left", n=notice.left, who=who))] if notice.left else []
        return SlackMessage(text, [kit.section(text), *left])
    by = kit.escape(notice.by)
    text = say("merge.done_by", who=who, other=other, by=by) if by else say("merge.done", who=who, other=other)
    blocks = [kit.section(text), *([kit.section(_moves(notice.moved, say))] if notice.moved else [])]
    buttons = [kit.button(say("customer.open"), "customer.card", str(notice.customer_id))]
    if not notice.by:
        buttons.append(kit.button(say("merge.undo"), "merge.undo", notice.operation, confirm=_confirm(say)))
    until = say("merge.undo_until", day=say.day(notice.undo_until.astimezone(zone).date()))
    return SlackMessage(text, [*blocks, kit.actions(*buttons), *([] if notice.by else [kit.context(until)])])


def _confirm(say: Phrases) -> kit.Block:
    return {
        "title": {"type": "plain_text", "text": say("merge.undo_title")},
        "text": {"type": "plain_text", "text": say("merge.undo_text")},
        "confirm": {"type": "plain_text", "text": say("merge.undo")},
        "deny": {"type": "plain_text", "text": say("form.cancel")},
    }


def _who(choice: Choice, say: Phrases) -> str:
    return words.customer(choice.name, choice.company, say)


def _moves(moves: Iterable[tuple[str, int]], say: Phrases) -> str:
    return say("merge.moves", what="\n".join("• " + say(f"merge.moves_{table}", n=number) for table, number in moves))


def _fields(columns: Iterable[str], say: Phrases) -> tuple[str, ...]:
    """The labels of these columns, as the customer's own form has them."""
    shown = dict.fromkeys(_SHOWN_AS.get(each, each) for each in columns)
    return tuple(say(f"profile.{each}") for each in shown if each)
