"""An invitation, ready to be handed over."""

from zoneinfo import ZoneInfo

from crm.notices import InviteReady, RepQr
from handlers import qr
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit, words

# No name of a customer: file names travel further than messages.
_FILE = "line-qr.png"


def invite_ready(notice: InviteReady, say: Phrases, zone: ZoneInfo) -> SlackMessage:
    title = say("invites.ready", who=words.customer(notice.customer, None, say))
    until = say("invites.until", until=say.moment(notice.expires_at, zone))
    blocks = [
        kit.section(f"*{title}*\n{say('invites.how')}"),
        # Labelled: the address holds a whole sentence, percent-encoded, and would fill half a screen.
        kit.section(f"<{kit.escape(notice.link)}|{say('invites.link')}>\n{say('invites.code')} `{notice.code}`"),
        kit.actions(
            kit.link(say("invites.open_page"), notice.page, "link.open:page"),
            kit.button(say("customer.open"), "customer.card", str(notice.customer_id)),
        ),
        kit.context(until),
    ]
    return SlackMessage(f"{title} {until}", blocks, ((_FILE, _picture(notice.link), say("invites.qr")),))


def rep_qr(notice: RepQr, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    title = say("friend_codes.title")
    link = f"<{kit.escape(notice.link)}|{say('invites.link')}>\n{say('invites.code')} `{notice.code}`"
    blocks = [kit.section(f"*{title}*\n{say('friend_codes.how')}"), kit.section(link)]
    return SlackMessage(title, blocks, ((_FILE, _picture(notice.link), say("invites.qr")),))


def _picture(link: str) -> bytes:
    """PNG, 8 pixels a module with the quiet zone: sharp on paper and on a screen."""
    return qr.png(link, 8)
