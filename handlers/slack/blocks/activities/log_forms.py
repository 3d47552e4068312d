"""The forms of a log: a new one, and everything that was understood of a saved one, open to change."""

from dataclasses import dataclass
from datetime import date

from crm.activities.loglines import CONTACT
from crm.activities.touches import TEXT
from crm.notices import Choice, Due, LogSaved
from handlers.locales import Phrases
from handlers.slack.answers import View
from handlers.slack.blocks import kit, words
from storage.tables.touches import KINDS

EDITABLE = 10
YES, GONE = "yes", "gone"


@dataclass(frozen=True)
class Start:
    """What a new form begins with. `written` is the moment (ISO 8601) at which the text was written, "" for now."""

    customer: Choice | None = None
    kind: str | None = None
    text: str = ""
    day: date | None = None
    written: str = ""


def new_form(start: Start, say: Phrases) -> View:
    """Three things are required; `private_metadata` is the moment at which the text was written."""
    day = kit.day("day", start.day)
    blocks = [
        _customer(start.customer, say),
        kit.field("kind", say("log.field_kind"), _kinds(start.kind, say)),
        _text(start.text, say),
        kit.field("day", say("log.field_on"), day, optional=True, hint=say("log.field_on_hint")),
        kit.divider(),
        *_next(say, say("log.next_hint")),
    ]
    form = kit.modal("log.new", say("log.new_title"), say("form.save"), say("form.cancel"), blocks)
    return form | {"private_metadata": start.written}


def edit_form(saved: LogSaved, say: Phrases) -> View:
    """`private_metadata`: the interaction and its follow-ups by number."""
    owed = saved.followups[:EDITABLE]
    whose = Choice(saved.customer_id, saved.customer, saved.company, "")
    blocks = [
        _customer(whose, say),
        kit.field("kind", say("log.field_kind"), _kinds(saved.kind, say)),
        kit.field("day", say("log.field_on"), kit.day("day", saved.day)),
        _text(saved.text, say),
        *(block for each in owed for block in _task_fields(each, say)),
        kit.divider(),
        *_next(say, say("followup.when_hint")),
    ]
    numbers = ",".join(str(number) for number in (saved.interaction_id, *(each.followup_id for each in owed)))
    form = kit.modal("log.edit", say("log.edit_title"), say("form.save"), say("form.cancel"), blocks)
    return form | {"private_metadata": numbers}


def _customer(chosen: Choice | None, say: Phrases) -> kit.Block:
    option = None
    if chosen is not None:
        label = f"{chosen.company} {chosen.name}" if chosen.company else chosen.name
        option = kit.option(label, str(chosen.customer_id))
    picker = kit.typeahead("customer.options", say("log.field_customer_hint"), option)
    return kit.field("customer", say("log.field_customer"), picker)


def _kinds(chosen: str | None, say: Phrases) -> kit.Block:
    kinds = [kit.option(words.kind(each, say), each) for each in KINDS]
    return kit.select("kind", say("log.field_kind"), kinds, chosen)


def _text(text: str, say: Phrases) -> kit.Block:
    return kit.field("text", say("log.field_text"), kit.words("text", initial=text[:TEXT], multiline=True, most=TEXT))


def _next(say: Phrases, hint: str) -> list[kit.Block]:
    """One more thing to do; its day is typed as one says it."""
    promise = kit.ticks("next_promise", [kit.option(say("followup.promise_tick"), YES)])
    return [
        kit.field("next_what", say("log.field_what"), kit.words("next_what", most=500), optional=True),
        kit.field("next_when", say("log.field_day"), kit.words("next_when", most=100), optional=True, hint=hint),
        kit.field("next_promise", say("followup.promise_field"), promise, optional=True),
    ]


def _task_fields(task: Due, say: Phrases) -> list[kit.Block]:
    number = task.followup_id
    what = kit.words("what", initial="" if task.what == CONTACT else task.what, most=500)
    boxes = [kit.option(say("followup.promise_tick"), YES), kit.option(say("log.tick_gone"), GONE)]
    return [
        kit.divider(),
        kit.field(f"what_{number}", say("log.field_what"), what, optional=True),
        kit.field(f"day_{number}", say("log.field_day"), kit.day("day", task.day)),
        kit.field(f"time_{number}", say("log.field_time"), kit.clock("time", task.time), optional=True),
        kit.field(
            f"ticks_{number}",
            say("log.field_ticks"),
            kit.ticks("ticks", boxes, [YES] if task.promise else []),
            optional=True,
        ),
    ]
