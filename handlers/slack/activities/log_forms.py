"""The forms of a log: opened by /log alone, from a card or from a message; and the form that corrects one."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from crm.activities import interactions, loglines
from crm.activities.interactions import Entry, More, Step, Task
from crm.activities.touches import TEXT
from crm.refusals import Gone, NotUnderstood, NotYet, Past, PastIn, Refused
from crm.work import Work
from handlers.slack.activities.readings import log_line
from handlers.slack.answers import Answer, Errors, Open
from handlers.slack.blocks.activities import log_forms as blocks
from handlers.slack.blocks.activities.log_forms import Start
from handlers.slack.heard import Heard
from handlers.slack.say import refusal_key, refusal_parts
from reminders import when

Fields = Mapping[str, str]


def blank(heard: Heard, text: str = "") -> Answer:
    """A new form; what was typed already stands in it."""
    return Open(blocks.new_form(Start(text=text), heard.say))


async def for_customer(work: Work, heard: Heard) -> Answer:
    """`value` is the customer; anything else lets the form ask."""
    number = int(heard.value) if heard.value.isdecimal() else None
    return Open(blocks.new_form(Start(await interactions.begin(work, number)), heard.say))


async def from_message(work: Work, heard: Heard) -> Answer:
    """A message of anybody's, quoted; its dates are meant as of the day on which it was written."""
    written = min(datetime.fromtimestamp(float(heard.message_ts or 0) or work.now.timestamp(), UTC), work.now)
    text = heard.text.strip()[:TEXT]
    line = log_line(work, text, written)
    local = work.house.business.local(written).date()
    start = Start(
        customer=await interactions.begin(work, None, line),
        kind=line.kind,
        text=text,
        day=line.when or (local if local < work.today else None),
        written=written.isoformat(),
    )
    return Open(blocks.new_form(start, heard.say))


async def save(work: Work, heard: Heard) -> Answer | None:
    """The new form; its card comes to the rep's own messages."""
    state = heard.state
    step = _step(work, heard)
    if isinstance(step, Errors):
        return step
    written = str(heard.view.get("private_metadata") or work.now.isoformat())
    text = state.get("text", "")
    try:
        line = log_line(work, text, datetime.fromisoformat(written))
        day = date.fromisoformat(state["day"]) if "day" in state else None
        await interactions.record(work, Entry(int(state["customer"]), state["kind"], text, line, day, step))
    except Refused as no:
        return _errors(no, heard)
    return None


async def edit(work: Work, heard: Heard) -> Answer:
    """The form of a saved log; `value` is the interaction."""
    return Open(blocks.edit_form(await interactions.show(work, int(heard.value)), heard.say))


async def save_edit(work: Work, heard: Heard) -> Answer | None:
    interaction_id, *numbers = (int(part) for part in str(heard.view.get("private_metadata", "")).split(","))
    state, step = heard.state, _step(work, heard)
    if isinstance(step, Errors):
        return step
    try:
        tasks = [_task(state, number) for number in numbers]
        day = date.fromisoformat(state["day"]) if "day" in state else None
        more = More(day, int(state["customer"]) if "customer" in state else None, (step,) if step else ())
        await interactions.edit(work, interaction_id, state["kind"], state.get("text", ""), tasks, more)
    except Refused as no:
        return _errors(no, heard)
    return None


def _step(work: Work, heard: Heard) -> Step | Errors | None:
    """What is to be done next, None when nothing, or what is the matter with its date."""
    state = heard.state
    what, said = state.get("next_what", "").strip(), state.get("next_when", "").strip()
    if not said:
        return Errors({"next_when": heard.say("log.when_missing")}) if what else None
    moment = when.field(said, work.house.business.local(work.now))
    if moment is None:
        return Errors({"next_when": heard.say("refused.not_understood")})
    if moment.doubt is not None:
        return Errors({"next_when": heard.say("followup.when_doubt", when=heard.say.when(moment.day, moment.time))})
    return Step(what or loglines.CONTACT, moment.day, moment.time, "next_promise" in state)


def _task(state: Fields, number: int) -> Task:
    at = state.get(f"time_{number}", "")
    try:
        clock = time.fromisoformat(at) if at else None
    except ValueError as bad:
        raise Refused(NotUnderstood(f"time_{number}")) from bad
    ticks = state.get(f"ticks_{number}", "").split(",")
    return Task(
        number,
        state.get(f"what_{number}", loglines.CONTACT),
        date.fromisoformat(state[f"day_{number}"]),
        clock,
        promise=blocks.YES in ticks,
        gone=blocks.GONE in ticks,
    )


def _errors(no: Refused, heard: Heard) -> Errors:
    """Said at the field that it is about: a closed form would take everything typed with it."""
    refusal = no.refusal
    if isinstance(refusal, NotUnderstood | PastIn):
        field = refusal.field
    else:
        field = {NotYet: "day", Past: "next_when", Gone: "customer"}.get(type(refusal), "text")
    return Errors({field: heard.say(refusal_key(refusal), **refusal_parts(refusal))})
