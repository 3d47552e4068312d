"""What admins are told when something needs a human: what has happened, and what to do about it."""

from zoneinfo import ZoneInfo

from crm.notices import Alarm
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit


def alarm(notice: Alarm, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    # A newer program may have raised it: an alarm without words would be an alarm nobody hears.
    key = f"alarm.{notice.what}" if f"alarm.{notice.what}" in say else "alarm.other"
    text = say(key, what=notice.what, count=max(notice.count, 1), hours=notice.hours)
    title = f"⚠️ {say('alarm.title')}"
    blocks = [kit.header(title), kit.section(kit.escape(text))]
    if notice.reference:
        blocks.append(kit.context(kit.escape(say("alarm.reference", reference=notice.reference))))
    return SlackMessage(f"{title}: {text}", blocks)
