"""What our own people hear of the customers of a handover: whom LINE does not reach, and who is not content."""

from zoneinfo import ZoneInfo

from crm import etiquette
from crm.notices import HandoverCalledOff, HandoverUnreached, PulseLow, PulseWords
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit, words
from handlers.slack.blocks.voice import quotes


def handover_unreached(notice: HandoverUnreached, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    title = say("unreached.title", n=notice.number)
    names = say.list(tuple(words.customer(name, None, say) for name in notice.names))
    more = notice.number - len(notice.names)
    shown = say("unreached.more", names=names, n=more) if more > 0 else names
    rep = kit.escape(etiquette.inward(notice.predecessor, say.language))
    please = say("unreached.please", rep=rep, day=say.day(notice.day))
    return SlackMessage(title, [kit.section(f"*{title}*\n{shown}"), kit.context(please)])


def handover_called_off(notice: HandoverCalledOff, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    title = say("called_off.title", n=notice.number)
    names = say.list(tuple(words.customer(name, None, say) for name in notice.names))
    more = notice.number - len(notice.names)
    shown = say("unreached.more", names=names, n=more) if more > 0 else names
    return SlackMessage(title, [kit.section(f"*{title}*\n{shown}"), kit.context(say("called_off.please"))])


def pulse_low(notice: PulseLow, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    who = words.customer(notice.customer, notice.company, say)
    rep = kit.escape(etiquette.inward(notice.rep, say.language))
    title = say("pulse.low", who=who, score=notice.first)
    lines = [f"*{title}*", say("pulse.low_of", rep=rep)]
    if notice.score != notice.first:
        lines.append(say("pulse.low_changed", score=notice.score))
    card = kit.button(say("customer.open"), "customer.card", str(notice.customer_id), style="primary")
    blocks = [kit.section("\n".join(lines)), kit.actions(card), kit.context(say("pulse.low_next"))]
    return SlackMessage(title, blocks)


def pulse_words(notice: PulseWords, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    title = say("pulse.explained", who=words.customer(notice.customer, None, say), score=notice.score)
    quote = quotes.quote(notice.reason) or say("messages.unsent")
    card = kit.button(say("customer.open"), "customer.card", str(notice.customer_id))
    return SlackMessage(title, [kit.section(f"*{title}*\n{quote}"), kit.actions(card)])
