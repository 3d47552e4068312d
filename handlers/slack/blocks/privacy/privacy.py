"""What our people hear when a customer asks to see their data, or to be forgotten."""

from zoneinfo import ZoneInfo

from crm.notices import DisclosureWanted, ErasureTold
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit, words


def erasure_told(notice: ErasureTold, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    """Without a button: there is no card any more."""
    text = say("privacy.told_erasure", who=words.customer(notice.customer, None, say), receipt=notice.receipt)
    return SlackMessage(text, [kit.section(text)])


def disclosure_wanted(notice: DisclosureWanted, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    who = words.customer(notice.customer, None, say)
    if notice.link:
        text = say("privacy.told_disclosure_page", who=who)
    else:
        text = say("privacy.told_disclosure_hand", who=who, due=say.day(notice.due), number=notice.customer_id)
    card = kit.button(say("customer.open"), "customer.card", str(notice.customer_id))
    return SlackMessage(text, [kit.section(text, accessory=card)])
