"""The customer has left our LINE account."""

from zoneinfo import ZoneInfo

from crm.notices import CustomerLeft
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit, words


def customer_left(notice: CustomerLeft, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    text = say("friends.left", who=words.customer(notice.customer, None, say))
    card = kit.button(say("customer.open"), "customer.card", str(notice.customer_id))
    return SlackMessage(text, [kit.section(text, accessory=card)])
