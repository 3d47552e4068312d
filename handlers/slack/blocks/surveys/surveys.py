"""Words about a score that was not low."""

from zoneinfo import ZoneInfo

from crm.notices import ScoreWords
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit, words
from handlers.slack.blocks.voice import quotes


def score_words(notice: ScoreWords, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    title = say("surveys.explained", who=words.customer(notice.customer, None, say), score=notice.score)
    quote = quotes.quote(notice.reason) or say("messages.unsent")
    card = kit.button(say("customer.open"), "customer.card", str(notice.customer_id))
    return SlackMessage(title, [kit.section(f"*{title}*\n{quote}"), kit.actions(card)])
