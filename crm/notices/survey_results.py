"""What surveys have come to, as reps, managers and admins read it. Counts are given: every reader computes the same."""

from dataclasses import dataclass, field
from typing import ClassVar

from crm.notices.base import Notice


@dataclass(frozen=True)
class SurveyLine:
    """One survey in the list; `answered` None where only the sum of everybody's is told."""

    survey_id: int
    kind: str
    title: str
    state: str
    asked: int
    answered: int | None


@dataclass(frozen=True)
class SurveyList(Notice):
    """Every survey, the newest first. `makes`: the reader may make one, and send it to many."""

    lines: tuple[SurveyLine, ...]
    makes: bool = False


@dataclass(frozen=True)
class ResultLine:
    """A wave (by its first day) or a segment: how many were asked, and the answers by score."""

    label: str
    asked: int
    counts: dict[int, int]


@dataclass(frozen=True)
class SurveyVerbatim:
    """What one customer has said."""

    customer_id: int
    customer: str
    score: int | None
    words: str


@dataclass(frozen=True)
class QuestionResult:
    """One question of several: `counts` by choice or score, and the latest `texts`."""

    words: dict[str, str]
    n: int
    counts: dict[str, int]
    labels: dict[str, dict[str, str]]
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class SurveyResult(Notice):
    """One survey: `counts` by score, the same by wave (the oldest first), owner and industry, and the latest words; or
    its questions. An `anonymous` one has none of them below five answers. `occasion`: what makes it go out by itself.
    """

    survey_id: int
    kind: str
    title: str
    state: str
    asked: int
    answered: int
    counts: dict[int, int] = field(default_factory=dict)
    waves: tuple[ResultLine, ...] = ()
    owners: tuple[ResultLine, ...] = ()
    industries: tuple[ResultLine, ...] = ()
    words: tuple[SurveyVerbatim, ...] = ()
    questions: tuple[QuestionResult, ...] = ()
    anonymous: bool = False
    occasion: str = ""


@dataclass(frozen=True)
class SurveyChart(Notice):
    """The waves of a survey as a picture, the oldest first."""

    drawn: ClassVar[bool] = True
    kind: str
    title: str
    waves: tuple[ResultLine, ...]


@dataclass(frozen=True)
class SurveyFile(Notice):
    """Every answer as a CSV file: customer, owner, question, score, choices, words, asked and answered (ISO 8601)."""

    secret: ClassVar[bool] = True
    drawn: ClassVar[bool] = True
    survey_id: int
    title: str
    rows: tuple[tuple[str, str, str, str, str, str, str, str], ...]
