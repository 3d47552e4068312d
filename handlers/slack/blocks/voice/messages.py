"""What a customer wrote in LINE."""

from zoneinfo import ZoneInfo

from crm.notices import CustomerWrote, CustomerWroteMuch
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit, words
from handlers.slack.blocks.cases import themes
from handlers.slack.blocks.voice import quotes

TEXT, UNSENT = "text", "unsent"


def customer_wrote(notice: CustomerWrote, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    who = words.customer(notice.customer, None, say) if notice.customer else say("messages.somebody")
    title = mark(say("messages.wrote", who=who, kind=kind_word(notice.kind, say)), say, urgent=notice.urgent)
    blocks = [kit.section(f"*{title}*\n{said(notice.kind, notice.text, say)}".rstrip())]
    if notice.customer_id is not None:
        card = kit.button(say("customer.open"), "customer.card", str(notice.customer_id))
        blocks.append(kit.actions(card, *themes.button("message", notice.message_id, notice.text, say)))
    else:
        blocks += [*_answer(notice, say), kit.context(say("messages.stranger"))]
    return SlackMessage(title, blocks)


def _answer(notice: CustomerWrote, say: Phrases) -> list[kit.Block]:
    if not notice.message_id or notice.kind == UNSENT:
        return []
    return [kit.actions(kit.button(say("relay.reply"), "relay.reply", str(notice.message_id)))]


def customer_wrote_much(notice: CustomerWroteMuch, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    """A flood: the first lines of it, and how many more there are."""
    who = words.customer(notice.customer, None, say) if notice.customer else say("messages.somebody")
    title = mark(say("talk.much", who=who, n=notice.count), say, urgent=notice.urgent)
    more = notice.count - len(notice.lines)
    blocks = [kit.section(f"*{title}*\n{quotes.quote(chr(10).join(notice.lines))}".rstrip())]
    if notice.customer_id is not None:
        blocks.append(kit.actions(kit.button(say("customer.open"), "customer.card", str(notice.customer_id))))
    else:
        blocks.append(kit.actions(kit.button(say("strangers.pick"), "stranger.pick", str(notice.account_id))))
    return SlackMessage(title, [*blocks, *([kit.context(say("talk.much_more", n=more))] if more else [])])


def mark(title: str, say: Phrases, *, urgent: bool) -> str:
    return f"{say('talk.urgent_mark')} {title}" if urgent else title


def kind_word(kind: str, say: Phrases) -> str:
    key = f"messages.kind.{TEXT if kind == UNSENT else kind}"
    return say(key if key in say else "messages.kind.other")


def said(kind: str, text: str, say: Phrases) -> str:
    """The words as a quotation, and what cannot be shown."""
    if kind == UNSENT:
        return say("messages.unsent")
    unseen = "" if kind == TEXT else say("messages.unseen")
    return "\n".join(part for part in (quotes.quote(text), unseen) if part)
