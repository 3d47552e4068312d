"""A nudge, and what became of it."""

from zoneinfo import ZoneInfo

from crm.notices import FollowupNudge
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit, words

SNOOZES = ("hour", "tomorrow", "business_day")


def followup_nudge(notice: FollowupNudge, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    who = words.customer(notice.customer, notice.company, say)
    what = words.what(notice.what, say)
    when = say.when(notice.day, notice.time)
    text = say(f"followup.{notice.state}", who=who, what=what, when=when)
    if notice.state != "due":
        return SlackMessage(text.replace("*", ""), [kit.section(text)])
    promise = f"\n{say('followup.promise')}" if notice.promise else ""
    number = str(notice.followup_id)
    later = [kit.option(say(f"followup.snooze_{each}"), f"{number}.{each}") for each in SNOOZES]
    return SlackMessage(
        text.replace("*", ""),
        [
            kit.section(text + promise),
            kit.actions(
                kit.button(say("followup.done_button"), "followup.done", number, style="primary"),
                kit.select("followup.snooze", say("followup.snooze_button"), later),
                kit.button(say("customer.open"), "customer.card", str(notice.customer_id)),
            ),
        ],
    )
