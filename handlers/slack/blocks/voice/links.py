"""The customer has arrived in LINE."""

from zoneinfo import ZoneInfo

from crm.notices import CustomerLinked
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit, words


def customer_linked(notice: CustomerLinked, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    text = say("links.told", who=words.customer(notice.customer, None, say))
    card = kit.button(say("customer.open"), "customer.card", str(notice.customer_id))
    return SlackMessage(text, [kit.section(text, accessory=card)])
