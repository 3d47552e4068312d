"""The way to a picture that gives points, and the word that somebody has scanned it."""

from zoneinfo import ZoneInfo

from crm.notices import OfferReady, OfferTaken
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit, words
from handlers.slack.blocks.points import purchases


def offer_ready(notice: OfferReady, say: Phrases, zone: ZoneInfo) -> SlackMessage:
    who = words.customer(notice.customer, None, say) if notice.customer else say("offers.anybody")
    title = say("offers.ready", who=who, points=f"{notice.points:,}")
    until = notice.valid_until.astimezone(zone)
    how = say("offers.how", time=f"{until:%H:%M}")
    shown = kit.link(say("offers.open"), notice.page, "link.open") | {"style": "primary"}
    return SlackMessage(title, [kit.section(f"*{title}*\n{how}"), kit.actions(shown)])


def offer_taken(notice: OfferTaken, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    who = words.customer(notice.customer, None, say)
    title = say("offers.taken", who=who, points=f"{notice.points:,}")
    card = kit.button(say("customer.open"), "customer.card", str(notice.customer_id))
    balance = purchases.balance(notice.balance, "", say)
    return SlackMessage(title, [kit.section(f"*{title}*\n{balance}"), kit.actions(card)])
