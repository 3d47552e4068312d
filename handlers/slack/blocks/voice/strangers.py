"""Somebody in LINE whom we do not know, likely customers at hand; and what they said to the question who they are."""

from zoneinfo import ZoneInfo

from crm.notices import OfferDeclined, WhoIsThis
from crm.voice.strangers import FRIEND
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage, View
from handlers.slack.blocks import kit, words
from handlers.slack.blocks.voice import messages

CUSTOMER = "customer"


def who_is_this(notice: WhoIsThis, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    who = kit.escape(say("strangers.name", name=notice.name)) if notice.name else say("messages.somebody")
    if notice.kind == FRIEND:
        title, said = say("strangers.came", who=who), ""
    else:
        title = say("messages.wrote", who=who, kind=messages.kind_word(notice.kind, say))
        title = messages.mark(title, say, urgent=notice.urgent)
        said = messages.said(notice.kind, notice.text, say)
    asks = say("strangers.likely" if notice.likely else "strangers.nobody_likely")
    blocks = [
        kit.section(f"*{title}*\n{said}".rstrip()),
        kit.section(f"*{say('strangers.who')}*\n{asks}"),
        kit.actions(*_likely(notice, say), kit.button(say("strangers.pick"), "stranger.pick", str(notice.account_id))),
        *_answer(notice, say),
        kit.context(say("strangers.asked_first")),
    ]
    return SlackMessage(title, blocks)


def _answer(notice: WhoIsThis, say: Phrases) -> list[kit.Block]:
    """Whoever they are, they can be answered."""
    if not notice.message_id or notice.kind == messages.UNSENT:
        return []
    return [kit.actions(kit.button(say("relay.reply"), "relay.reply", str(notice.message_id)))]


def _likely(notice: WhoIsThis, say: Phrases) -> list[kit.Block]:
    return [
        kit.button(
            say("customer.choice", name=each.name, company=each.company or "—", owner=each.owner),
            f"stranger.offer:{each.customer_id}",
            f"{notice.account_id}.{each.customer_id}",
        )
        for each in notice.likely
    ]


def pick_form(account: str, say: Phrases) -> View:
    """Who it is. `private_metadata`: the account's number."""
    search = kit.typeahead("customer.options", say("merge.search"))
    blocks = [kit.field(CUSTOMER, say("strangers.customer"), search, hint=say("strangers.asked_first"))]
    form = kit.modal("stranger.pick", say("strangers.title"), say("strangers.ask"), say("form.cancel"), blocks)
    return form | {"private_metadata": account}


def offer_declined(notice: OfferDeclined, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    text = say("links.declined", who=words.customer(notice.customer, None, say))
    return SlackMessage(text, [kit.section(text)])
