"""The customer has arrived in LINE, or has ended the link; and the form in which one of ours ends it."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from crm.notices import CustomerLinked, CustomerUnlinked
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage, View
from handlers.slack.blocks import kit, words
from storage.tables import LineUser

ACCOUNT = "account"


def customer_linked(notice: CustomerLinked, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    text = say("links.told", who=words.customer(notice.customer, None, say))
    card = kit.button(say("customer.open"), "customer.card", str(notice.customer_id))
    return SlackMessage(text, [kit.section(text, accessory=card)])


def customer_unlinked(notice: CustomerUnlinked, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    who = words.customer(notice.customer, None, say)
    by = kit.escape(notice.by)
    text = say("talk.told_unlinked_by", who=who, by=by) if by else say("talk.told_unlinked", who=who)
    card = kit.button(say("customer.open"), "customer.card", str(notice.customer_id))
    return SlackMessage(text, [kit.section(text, accessory=card)])


def end_form(customer: str, customer_id: int, accounts: Sequence[LineUser], say: Phrases) -> View:
    """Which account is not theirs. `private_metadata`: the customer's number."""
    options = [
        kit.option(each.display_name or say("links.form_unnamed", number=each.id), str(each.id)) for each in accounts
    ]
    blocks = [
        kit.section(say("links.form_lead", who=words.customer(customer, None, say))),
        kit.field(ACCOUNT, say("links.form_account"), kit.select(ACCOUNT, "—", options)),
    ]
    form = kit.modal("link.end", say("links.form_title"), say("links.form_end"), say("form.cancel"), blocks)
    return form | {"private_metadata": str(customer_id)}
