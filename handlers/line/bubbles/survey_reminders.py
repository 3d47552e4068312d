"""The one reminder: a polite word, and the question as it stood."""

from crm import etiquette
from crm.notices import NpsQuestion, OwnQuestion, ScoreQuestion, SurveyReminder, unpack
from handlers.line.bubbles import kit, own_surveys, surveys
from handlers.locales import Phrases


def reminder(notice: SurveyReminder, say: Phrases) -> list[kit.Message]:
    again = say("survey_reminders.again", name=etiquette.outward(notice.name, say.language))
    return [kit.text(again), *_question(notice, say)]


def _question(notice: SurveyReminder, say: Phrases) -> list[kit.Message]:
    asked = unpack(notice.kind, notice.question)
    if isinstance(asked, NpsQuestion):
        return surveys.nps_question(asked, say)
    if isinstance(asked, ScoreQuestion):
        return surveys.score_question(asked, say)
    assert isinstance(asked, OwnQuestion)  # noqa: S101 - nothing else is reminded of
    return own_surveys.own_question(asked, say)
