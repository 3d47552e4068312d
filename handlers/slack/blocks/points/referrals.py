"""To the rep of a new customer: who brought them."""

from zoneinfo import ZoneInfo

from crm.notices import ReferredBy
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit, words


def referred_by(notice: ReferredBy, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    who, by = words.customer(notice.customer, None, say), words.customer(notice.by, None, say)
    text = say("referrals.told", who=who, by=by)
    card = kit.button(say("customer.open"), "customer.card", str(notice.customer_id))
    return SlackMessage(text, [kit.section(text, accessory=card)])
