"""Pictures and files of customers in their thread, or why they are not there."""

from zoneinfo import ZoneInfo

from crm.notices import RelayedFile
from crm.relay import kinds
from crm.relay.media import KEPT
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage, Stored
from handlers.slack.blocks import kit, words
from handlers.slack.blocks.relay.buttons import of_message
from handlers.slack.blocks.voice import messages

UNSENT = "unsent"
KILO, MEGA = 1 << 10, 1 << 20


def relayed_file(notice: RelayedFile, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    """The file itself is shared in the same thread, byte for byte as it came."""
    who = words.customer(notice.customer, None, say) if notice.customer else say("messages.somebody")
    kind = messages.kind_word(notice.kind, say)
    title = say("relay_media.came", who=who, kind=kind)
    answer = [kit.actions(*of_message(notice.message_id, say))] if notice.message_id else []
    if notice.state != KEPT:
        shown = [] if notice.why == UNSENT else answer
        return SlackMessage(title, [kit.section(f"*{title}*\n{_why_not(notice, say)}"), *shown])
    name = kinds.shown_name(notice.file_name, notice.mimetype, f"{kind}-{notice.media_id}")
    line = say("relay_media.size", name=kit.escape(name), size=_size(notice.size, say))
    return SlackMessage(title, [kit.context(line)], [Stored(notice.name, name, name)])


def _why_not(notice: RelayedFile, say: Phrases) -> str:
    ending = kinds.ending_of(notice.file_name)
    shown = say("relay_media.ending", ending=ending) if ending else ""
    key = f"relay_media.why.{notice.why or notice.state}"
    return say(key, ending=shown) if notice.why == "type" else say(key if key in say else "relay_media.why.gone")


def _size(size: int, say: Phrases) -> str:
    if size < MEGA:
        return say("relay_media.kb", n=max(1, round(size / KILO)))
    return say("relay_media.mb", n=f"{size / MEGA:.1f}")
