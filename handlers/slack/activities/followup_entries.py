"""/followup: the list, or one line that becomes a follow-up; and the form that does the same."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from crm.activities import agendas, drafts, followup_entries, loglines
from crm.activities.followup_entries import Answers, Entry, New, Task
from crm.activities.loglines import Dated
from crm.records import customers, duplicates
from crm.refusals import NotAMember, OnlyReads, Past, Refused, TextTooLong
from crm.work import Work
from handlers.slack import usage
from handlers.slack.activities.followups import moment_of
from handlers.slack.answers import Answer, Errors, Open, Tell
from handlers.slack.blocks.activities import followup_entries as blocks
from handlers.slack.heard import Heard
from handlers.slack.records.customers import first_word
from handlers.slack.say import refusal_key, refusal_parts, sentence
from reminders import when

TEAM = frozenset({"team", "チーム"})
NEW = frozenset({"new", "add", "新規", "追加"})
LONGEST = 500
# Behind it stands nothing but a date, so a wider reader may help.
_DUE = re.compile(r"(?:^|(?<=\s))(?:due|期限|期日|〆切|締切)\s*[:：]\s*", re.IGNORECASE)


async def command(work: Work, heard: Heard) -> Answer:
    word, rest = first_word(heard.text)
    if not word:
        return Tell(await agendas.mine(work))
    if not rest and word in TEAM:
        return Tell(await agendas.team(work))
    if not rest and word in NEW:
        return Open(blocks.new_form(await followup_entries.begin(work, None), heard.say))
    if not rest and word in usage.WORDS:
        return await usage.of(work, "followup")
    return await _enter(work, heard, heard.text, work.now, Answers({}))


async def pick(work: Work, heard: Heard) -> Answer:
    """Which Tanaka it is for; `value` is "draft.customer"."""
    draft_id, _, customer_id = heard.value.partition(".")
    waiting = await drafts.use(work, int(draft_id))
    people = {**waiting.settled, waiting.asks: int(customer_id)}
    return _replacing(await _enter(work, heard, waiting.text, waiting.written_at, Answers(people)))


async def create(work: Work, heard: Heard) -> Answer:
    """Nobody of that name: create them, then go on with the same line; `value` is the draft."""
    waiting = await drafts.use(work, int(heard.value))
    made = await customers.create(work, waiting.asks)
    await duplicates.tell(work, made.id)
    people = {**waiting.settled, waiting.asks: made.id}
    return _replacing(await _enter(work, heard, waiting.text, waiting.written_at, Answers(people)))


async def on(work: Work, heard: Heard) -> Answer:
    """When it is due; `value` is "draft.day", the day as ISO 8601, perhaps with a time."""
    draft_id, _, day = heard.value.partition(".")
    waiting = await drafts.use(work, int(draft_id))
    at = datetime.fromisoformat(day).time() if "T" in day else None
    answers = Answers(waiting.settled, date.fromisoformat(day[:10]), at)
    return _replacing(await _enter(work, heard, waiting.text, waiting.written_at, answers))


async def picking_day(_work: Work, heard: Heard) -> Answer:
    """Another day than those offered; `value` is the draft, which stays until the form is sent."""
    return Open(blocks.day_form(heard.value, heard.say))


async def picked_day(work: Work, heard: Heard) -> Answer:
    moment = moment_of(work, heard)
    if isinstance(moment, Errors):
        return moment
    waiting = await drafts.use(work, int(heard.view["private_metadata"]))
    answers = Answers(waiting.settled, moment.day, moment.time)
    return await _enter(work, heard, waiting.text, waiting.written_at, answers)


async def take_back(work: Work, heard: Heard) -> Answer:
    """`value` is the operation that added it."""
    await followup_entries.take_back(work, heard.value)
    return replace(sentence("followup.taken_back"), replace=True)


async def beginning(work: Work, heard: Heard) -> Answer:
    """`value` is the customer; anything else lets the form ask."""
    customer_id = int(heard.value) if heard.value.isdecimal() else None
    return Open(blocks.new_form(await followup_entries.begin(work, customer_id), heard.say))


async def make(work: Work, heard: Heard) -> Answer:
    """The form of a new one."""
    moment, state = moment_of(work, heard), heard.state
    if isinstance(moment, Errors):
        return moment
    new = New(
        customer_id=int(heard.view.get("private_metadata") or state.get("customer", "0")),
        what=state.get("what", "").strip(),
        day=moment.day,
        time=moment.time,
        promise="promise" in state,
        owner=state.get("owner"),
    )
    try:
        return Tell(await followup_entries.make(work, new))
    except Refused as no:
        field = {Past: "when", OnlyReads: "owner", NotAMember: "owner"}.get(type(no.refusal))
        if field is None:
            raise
        return Errors({field: heard.say(refusal_key(no.refusal), **refusal_parts(no.refusal))})


async def _enter(work: Work, heard: Heard, text: str, written: datetime, answers: Answers) -> Tell:
    if len(text) > LONGEST:
        raise Refused(TextTooLong(LONGEST))
    return Tell(await followup_entries.enter(work, _entry(heard, text, written), answers))


def _entry(heard: Heard, text: str, written: datetime) -> Entry:
    """The line as it was read when it was written."""
    here = heard.house.business.local(written)
    said, dates = _dates(heard, text, here)
    line = loglines.read(said, dates, here.date(), here.time())
    tasks = tuple(Task(each.what, each.day, each.time, each.promise, each.doubt is None) for each in line.tasks)
    return Entry(text, line.who, tasks or (Task(_what(heard, line)),))


def _dates(heard: Heard, text: str, here: datetime) -> tuple[str, Sequence[Dated]]:
    """The line without the word "due:", and the dates in it."""
    mark = _DUE.search(text)
    if mark is None:
        return text, when.find(text, here, heard.house.business)
    head, rest = text[: mark.start()], text[mark.end() :]
    moment = when.field(rest, here)
    if moment is None:
        return head, []
    start, end = len(head) + moment.start, len(head) + moment.end
    return head + rest, [replace(moment, start=start, end=end)]


def _what(heard: Heard, line: loglines.LogLine) -> str:
    """What is to be done, where the line says no day; a word like 電話 is its kind, and what is to be done as well."""
    kind = "" if line.kind == "other" else heard.say(f"kind.{line.kind}")
    return line.text if not kind or kind.lower() in line.text.lower() else f"{kind} {line.text}".strip()


def _replacing(answer: Tell) -> Tell:
    return replace(answer, replace=True)
