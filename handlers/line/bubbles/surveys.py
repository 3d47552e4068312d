"""The questions of one score (0-10, 1-5, 1-7), and the thanks."""

from collections.abc import Sequence

from crm import etiquette
from crm.notices import NpsQuestion, NpsThanks, ReasonThanks, ScoreQuestion, ScoreThanks, SurveyClosed
from crm.surveys import askings, nps
from handlers.line import surveys
from handlers.line.bubbles import kit
from handlers.locales import Phrases

# Four to a row: on a narrow phone each button stays wider than a fingertip.
_PLACES = 4
_ROW = 5
# From which score on an answer is a praise, and up to which it is a complaint.
_LOW = {"csat": 2, "ces": 3}
_HIGH = {"csat": 4, "ces": 5}


def nps_question(notice: NpsQuestion, say: Phrases) -> list[kit.Message]:
    """All eleven buttons alike and in view, so that nothing leads; only the ends are worded."""
    who = {"name": etiquette.outward(notice.name, say.language), "company": kit.firm(notice.company, say)}
    return [_scale("nps", notice.token, who, say)]


def score_question(notice: ScoreQuestion, say: Phrases) -> list[kit.Message]:
    """As the NPS question: one bubble, all buttons alike."""
    who = {"name": etiquette.outward(notice.name, say.language), "company": kit.firm(notice.company, say)}
    return [_scale(notice.kind, notice.token, who, say)]


def _scale(kind: str, token: str, who: dict[str, str], say: Phrases) -> kit.Message:
    scores = tuple(askings.SCORED[kind].scale)
    buttons = [
        kit.button(str(score), surveys.data(token, score, kind), say("surveys.nps_said", score=score))
        for score in scores
    ]
    bubble = kit.bubble(
        [
            kit.title(say("surveys.nps_title")),
            kit.paragraph(say(f"surveys.{kind}_question", **who)),
            kit.small(say(f"surveys.{kind}_lowest")),
            *rows(buttons),
            kit.small(say(f"surveys.{kind}_highest"), align="end"),
            kit.small(say("surveys.nps_purpose", **who)),
        ]
    )
    return kit.flex(say(f"surveys.{kind}_alt", **who), bubble)


def rows(buttons: Sequence[kit.Part]) -> list[kit.Part]:
    """The buttons of a scale, all of one width; a short one stands in one row, where its middle is the middle."""
    if len(buttons) <= _ROW:
        return [kit.row(buttons)]
    cut = (buttons[at : at + _PLACES] for at in range(0, len(buttons), _PLACES))
    return [kit.row([*some, *(kit.gap() for _ in range(_PLACES - len(some)))]) for some in cut]


def nps_thanks(notice: NpsThanks, say: Phrases) -> list[kit.Message]:
    ask = f"surveys.ask_{nps.band(notice.score)}" if notice.asks else "surveys.heard"
    return [kit.text(f"{_thanked(notice, say)}{earned(notice.points, say)}\n{say(ask)}")]


def earned(points: int, say: Phrases) -> str:
    """A line on what the answer has brought, where it has."""
    return "\n" + say("earning.survey", points=f"{points:,}") if points else ""


def score_thanks(notice: ScoreThanks, say: Phrases) -> list[kit.Message]:
    ask = _asking(notice) if notice.asks else "surveys.heard"
    return [kit.text(f"{_thanked(notice, say)}{earned(notice.points, say)}\n{say(ask)}")]


def _asking(notice: ScoreThanks) -> str:
    """The reason is asked in the tone of the score."""
    if notice.score <= _LOW[notice.kind]:
        return "surveys.ask_detractor"
    return "surveys.ask_promoter" if notice.score >= _HIGH[notice.kind] else "surveys.ask_passive"


def _thanked(notice: NpsThanks | ScoreThanks, say: Phrases) -> str:
    key = "surveys.changed" if notice.changed else "surveys.thanks"
    return say(key, name=etiquette.outward(notice.name, say.language), score=notice.score)


def reason_thanks(notice: ReasonThanks, say: Phrases) -> list[kit.Message]:
    thanks = say("surveys.reason_thanks", name=etiquette.outward(notice.name, say.language))
    staff = etiquette.own_staff(notice.rep, "", say.language)
    said = [thanks, say("surveys.reason_case", staff=staff)] if notice.case else [thanks]
    # Whatever the score was: to ask only the happy ones would mislead whoever reads the reviews.
    return [kit.text("\n".join([*said, *([say("surveys.review", url=notice.review)] if notice.review else [])]))]


def survey_closed(_notice: SurveyClosed, say: Phrases) -> list[kit.Message]:
    return [kit.text(say("surveys.closed"))]
