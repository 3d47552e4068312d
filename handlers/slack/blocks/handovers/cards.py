"""A handover as the people concerned see it: the card, its customers one by one, and what is told of it."""

from zoneinfo import ZoneInfo

from crm.handovers.listings import Listing, Row
from crm.handovers.previews import Conflict
from crm.notices import HandoverCard, HandoverDeclined, HandoverUnanswered
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage, View
from handlers.slack.blocks import kit, words
from handlers.slack.blocks.handovers import forms

# In this order, and only those of which there are any.
STATES = ("waiting", "accepted", "moved", "declined", "returned", "undone", "cancelled")


def handover_card(notice: HandoverCard, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    head = _head(notice, say)
    blocks = [kit.section(f"*{head}*\n{_facts(notice, say)}"), kit.section(_parts(notice, say))]
    if notice.lines:
        blocks.append(kit.section(_lines(notice, say)))
    if notice.conflicts and "approve" in notice.can:
        blocks.append(kit.section(forms.warnings([Conflict(**each) for each in notice.conflicts], say)))
    if notice.why:
        blocks.append(kit.section(say("handover.why", why=kit.escape(notice.why), by=kit.escape(notice.decided_by))))
    if notice.note:
        blocks.append(kit.context(say("handover.noted", note=kit.escape(notice.note))))
    buttons = _buttons(notice, say)
    if buttons:
        blocks.append(kit.actions(*buttons))
    if notice.left:
        blocks.append(kit.context(say("handover.left", n=notice.left)))
    if "undo" in notice.can and notice.undo_until:
        blocks.append(kit.context(say("handover.undo_until", day=say.day(notice.undo_until))))
    return SlackMessage(head, blocks)


def _head(notice: HandoverCard, say: Phrases) -> str:
    mine = notice.mine and "answer" in notice.can
    key = "offered" if mine else "to_approve" if "approve" in notice.can else notice.state
    return say(f"handover.head_{key}", name=kit.escape(notice.predecessor), n=_concerned(notice))


def _concerned(notice: HandoverCard) -> int:
    own = next((part for part in notice.parts if part.rep_id == notice.mine), None)
    return sum(own.states.values()) if own is not None and "answer" in notice.can else notice.customers


def _facts(notice: HandoverCard, say: Phrases) -> str:
    facts = [say("handover.on", day=say.day(notice.effective_day), reason=say(f"handover.reason_{notice.reason}"))]
    if notice.return_day:
        facts.append(say("handover.back_on", day=say.day(notice.return_day)))
    if notice.told and notice.notice_day:
        facts.append(say("handover.told_from", day=say.day(notice.notice_day)))
    return "\n".join([*facts, say("handover.by", name=kit.escape(notice.by))])


def _parts(notice: HandoverCard, say: Phrases) -> str:
    """Each successor with how far their customers have come."""
    lines = []
    for part in notice.parts:
        counts = [say(f"handover.count_{each}", n=part.states[each]) for each in STATES if part.states.get(each)]
        lines.append(say("handover.part_line", name=kit.escape(part.name), counts=say.list(tuple(counts))))
    return "\n".join(lines) or say("handover.nobody_yet", n=notice.customers)


def _lines(notice: HandoverCard, say: Phrases) -> str:
    several = len(notice.parts) > 1
    shown = [
        say("handover.line_to", who=words.customer(each.name, each.company, say), to=kit.escape(each.to))
        if several
        else say("handover.line_one", who=words.customer(each.name, each.company, say))
        for each in notice.lines
    ]
    more = _concerned(notice) - len(shown)
    return "\n".join([*shown, *([say("handover.more", n=more)] if more > 0 else [])])


def _buttons(notice: HandoverCard, say: Phrases) -> list[kit.Block]:
    number, can = str(notice.handover_id), notice.can
    mine = f"{number}.{notice.mine}"
    buttons = []
    if "approve" in can:
        buttons += [
            kit.button(say("handover.approve"), "handover.approve", number, style="primary"),
            kit.button(say("handover.refuse"), "handover.refusing", number),
        ]
    if "answer" in can:
        buttons += [
            kit.button(say("handover.accept_all"), "handover.accept", mine, style="primary"),
            kit.button(say("handover.one_by_one"), "handover.rows", f"{mine}.0"),
            kit.button(say("handover.decline_all"), "handover.declining", mine),
        ]
    elif notice.parts:
        buttons.append(kit.button(say("handover.see_all"), "handover.rows", f"{number}.0.0"))
    if notice.parts:
        buttons.append(kit.button(say("handover_brief.pdf_all"), "handover.pdf_all", number))
    if notice.state == "done":
        buttons.append(kit.button(say("handover_report.show"), "handover.report", number))
    if "cancel" in can:
        buttons.append(kit.button(say("handover.cancel"), "handover.cancel", number, confirm=_sure(say, "cancel")))
    if "undo" in can:
        buttons.append(kit.button(say("handover.undo"), "handover.undo", number, confirm=_sure(say, "undo")))
    return buttons


def _sure(say: Phrases, what: str) -> kit.Block:
    return {
        "title": {"type": "plain_text", "text": say(f"handover.{what}_title")},
        "text": {"type": "plain_text", "text": say(f"handover.{what}_text")},
        "confirm": {"type": "plain_text", "text": say(f"handover.{what}")},
        "deny": {"type": "plain_text", "text": say("form.cancel")},
    }


def listing(seen: Listing, say: Phrases) -> View:
    """The customers one by one, with what the reader may do about each."""
    blocks: list[kit.Block] = []
    for row in seen.rows:
        blocks.append(kit.section(_row(row, say)))
        blocks.append(kit.actions(*_row_buttons(row, seen, say)))
    turns = [
        kit.button(say(f"handover.{name}"), f"handover.rows:{name}", f"{seen.handover_id}.{seen.to_id}.{page}")
        for name, page in (("earlier", seen.page - 1), ("later", seen.page + 1))
        if 0 <= page < seen.pages
    ]
    if turns:
        blocks += [kit.actions(*turns), kit.context(say("handover.page", page=seen.page + 1, pages=seen.pages))]
    return kit.sheet(say("handover.title"), say("form.close"), blocks)


def _row(row: Row, say: Phrases) -> str:
    who = words.customer(row.name, row.company, say)
    lines = [say("handover.row", who=who, to=kit.escape(row.to), state=say(f"handover.state_{row.state}"))]
    if row.state == "declined" and row.why:
        lines.append(say("handover.row_why", why=kit.escape(row.why)))
    elif row.why:
        lines.append(say(f"undoing.why_{row.why}"))
    if row.first_step:
        lines.append(say("handover.row_step", step=kit.escape(row.first_step)))
    return "\n".join(lines)


def _row_buttons(row: Row, seen: Listing, say: Phrases) -> list[kit.Block]:
    place = f"{row.row_id}.{seen.handover_id}.{seen.to_id}.{seen.page}"
    buttons = []
    if seen.answers and row.state == "waiting":
        buttons += [
            kit.button(say("handover.accept"), f"handover.take:{row.row_id}", place, style="primary"),
            kit.button(say("handover.decline"), f"handover.declining:{row.row_id}", place),
        ]
    if seen.advises and row.state in {"waiting", "accepted"}:
        buttons.append(kit.button(say("handover.advise"), f"handover.advising:{row.row_id}", place))
    return [*buttons, kit.button(say("handover.brief"), f"handover.brief:{row.row_id}", str(row.row_id))]


def why_form(what: str, metadata: str, say: Phrases) -> View:
    """Why not. `what`: refuse or decline."""
    asked = kit.field("why", say("handover.why_label"), kit.words("why", multiline=True, most=500))
    form = kit.modal(f"handover.{what}", say("handover.title"), say(f"handover.{what}"), say("form.cancel"), [asked])
    return form | {"private_metadata": metadata}


def step_form(row: Row, metadata: str, say: Phrases) -> View:
    """What the predecessor would do first."""
    who = words.plain_customer(row.name, row.company, say)
    field = kit.words("step", initial=row.first_step, multiline=True, most=500)
    asked = kit.field("step", say("handover.step", who=who), field, optional=True)
    form = kit.modal("handover.advise", say("handover.title"), say("form.save"), say("form.cancel"), [asked])
    return form | {"private_metadata": metadata}


def handover_declined(notice: HandoverDeclined, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    names = say.list(tuple(words.customer(each, None, say) for each in notice.names))
    more = notice.number - len(notice.names)
    who = say("handover.and_more", names=names, n=more) if more > 0 else names
    text = say("handover.declined", by=kit.escape(notice.by), who=who, why=kit.escape(notice.why))
    return SlackMessage(text, [kit.section(text), kit.actions(_open(notice.handover_id, say))])


def handover_unanswered(notice: HandoverUnanswered, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    key = "unapproved" if notice.state == "asked" else "unanswered"
    waiting = say.list(tuple(kit.escape(each) for each in notice.waiting))
    name = kit.escape(notice.predecessor)
    text = say(f"handover.{key}", name=name, n=notice.customers, waiting=waiting, days=notice.days)
    return SlackMessage(text, [kit.section(text), kit.actions(_open(notice.handover_id, say))])


def _open(handover_id: int, say: Phrases) -> kit.Block:
    return kit.button(say("handover.open"), "handover.open", str(handover_id))
