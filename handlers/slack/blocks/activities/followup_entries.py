"""A new follow-up: what was understood, the questions that it leaves open, and the form."""

from datetime import date, time
from zoneinfo import ZoneInfo

from crm.activities.followup_entries import Blank
from crm.notices import FollowupAdded, WhenFollowup, WhoseFollowup
from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage, View
from handlers.slack.blocks import kit, words
from handlers.slack.blocks.activities import followups

SHOWN = 10


def followup_added(notice: FollowupAdded, say: Phrases, zone: ZoneInfo) -> SlackMessage:
    key = "followup.added_for" if notice.owner else "followup.added"
    title = say(key, owner=kit.escape(notice.owner), n=len(notice.lines))
    lines = [kit.section(followups.owed(each, say)) for each in notice.lines[:SHOWN]]
    left = len(notice.lines) - SHOWN
    more = [kit.context(say("followup.more", n=left))] if left > 0 else []
    undo = kit.button(say("followup.undo"), "followup.take_back", notice.operation)
    everything = kit.button(say("followup.list_button"), "followup.list", "mine")
    blocks = [kit.section(title), *lines, *more, kit.actions(undo, everything)]
    return SlackMessage(title, [*blocks, followups.until(notice.undo_until, say, zone)])


def whose_followup(notice: WhoseFollowup, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    name, draft = kit.escape(notice.name), str(notice.draft_id)
    new = kit.button(say("followup.create", name=notice.name), "followup.create", draft)
    if not notice.choices:
        text = say("followup.nobody", name=name)
        return SlackMessage(text, [kit.section(text), kit.actions({**new, "style": "primary"})])
    text = say("followup.close" if notice.close else "followup.which", name=name)
    buttons = [
        kit.button(
            say("customer.choice", name=each.name, company=each.company or "—", owner=each.owner),
            f"followup.pick:{each.customer_id}",
            f"{draft}.{each.customer_id}",
        )
        for each in notice.choices
    ]
    return SlackMessage(text, [kit.section(text), kit.actions(*buttons, new)])


def when_followup(notice: WhenFollowup, say: Phrases, _zone: ZoneInfo) -> SlackMessage:
    who = say.list(tuple(words.customer(each, None, say) for each in notice.customers))
    text = say("followup.when_asked", who=who, what=words.what(notice.what, say))
    days: dict[str, tuple[date, time | None]] = {
        "tomorrow": (notice.tomorrow, None),
        "business_day": (notice.business_day, None),
    }
    if notice.business_day == notice.tomorrow:
        del days["business_day"]
    guess = {"guess": (notice.guess, notice.guess_time)} if notice.guess is not None else {}
    buttons = [
        kit.button(say(f"followup.on_{name}", when=say.when(day, at)), f"followup.on:{name}", _answer(notice, day, at))
        for name, (day, at) in (guess | days).items()
    ]
    other = kit.button(say("followup.snooze_date"), "followup.pick_day", str(notice.draft_id))
    return SlackMessage(text, [kit.section(text), kit.actions(*buttons, other)])


def _answer(notice: WhenFollowup, day: date, at: time | None) -> str:
    """The draft and the day: "12.2026-12-04" or "12.2026-12-04T15:00"."""
    return f"{notice.draft_id}.{day}" + (f"T{at:%H:%M}" if at else "")


def day_form(draft: str, say: Phrases) -> View:
    """The day of a line that is kept; `private_metadata` is the draft."""
    blocks = [followups.when_field(say)]
    form = kit.modal("followup.day", say("followup.until_title"), say("form.save"), say("form.cancel"), blocks)
    return form | {"private_metadata": draft}


def new_form(blank: Blank, say: Phrases) -> View:
    """`private_metadata` is the customer, or empty where the form asks for them."""
    known = blank.customer
    whom = (
        kit.section(f"*{words.customer(known.name, known.company, say)}*")
        if known is not None
        else kit.field("customer", say("followup.customer"), kit.typeahead("customer.options", say("followup.typing")))
    )
    promise = kit.ticks("promise", [kit.option(say("followup.promise_tick"), "yes")])
    blocks = [
        whom,
        kit.field("what", say("followup.what"), kit.words("what", most=500), optional=True),
        followups.when_field(say),
        kit.field("promise", say("followup.promise_field"), promise, optional=True),
        kit.field("owner", say("followup.person"), kit.person("owner", blank.owner)),
    ]
    form = kit.modal("followup.new", say("followup.new_title"), say("form.save"), say("form.cancel"), blocks)
    return form | {"private_metadata": str(known.customer_id) if known is not None else ""}
