"""The 0-10 question, and the thanks."""

from crm import etiquette
from crm.notices import NpsQuestion, NpsThanks, ReasonThanks, SurveyClosed
from crm.surveys import nps
from handlers.line import surveys
from handlers.line.bubbles import kit
from handlers.locales import Phrases

# Four to a row: on a narrow phone each button stays wider than a fingertip.
_ROWS = (range(4), range(4, 8), range(8, 11))
_PLACES = 4


def nps_question(notice: NpsQuestion, say: Phrases) -> list[kit.Message]:
    """All eleven buttons alike and in view, so that nothing leads; only the ends are worded."""
    who = {"name": etiquette.outward(notice.name, say.language), "company": kit.firm(notice.company, say)}
    bubble = kit.bubble(
        [
            kit.title(say("surveys.nps_title")),
            kit.paragraph(say("surveys.nps_question", **who)),
            kit.small(say("surveys.nps_lowest")),
            *(_row(scores, notice.token, say) for scores in _ROWS),
            kit.small(say("surveys.nps_highest"), align="end"),
            kit.small(say("surveys.nps_purpose", **who)),
        ]
    )
    return [kit.flex(say("surveys.nps_alt", **who), bubble)]


def _row(scores: range, token: str, say: Phrases) -> kit.Part:
    buttons = [
        kit.button(str(score), surveys.data(token, score), say("surveys.nps_said", score=score)) for score in scores
    ]
    return kit.row([*buttons, *(kit.gap() for _ in range(_PLACES - len(buttons)))])


def nps_thanks(notice: NpsThanks, say: Phrases) -> list[kit.Message]:
    thanks = say(
        "surveys.changed" if notice.changed else "surveys.thanks",
        name=etiquette.outward(notice.name, say.language),
        score=notice.score,
    )
    ask = say(f"surveys.ask_{nps.band(notice.score)}") if notice.asks else say("surveys.heard")
    return [kit.text(f"{thanks}\n{ask}")]


def reason_thanks(notice: ReasonThanks, say: Phrases) -> list[kit.Message]:
    thanks = say("surveys.reason_thanks", name=etiquette.outward(notice.name, say.language))
    staff = etiquette.own_staff(notice.rep, "", say.language)
    return [kit.text(f"{thanks}\n{say('surveys.reason_case', staff=staff)}" if notice.case else thanks)]


def survey_closed(_notice: SurveyClosed, say: Phrases) -> list[kit.Message]:
    return [kit.text(say("surveys.closed"))]
