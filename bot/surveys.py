"""`kizuna survey FILE`: a survey of the company's own from a TOML file; whatever is wrong is told with its line."""

import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path

from crm.house import House
from crm.surveys import drafts, own
from crm.surveys.drafts import Draft, Where
from crm.work import SYSTEM, Work
from handlers.locales import Phrases, phrases
from storage.store import Store

LARGEST = 200_000
_TABLE = re.compile(r"\s*\[\[?\s*(?P<name>[\w.\-]+)\s*\]\]?")
_VALUE = re.compile(r"\s*[\"']?(?P<name>[\w\-]+)[\"']?\s*=")


class SurveyFileError(ValueError):
    """The file was not taken; the message has a line for each thing to mend."""


async def bring(store: Store, house: House, file: Path) -> str:
    """Make the survey that the file describes, open at once; the sentence that says so.

    Raises:
        SurveyFileError: it cannot be read, or something in it is wrong.
    """
    say = phrases(house.language)
    now = datetime.now(UTC)
    draft = read(file, house, now, say)
    async with store.write() as session:
        work = Work(session, now, SYSTEM, house=house)
        async with work.savepoint():
            survey = await own.make(work, draft)
    return say("survey_file.made", number=survey.id, title=survey.title, questions=len(draft.questions))


def read(file: Path, house: House, now: datetime, say: Phrases) -> Draft:
    """The survey as the file has it. Raises SurveyFileError."""
    text = _text(file, say)
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as no:
        raise SurveyFileError(say("survey_file.not_toml", path=file, why=no)) from no
    draft, faults = drafts.read(raw, house.business.local(now).date())
    if draft is None:
        lines = [(line_of(text, each.where), say(f"survey_faults.{each.key}", **each.parts)) for each in faults]
        told = [say("survey_file.line", path=file, line=line, what=what) for line, what in sorted(lines)]
        raise SurveyFileError("\n".join(told))
    return draft


def _text(file: Path, say: Phrases) -> str:
    try:
        if file.stat().st_size > LARGEST:
            raise SurveyFileError(say("survey_file.too_large", path=file))
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as no:
        raise SurveyFileError(say("survey_file.unreadable", path=file)) from no


def line_of(text: str, where: Where) -> int:
    """The line, from 1, on which the value stands, or else the nearest table around it that has a line of its own."""
    lines = _lines(text)
    for length in range(len(where), 0, -1):
        if where[:length] in lines:
            return lines[where[:length]]
    return 1


def _lines(text: str) -> dict[Where, int]:
    """Of every table and value the line on which it begins; tomllib does not tell."""
    found: dict[Where, int] = {}
    here: Where = ()
    for number, line in enumerate(text.splitlines(), 1):
        table, value = _TABLE.match(line), _VALUE.match(line)
        if table:
            here = _place(found, tuple(table["name"].split(".")), many=line.lstrip().startswith("[["))
            found.setdefault(here, number)
        elif value:
            found.setdefault((*here, value["name"]), number)
    return found


def _place(found: dict[Where, int], names: tuple[str, ...], *, many: bool) -> Where:
    """`[[questions]]` for the second time is ("questions", 1), and `[[questions.choices]]` stands in the last one."""
    here: Where = ()
    for at, name in enumerate(names):
        here = (*here, name)
        here = (*here, _count(found, here) - 1) if at < len(names) - 1 and _count(found, here) else here
    return (*here, _count(found, here)) if many else here


def _count(found: dict[Where, int], here: Where) -> int:
    """How many tables of this name there are so far."""
    number = 0
    while (*here, number) in found:
        number += 1
    return number
