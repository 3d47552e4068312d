"""What a customer wrote in LINE."""

from zoneinfo import ZoneInfo

from crm.notices import CustomerWrote
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit, words
from handlers.slack.blocks.voice import quotes

TEXT, UNSENT = "text", "unsent"


def customer_wrote(notice: CustomerWrote, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    who = words.customer(notice.customer, None, say) if notice.customer else say("messages.somebody")
    title = say("messages.wrote", who=who, kind=_kind(notice.kind, say))
    blocks = [kit.section(f"*{title}*\n{_said(notice, say)}".rstrip())]
    if notice.customer_id is not None:
        blocks.append(kit.actions(kit.button(say("customer.open"), "customer.card", str(notice.customer_id))))
    else:
        blocks.append(kit.context(say("messages.stranger")))
    return SlackMessage(title, blocks)


def _kind(kind: str, say: Phrases) -> str:
    key = f"messages.kind.{TEXT if kind == UNSENT else kind}"
    return say(key if key in say else "messages.kind.other")


def _said(notice: CustomerWrote, say: Phrases) -> str:
    if notice.kind == UNSENT:
        return say("messages.unsent")
    unseen = "" if notice.kind == TEXT else say("messages.unseen")
    return "\n".join(part for part in (quotes.quote(notice.text), unseen) if part)
