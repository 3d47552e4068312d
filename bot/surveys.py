"""`kizuna survey FILE`: a survey of the company's own from a TOML file; whatever is wrong is told with its line."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

from crm.house import House
from crm.surveys import drafts, own
from crm.surveys.drafts import Draft
from crm.toml_lines import line_of
from crm.work import SYSTEM, Work
from handlers.locales import Phrases, phrases
from storage.store import Store

LARGEST = 200_000


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
