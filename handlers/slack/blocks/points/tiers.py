"""To the owner of a customer: a tier was reached, will end, or has ended."""

from zoneinfo import ZoneInfo

from crm.notices import TierNews
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit, words


def tier_news(notice: TierNews, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    key = f"tiers.news_{notice.what}" if notice.tier or notice.what == "ending" else "tiers.news_gone"
    text = say(
        key,
        who=words.customer(notice.customer, None, say),
        tier=kit.escape(notice.tier),
        before=kit.escape(notice.before),
        until=say.day(notice.until) if notice.until else "",
    )
    card = kit.button(say("customer.open"), "customer.card", str(notice.customer_id))
    others = [kit.context(say("tiers.news_others", n=notice.others))] if notice.others else []
    return SlackMessage(text, [kit.section(text, accessory=card), *others])
