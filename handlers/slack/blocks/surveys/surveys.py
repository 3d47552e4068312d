"""Words about a score that was not low."""

from zoneinfo import ZoneInfo

from crm.notices import ScoreWords, SurveyWords
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit, words
from handlers.slack.blocks.cases import themes
from handlers.slack.blocks.voice import quotes


def score_words(notice: ScoreWords, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    score = words.points(notice.score, notice.survey, say)
    title = say("surveys.explained", who=words.customer(notice.customer, None, say), score=score)
    quote = quotes.quote(notice.reason) or say("messages.unsent")
    card = kit.button(say("customer.open"), "customer.card", str(notice.customer_id))
    theme = themes.button("answer", notice.answer_id, notice.reason, say)
    return SlackMessage(title, [kit.section(f"*{title}*\n{quote}"), kit.actions(card, *theme)])


def survey_words(notice: SurveyWords, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    who, title = words.customer(notice.customer, None, say), kit.escape(notice.title)
    head = say("own_surveys.words", who=who, title=title)
    asked = kit.escape(notice.question.get(say.language, ""))
    quote = quotes.quote(notice.text) or say("messages.unsent")
    card = kit.button(say("customer.open"), "customer.card", str(notice.customer_id))
    return SlackMessage(head, [kit.section(f"*{head}*\n{asked}\n{quote}"), kit.actions(card)])
