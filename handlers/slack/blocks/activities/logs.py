"""What was understood of a log line, and the questions around it; its forms are in log_forms."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from crm import etiquette
from crm.notices import Doubt, Due, DueOption, LogSaved, LogShort, WhoIsMeant
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import kit, words

# Beyond these the form is the better place.
DOUBTS = 5


def log_saved(notice: LogSaved, say: Phrases, zone: ZoneInfo) -> SlackMessage:
    who = words.customer(notice.customer, notice.company, say)
    title = say(f"log.{notice.state}", who=who, kind=words.kind(notice.kind, say), day=say.day(notice.day))
    if notice.state == "undone":
        return SlackMessage(title, [kit.section(f"~{title}~"), kit.context(say("log.undone_hint"))])
    blocks = [kit.section(f"*{title}*\n{kit.escape(notice.text)}")]
    if notice.followups:
        blocks.append(kit.section("\n".join(say("log.due", due=words.due(each, say)) for each in notice.followups)))
    blocks += [block for doubt in notice.doubts[:DOUBTS] for block in _asked(doubt, notice.followups, say)]
    blocks += _buttons(notice, say, zone)
    return SlackMessage(kit.cut(f"{title} {_owed(notice.followups, say)}".strip(), kit.TEXT), blocks)


def _buttons(notice: LogSaved, say: Phrases, zone: ZoneInfo) -> list[kit.Block]:
    edit = kit.button(say("log.edit"), "log.edit", str(notice.interaction_id))
    card = kit.button(say("customer.open"), "customer.card", str(notice.customer_id))
    if notice.state != "saved":
        return [kit.actions(edit, card)]  # what was changed since cannot be undone: no button promises it
    undo = kit.button(say("log.undo"), "log.undo", notice.operation, confirm=_confirm(notice, say))
    until = notice.undo_until.astimezone(zone)
    return [kit.actions(undo, edit, card), kit.context(say("log.undo_until", time=f"{until:%H:%M}"))]


def _confirm(notice: LogSaved, say: Phrases) -> kit.Block:
    others = say.list(tuple(etiquette.named(each, say.language) for each in notice.others))
    text = say("log.undo_text_all", who=others) if notice.others else say("log.undo_text")
    return {
        "title": {"type": "plain_text", "text": say("log.undo_title")},
        "text": {"type": "plain_text", "text": kit.cut(text, 300)},
        "confirm": {"type": "plain_text", "text": say("log.undo")},
        "deny": {"type": "plain_text", "text": say("form.cancel")},
    }


def _owed(followups: tuple[Due, ...], say: Phrases) -> str:
    return " ".join(f"{say.when(each.day, each.time)} {words.what(each.what, say)}" for each in followups)


def _asked(doubt: Doubt, followups: tuple[Due, ...], say: Phrases) -> Iterator[kit.Block]:
    """The doubt as a question with its answers to press, or as a remark where only the form can mend it."""
    yield kit.section(_doubtful(doubt, followups, say))
    answers = [
        kit.button(say.when(each.day, each.time), f"log.choose:{doubt.followup_id}-{at}", _answer(doubt, each))
        for at, each in enumerate(doubt.options)
    ]
    if answers:
        yield kit.actions(*answers)


def _answer(doubt: Doubt, option: DueOption) -> str:
    """The follow-up and the day: "12.2026-12-04" or "12.2026-12-04T15:00"."""
    return f"{doubt.followup_id}.{option.day}" + (f"T{option.time:%H:%M}" if option.time else "")


def _doubtful(doubt: Doubt, followups: tuple[Due, ...], say: Phrases) -> str:
    due = next((each for each in followups if each.followup_id == doubt.followup_id), None)
    said = kit.escape(kit.cut(doubt.said, 60))
    if doubt.why == "weekday" and doubt.options:
        written = doubt.options[0].day
        return say("log.doubt_weekday", day=say.bare_day(written), weekday=say.weekday(written))
    when = "" if due is None else say.when(due.day, due.time)
    if doubt.why == "year" and due is not None:
        when = say.day(due.day, year=True)
    why = "period" if doubt.why == "weekday" else doubt.why
    return say(f"log.doubt_{why}", said=said, when=when)


def log_short(notice: LogShort, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    who = say.list(tuple(words.customer(each, None, say) for each in notice.customers))
    lines = [say("log.short", who=who, kind=words.kind(notice.kind, say))]
    lines += [say("log.due", due=words.due(each, say)) for each in notice.followups]
    lines += [f":grey_question: {_doubtful(each, notice.followups, say)}" for each in notice.doubts[:DOUBTS]]
    blocks = [kit.section("\n".join(lines))]
    if notice.dm:
        blocks.append(kit.context(f"<{notice.dm}|{say('log.in_dm')}>"))
    return SlackMessage(kit.cut("\n".join(lines).replace("*", ""), kit.TEXT), blocks)


def who_is_meant(notice: WhoIsMeant, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    name = kit.escape(notice.name)
    new = kit.button(say("log.create", name=notice.name), "log.create", str(notice.draft_id))
    if not notice.choices:
        text = say("log.nobody", name=name)
        return SlackMessage(text, [kit.section(text), kit.actions({**new, "style": "primary"})])
    text = say("log.close" if notice.close else "log.which", name=name)
    buttons = [
        kit.button(
            say("customer.choice", name=each.name, company=each.company or "—", owner=each.owner),
            f"log.pick:{each.customer_id}",
            f"{notice.draft_id}.{each.customer_id}",
        )
        for each in notice.choices
    ]
    return SlackMessage(text, [kit.section(text), kit.actions(*buttons, new)])
