"""The list of what is owed, ten at a time, with everything that can be done about each."""

from zoneinfo import ZoneInfo

from crm.notices import FollowupList, OwedLine
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit
from handlers.slack.blocks.activities import followups


def followup_list(notice: FollowupList, say: Phrases, zone: ZoneInfo) -> SlackMessage:
    empty = "" if notice.total else "_none"
    title = say(f"followup.list_{notice.scope}{empty}", n=notice.total, overdue=notice.overdue)
    blocks = [*_just(notice, say, zone), kit.section(f"*{title}*")]
    for each in notice.lines:
        blocks += _line(notice, each, say)
    return SlackMessage(title, [*blocks, *_foot(notice, say)])


def _just(notice: FollowupList, say: Phrases, zone: ZoneInfo) -> list[kit.Block]:
    """What the press before has done, and the way back."""
    just = notice.just
    if just is None:
        return []
    text = followups.phrase(just, say).replace("*", "")
    if just.state != "done" or just.undo_until is None:
        return [kit.section(text)]
    action = f"followup.list_undo:{just.followup_id}.{just.revision}"
    undo = kit.button(say("followup.undo"), action, _place(notice, just.followup_id))
    return [kit.section(text, accessory=undo), followups.until(just.undo_until, say, zone)]


def _line(notice: FollowupList, line: OwedLine, say: Phrases) -> list[kit.Block]:
    number = line.followup_id
    done = f"followup.list_done:{number}.{line.revision}"
    later = followups.later(str(number), say, f".{notice.scope}.{notice.page}")
    return [
        kit.section(followups.owed(line, say, owner=notice.scope == "team")),
        kit.actions(
            kit.button(say("followup.done_button"), done, _place(notice, number)),
            kit.select(f"followup.list_snooze:{number}", say("followup.snooze_button"), later),
            kit.button(say("followup.hand_button"), f"followup.hand:{number}", f"{number}.list"),
            kit.button(say("customer.open"), f"customer.card:{number}", str(line.customer_id)),
        ),
    ]


def _place(notice: FollowupList, followup_id: int) -> str:
    """The follow-up and the page it stands on, which is drawn anew."""
    return f"{followup_id}.{notice.scope}.{notice.page}"


def _foot(notice: FollowupList, say: Phrases) -> list[kit.Block]:
    turns = [
        kit.button(say(f"followup.{way}"), f"followup.page:{way}", f"{notice.scope}.{page}")
        for way, page in (("earlier", notice.page - 1), ("further", notice.page + 1))
        if 0 <= page < notice.pages
    ]
    new = kit.button(say("followup.new"), "followup.new", "new")
    shown = [kit.context(say("followup.page", page=notice.page + 1, pages=notice.pages))] if notice.pages > 1 else []
    return [*shown, kit.actions(*turns, new)]
