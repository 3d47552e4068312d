"""Who shares a wallet, after it was changed."""

from zoneinfo import ZoneInfo

from crm.notices import FamilyWallet
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit, words


def family_wallet(notice: FamilyWallet, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    who = words.customer(notice.customer, None, say)
    members = say("families.comma").join(words.customer(each, None, say) for each in notice.members)
    said = say("families.left" if notice.left else "families.joined", who=who, members=members)
    sums = say("families.sums", balance=f"{notice.balance:,}", pending=f"{notice.pending:,}")
    card = kit.button(say("customer.open"), "customer.card", str(notice.customer_id))
    return SlackMessage(f"{said} {sums}", [kit.section(said, accessory=card), kit.context(sums)])
