"""A nudge and what became of it; several in one message; the forms that put one off or hand it on."""

from datetime import datetime
from zoneinfo import ZoneInfo

from crm.notices import FollowupNudge, MorningBundle, OverdueBundle, OwedLine
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage, View
from handlers.slack.blocks import kit, words

SNOOZES = ("hour", "tomorrow", "business_day")
# In the same menu, but it opens a form.
DATE = "date"


def followup_nudge(notice: FollowupNudge, say: Phrases, zone: ZoneInfo) -> SlackMessage:
    text = phrase(notice, say)
    if notice.state in {"due", "given"}:
        more = [say("followup.promise")] if notice.promise else []
        more += [say("followup.word", word=kit.escape(notice.word))] if notice.word else []
        return SlackMessage(text.replace("*", ""), [kit.section("\n".join([text, *more])), _buttons(notice, say)])
    if notice.state != "done" or notice.undo_until is None:
        return SlackMessage(text, [kit.section(text)])
    undo = kit.button(say("followup.undo"), once("followup.undo", notice.revision), str(notice.followup_id))
    return SlackMessage(text, [kit.section(text, accessory=undo), until(notice.undo_until, say, zone)])


def phrase(notice: FollowupNudge, say: Phrases) -> str:
    """What is to be done, or what became of it, in one sentence."""
    contact = notice.kind == "cadence" and notice.state == "due"
    return say(
        "followup.contact_due" if contact else f"followup.{notice.state}",
        who=words.customer(notice.customer, notice.company, say),
        what=words.what(notice.what, say),
        when=say.when(notice.day, notice.time),
        by=kit.escape(notice.by),
        owner=kit.escape(notice.owner),
    )


def _buttons(notice: FollowupNudge, say: Phrases) -> kit.Block:
    number = str(notice.followup_id)
    return kit.actions(
        kit.button(say("followup.done_button"), once("followup.done", notice.revision), number, style="primary"),
        kit.select("followup.snooze", say("followup.snooze_button"), later(number, say)),
        kit.button(say("followup.hand_button"), "followup.hand", number),
        kit.button(say("customer.open"), "customer.card", str(notice.customer_id)),
    )


def once(action: str, revision: int) -> str:
    """A button counts once: where its message is shown anew, it is another button and counts again."""
    return f"{action}:{revision}" if revision else action


def later(value: str, say: Phrases, suffix: str = "") -> list[kit.Block]:
    """The ways to put off; each option's value is "value.way" with `suffix` behind it."""
    return [kit.option(say(f"followup.snooze_{each}"), f"{value}.{each}{suffix}") for each in (*SNOOZES, DATE)]


def until(moment: datetime, say: Phrases, zone: ZoneInfo) -> kit.Block:
    return kit.context(say("followup.undo_until", time=f"{moment.astimezone(zone):%H:%M}"))


def owed(line: OwedLine, say: Phrases, *, owner: bool = False) -> str:
    """A follow-up in two lines: when and for whom, and what; with `owner` also whose it is."""
    late = {None: "", 0: say("followup.late"), 1: say("followup.late_day")}
    parts = [
        f"*{say.when(line.day, line.time)}*{late.get(line.late, say('followup.late_days', n=line.late))}",
        words.customer(line.customer, line.company, say),
        *([say("followup.owner", name=kit.escape(line.owner))] if owner else []),
    ]
    what = words.what(line.what, say)
    return "　".join(parts) + "\n" + (f"{what}　{say('followup.promise')}" if line.promise else what)


def _settled(line: OwedLine, say: Phrases) -> str:
    """What became of a line of a bundle."""
    return say(
        f"followup.{line.state}",
        who=words.customer(line.customer, line.company, say),
        what=words.what(line.what, say),
        when=say.when(line.day, line.time),
        owner=kit.escape(line.owner),
    )


def _done(line: OwedLine, say: Phrases) -> kit.Block:
    action = f"followup.done:{line.followup_id}.{line.revision}"
    return kit.button(say("followup.done_button"), action, str(line.followup_id))


def _undo(line: OwedLine, say: Phrases) -> kit.Block | None:
    action = f"followup.undo:{line.followup_id}.{line.revision}"
    return kit.button(say("followup.undo"), action, str(line.followup_id)) if line.state == "done" else None


def morning_bundle(notice: MorningBundle, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    title = say("followup.morning", day=say.day(notice.day), n=len(notice.lines) + notice.more)
    head = f"*{title}*" + (f"\n{say('followup.left_by', name=kit.escape(notice.owner))}" if notice.owner else "")
    lines = [
        kit.section(owed(each, say), accessory=_done(each, say))
        if each.state == "open"
        else kit.section(_settled(each, say), accessory=_undo(each, say))
        for each in notice.lines
    ]
    more = [kit.context(say("followup.more", n=notice.more))] if notice.more else []
    everything = kit.actions(kit.button(say("followup.list_button"), "followup.list", "mine"))
    return SlackMessage(title, [kit.section(head), *lines, *more, everything])


def overdue_bundle(notice: OverdueBundle, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    title = say("followup.overdue", n=len(notice.lines) + notice.more)
    blocks = [kit.section(f"*{title}*")]
    for each in notice.lines:
        blocks += _overdue(each, say) if each.state == "open" else [kit.section(_settled(each, say))]
    more = [say("followup.more", n=notice.more)] if notice.more else []
    return SlackMessage(title, [*blocks, kit.context(*more, say("followup.overdue_hint"))])


def _overdue(line: OwedLine, say: Phrases) -> list[kit.Block]:
    number = str(line.followup_id)
    return [
        kit.section(owed(line, say, owner=True)),
        kit.actions(
            _done(line, say),
            kit.button(say("followup.hand_button"), f"followup.hand:{number}", number),
            kit.button(say("customer.open"), f"customer.card:{number}", str(line.customer_id)),
        ),
    ]


def until_form(notice: FollowupNudge, where: str, say: Phrases) -> View:
    """Another date, in words. `where`: the list it was asked for from; `private_metadata` is "number.where"."""
    blocks = [_about(notice, say), when_field(say)]
    form = kit.modal("followup.until", say("followup.until_title"), say("form.save"), say("form.cancel"), blocks)
    return form | {"private_metadata": f"{notice.followup_id}.{where}"}


def hand_form(notice: FollowupNudge, where: str, say: Phrases) -> View:
    """Whose it is now, and a word why; `private_metadata` as in `until_form`."""
    blocks = [
        _about(notice, say),
        kit.field("person", say("followup.person"), kit.person("person")),
        kit.field("word", say("followup.word_field"), kit.words("word", multiline=True, most=300), optional=True),
    ]
    form = kit.modal("followup.hand", say("followup.hand_title"), say("form.save"), say("form.cancel"), blocks)
    return form | {"private_metadata": f"{notice.followup_id}.{where}"}


def _about(notice: FollowupNudge, say: Phrases) -> kit.Block:
    who = words.customer(notice.customer, notice.company, say)
    return kit.section(f"*{who}*\n{say.when(notice.day, notice.time)}　{words.what(notice.what, say)}")


def when_field(say: Phrases) -> kit.Block:
    """A date as one says it."""
    return kit.field("when", say("followup.when"), kit.words("when", most=100), hint=say("followup.when_hint"))
