"""Who is not being asked, and why."""

from zoneinfo import ZoneInfo

from crm.notices import WhyLine, WhyNotSent
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit, words


def why_not_sent(notice: WhyNotSent, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    if not notice.lines:
        who = words.customer(notice.who, None, say)
        text = say("survey_why.may", who=who) if notice.who else say("survey_why.none")
        return SlackMessage(text, [kit.section(text), *_unlinked(notice, say)])
    title = say("survey_why.title", count=len(notice.lines) + notice.more)
    lines = "\n".join(_line(each, say) for each in notice.lines)
    more = f"\n{say('survey_why.more', count=notice.more)}" if notice.more else ""
    return SlackMessage(title, [kit.section(f"*{title}*"), kit.section(lines + more), *_unlinked(notice, say)])


def _line(line: WhyLine, say: Phrases) -> str:
    why = say(f"survey_why.{line.why}", days=line.days)
    why = f"{why} {say('survey_why.wave', day=say.day(line.wave))}" if line.wave else why
    return say("survey_why.line", who=words.customer(line.customer, None, say), why=why)


def _unlinked(notice: WhyNotSent, say: Phrases) -> list[kit.Block]:
    return [kit.context(say("survey_why.unlinked_count", count=notice.unlinked))] if notice.unlinked else []
