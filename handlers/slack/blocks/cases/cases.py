"""A low score, its words, and its second thoughts, as the owner reads them."""

from zoneinfo import ZoneInfo

from crm.notices import LowScoreAlert, LowScoreWords, ScoreChanged
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit, words
from handlers.slack.blocks.voice import quotes


def low_score_alert(notice: LowScoreAlert, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    who = words.customer(notice.customer, notice.company, say)
    title = say(f"cases.{notice.state}", who=who, score=words.points(notice.score, notice.survey, say))
    reason = quotes.quote(notice.reason) if notice.reason else say("cases.no_words")
    blocks = [kit.section(f"*{title}*"), kit.section(f"*{say('cases.words')}*\n{reason}")]
    if notice.followup is not None:
        blocks.append(kit.section(f"*{say('cases.next')}*\n{words.due(notice.followup, say)}"))
    blocks.append(_buttons(notice, say))
    return SlackMessage(title, blocks)


def _buttons(notice: LowScoreAlert, say: Phrases) -> kit.Block:
    card = kit.button(say("customer.open"), "customer.card", str(notice.customer_id), style="primary")
    number = str(notice.case_id)
    if notice.state != "open":
        return kit.actions(card, kit.button(say("cases.reopen"), "case.reopen", number))
    work = kit.button(say("cases.work"), "case.work", number)
    return kit.actions(card, work, kit.button(say("cases.close"), "case.close", number))


def low_score_words(notice: LowScoreWords, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    score = words.points(notice.score, notice.survey, say)
    title = say("surveys.explained", who=words.customer(notice.customer, None, say), score=score)
    return SlackMessage(title, [kit.section(f"*{title}*\n{quotes.quote(notice.reason) or say('messages.unsent')}")])


def score_changed(notice: ScoreChanged, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    who = words.customer(notice.customer, None, say)
    before, after = (words.points(score, notice.survey, say) for score in (notice.before, notice.after))
    text = say("cases.changed", who=who, before=before, after=after)
    card = kit.button(say("customer.open"), "customer.card", str(notice.customer_id))
    return SlackMessage(text, [kit.section(text, accessory=card)])
