"""What surveys have come to: listed, shown by wave and segment with the words, drawn, and as a file."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from crm import post
from crm.notices import (
    QuestionResult,
    ResultLine,
    SurveyChart,
    SurveyFile,
    SurveyLine,
    SurveyList,
    SurveyResult,
    SurveyVerbatim,
)
from crm.refusals import Gone, NothingToShow, Refused
from crm.roles import TABLE, Reach, rule
from crm.surveys import askings, questions
from crm.surveys.questions import Question
from crm.work import Work
from storage import reps
from storage.surveys import results, surveys
from storage.surveys.results import Owners
from storage.tables import Survey

LISTED = 15
WAVES, LINES, WORDS = 8, 10, 10
# A survey of several questions: of more answers than these the latest are counted.
MOST = 10_000
FEWEST_ANONYMOUS = 5


@rule("survey_results.list")
async def list_(work: Work) -> SurveyList:
    """Every survey, the newest first, with how many were asked and have answered, as far as the reader may see."""
    found = await results.latest(work.session, LISTED)
    owners, ids = await _owners(work), [each.id for each in found]
    asked = await results.asked(work.session, ids, owners)
    answered = await results.answered(work.session, ids, owners)
    may_make = work.actor.role in TABLE["own_surveys.make"]
    return SurveyList(
        tuple(
            SurveyLine(
                each.id,
                each.kind,
                each.title,
                each.state,
                asked.get(each.id, 0),
                None if each.anonymous else answered.get(each.id, 0),
            )
            for each in found
        ),
        may_make,
    )


@rule("survey_results.show")
async def show(work: Work, survey_id: int) -> SurveyResult:
    """One survey, as far as the reader may see. Raises Refused: Gone."""
    survey, owners = await _reached(work, survey_id)
    if survey.anonymous:
        return await _anonymous(work, survey)
    asked = (await results.asked(work.session, [survey.id], owners)).get(survey.id, 0)
    answered = (await results.answered(work.session, [survey.id], owners)).get(survey.id, 0)
    several = survey.kind == askings.OWN.name
    said = await results.words(work.session, survey.id, owners, WORDS)
    return SurveyResult(
        survey_id=survey.id,
        kind=survey.kind,
        title=survey.title,
        state=survey.state,
        asked=asked,
        answered=answered,
        counts=await results.counts(work.session, survey.id, owners),
        waves=await _waves(work, survey, owners),
        owners=() if several else await _apart(work, survey, owners, "owner"),
        industries=() if several else await _apart(work, survey, owners, "industry"),
        words=tuple(SurveyVerbatim(each.customer_id, each.customer, each.score, each.words) for each in said),
        questions=await _questions(work, survey, owners) if several else (),
        occasion=survey.occasion or "",
    )


@rule("survey_results.chart")
async def chart(work: Work, survey_id: int) -> int:
    """Owe the reader a picture of the waves. Raises Refused: Gone, NothingToShow (there are fewer than two)."""
    survey, owners = await _reached(work, survey_id)
    lines = await _waves(work, survey, owners)
    if len(lines) < 2 or survey.kind not in askings.SCORED:
        raise Refused(NothingToShow())
    return await _owe(work, SurveyChart(survey.kind, survey.title, lines))


@rule("survey_results.file")
async def file(work: Work, survey_id: int) -> int:
    """Owe the reader every answer as a file. Raises Refused: Gone, NothingToShow (nobody's answers have no lines)."""
    survey, owners = await _reached(work, survey_id)
    lines = await results.lines(work.session, survey.id, owners, MOST) if not survey.anonymous else []
    if not lines:
        raise Refused(NothingToShow())
    labels = _labels(questions.of(survey.questions))
    rows = tuple(
        (
            each.customer,
            each.owner,
            each.question,
            "" if each.score is None else str(each.score),
            " / ".join(labels.get((each.question, choice), choice) for choice in each.choices),
            each.words or "",
            each.asked_at.isoformat(),
            each.answered_at.isoformat(),
        )
        for each in lines
    )
    return await _owe(work, SurveyFile(survey.id, survey.title, rows))


async def _owe(work: Work, notice: SurveyChart | SurveyFile) -> int:
    reader = await reps.by_id(work.session, work.actor.id)
    if reader is None:
        raise Refused(Gone())
    return (await post.to_rep(work, reader, notice)).seq


async def _reached(work: Work, survey_id: int) -> tuple[Survey, Owners]:
    survey = await surveys.survey(work.session, survey_id)
    if survey is None or survey.kind == askings.PULSE.name:
        raise Refused(Gone())
    return survey, await _owners(work)


async def _owners(work: Work) -> Owners:
    """Whose customers the reader may see the answers of."""
    reach = TABLE[work.rule].get(work.actor.role)
    if reach is Reach.ALL:
        return None
    if reach is Reach.TEAM:
        every = await reps.active(work.session)
        return tuple(each.id for each in every if each.team_id in work.actor.teams or each.id == work.actor.id)
    return (work.actor.id,)


async def _waves(work: Work, survey: Survey, owners: Owners) -> tuple[ResultLine, ...]:
    found = await results.apart(work.session, survey.id, owners, "wave")
    every = await results.waves(work.session, survey.id, WAVES)
    return tuple(ResultLine(f"{each.starts_on:%Y-%m-%d}", *found[each.id]) for each in every if each.id in found)


async def _apart(work: Work, survey: Survey, owners: Owners, by: str) -> tuple[ResultLine, ...]:
    """The segments with the most answers."""
    found = await results.apart(work.session, survey.id, owners, by)
    most = sorted(found.items(), key=lambda each: (-sum(each[1][1].values()), str(each[0])))
    return tuple(ResultLine(str(name), *figures) for name, figures in most[:LINES])


async def _questions(work: Work, survey: Survey, owners: Owners) -> tuple[QuestionResult, ...]:
    said = await results.replies(work.session, survey.id, owners, MOST)
    asked = questions.of(survey.questions)
    given = {each.key: [row for row in said if row.question == each.key] for each in asked}
    return tuple(
        _counted(
            each,
            [{"score": row.score, "choices": row.choices} for row in given[each.key]],
            [row.text for row in given[each.key] if row.text],
        )
        for each in asked
    )


async def _anonymous(work: Work, survey: Survey) -> SurveyResult:
    """Nothing but how many, while there are fewer than five."""
    ballots = await results.ballots(work.session, survey.id, MOST)
    filled = [each for each in ballots if each is not None]
    shown = filled if len(filled) >= FEWEST_ANONYMOUS else []
    counted = tuple(
        _counted(each, [ballot[each.key] for ballot in shown if each.key in ballot], [])
        for each in questions.of(survey.questions)
    )
    return SurveyResult(
        survey_id=survey.id,
        kind=survey.kind,
        title=survey.title,
        state=survey.state,
        asked=len(ballots),
        answered=len(filled),
        questions=counted if shown else (),
        anonymous=True,
    )


def _counted(question: Question, given: Sequence[Mapping[str, Any]], texts: Sequence[str]) -> QuestionResult:
    keys = [str(key) for each in given for key in (each.get("choices") or [each.get("score")]) if key is not None]
    every = [each.key for each in question.choices] or [
        str(score) for score in range(question.least, question.most + 1) if question.kind == "scale"
    ]
    found = Counter(keys)
    return QuestionResult(
        words={"ja": question.ja, "en": question.en},
        n=len(given),
        counts={key: found[key] for key in every},
        labels={each.key: {"ja": each.ja, "en": each.en} for each in question.choices},
        texts=tuple(texts[:WORDS]),
    )


def _labels(asked: Sequence[Question]) -> dict[tuple[str, str], str]:
    return {(each.key, option.key): option.ja for each in asked for option in each.choices}
