"""Yes or no to what we send."""

from zoneinfo import ZoneInfo

from crm.notices import ConsentDecided
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit, words


def consent_decided(notice: ConsentDecided, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    key = "consents.told_granted" if notice.granted else "consents.told_stopped"
    what = say.list(tuple(say(f"consents.what_{purpose}") for purpose in notice.purposes))
    text = say(key, who=words.customer(notice.customer, None, say), what=what)
    card = kit.button(say("customer.open"), "customer.card", str(notice.customer_id))
    return SlackMessage(text, [kit.section(text, accessory=card)])
