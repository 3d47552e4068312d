"""What was understood of a log line, and the forms and questions around it."""

from zoneinfo import ZoneInfo

from crm.loglines import CONTACT
from crm.notices import Due, LogSaved, LogShort, WhoIsMeant
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage, View
from handlers.slack.blocks import kit, words
from storage.tables.touches import KINDS

EDITABLE = 10


def log_saved(notice: LogSaved, say: Phrases, zone: ZoneInfo) -> SlackMessage:
    who = words.customer(notice.customer, notice.company, say)
    title = say(f"log.{notice.state}", who=who, kind=words.kind(notice.kind, say), day=say.day(notice.day))
    if notice.state == "undone":
        return SlackMessage(title, [kit.section(f"~{title}~"), kit.context(say("log.undone_hint"))])
    blocks = [kit.section(f"*{title}*\n{kit.escape(notice.text)}")]
    if notice.followups:
        blocks.append(kit.section("\n".join(say("log.due", due=words.due(each, say)) for each in notice.followups)))
    edit = kit.button(say("log.edit"), "log.edit", str(notice.interaction_id))
    card = kit.button(say("customer.open"), "customer.card", str(notice.customer_id))
    if notice.state == "saved":
        undo = kit.button(say("log.undo"), "log.undo", notice.operation, confirm=_confirm(say))
        until = notice.undo_until.astimezone(zone)
        blocks += [kit.actions(undo, edit, card), kit.context(say("log.undo_until", time=f"{until:%H:%M}"))]
    else:
        blocks.append(kit.actions(edit, card))  # what was changed since cannot be undone: no button promises it
    return SlackMessage(kit.cut(f"{title} {_owed(notice.followups, say)}".strip(), kit.TEXT), blocks)


def _confirm(say: Phrases) -> kit.Block:
    return {
        "title": {"type": "plain_text", "text": say("log.undo_title")},
        "text": {"type": "plain_text", "text": say("log.undo_text")},
        "confirm": {"type": "plain_text", "text": say("log.undo")},
        "deny": {"type": "plain_text", "text": say("form.cancel")},
    }


def _owed(followups: tuple[Due, ...], say: Phrases) -> str:
    return " ".join(f"{say.when(each.day, each.time)} {words.what(each.what, say)}" for each in followups)


def log_short(notice: LogShort, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    who = say.list(tuple(words.customer(each, None, say) for each in notice.customers))
    lines = [say("log.short", who=who, kind=words.kind(notice.kind, say))]
    lines += [say("log.due", due=words.due(each, say)) for each in notice.followups]
    blocks = [kit.section("\n".join(lines))]
    if notice.dm:
        blocks.append(kit.context(f"<{notice.dm}|{say('log.in_dm')}>"))
    return SlackMessage(kit.cut("\n".join(lines).replace("*", ""), kit.TEXT), blocks)


def who_is_meant(notice: WhoIsMeant, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    name = kit.escape(notice.name)
    if not notice.choices:
        text = say("log.nobody", name=name)
        new = kit.button(say("log.create", name=notice.name), "log.create", str(notice.draft_id), style="primary")
        return SlackMessage(text, [kit.section(text), kit.actions(new)])
    text = say("log.which", name=name)
    buttons = [
        kit.button(
            say("customer.choice", name=each.name, company=each.company or "—", owner=each.owner),
            f"log.pick:{each.customer_id}",
            f"{notice.draft_id}.{each.customer_id}",
        )
        for each in notice.choices
    ]
    return SlackMessage(text, [kit.section(text), kit.actions(*buttons)])


def edit_form(saved: LogSaved, say: Phrases) -> View:
    """Everything that was understood, open to change. `private_metadata`: interaction and follow-ups by number."""
    kinds = [kit.option(words.kind(each, say), each) for each in KINDS]
    owed = saved.followups[:EDITABLE]
    blocks = [
        kit.section(f"*{words.customer(saved.customer, saved.company, say)}*  {say.day(saved.day)}"),
        kit.field("kind", say("log.field_kind"), kit.select("kind", say("log.field_kind"), kinds, saved.kind)),
        kit.field("text", say("log.field_text"), kit.words("text", initial=saved.text, multiline=True)),
        *(block for each in owed for block in _task_fields(each, say)),
    ]
    numbers = ",".join(str(number) for number in (saved.interaction_id, *(each.followup_id for each in owed)))
    form = kit.modal("log.edit", say("log.edit_title"), say("form.save"), say("form.cancel"), blocks)
    return form | {"private_metadata": numbers}


def _task_fields(task: Due, say: Phrases) -> list[kit.Block]:
    number = task.followup_id
    day = {"type": "datepicker", "action_id": "day", "initial_date": task.day.isoformat()}
    at = {"type": "timepicker", "action_id": "time"} | ({"initial_time": f"{task.time:%H:%M}"} if task.time else {})
    what = kit.words("what", initial="" if task.what == CONTACT else task.what, most=500)
    return [
        kit.divider(),
        kit.field(f"what_{number}", say("log.field_what"), what, optional=True),
        kit.field(f"day_{number}", say("log.field_day"), day),
        kit.field(f"time_{number}", say("log.field_time"), at, optional=True),
    ]
