"""The buttons of a nudge, a bundle and a list: done, not done after all, later, somebody else."""

from crm.activities import followups
from crm.records import cards
from crm.work import Work
from handlers.slack import home
from handlers.slack.answers import Answer, Errors, Open, Tell
from handlers.slack.blocks.activities import followups as blocks
from handlers.slack.heard import Heard
from handlers.slack.records import customers
from reminders import when
from reminders.when import Moment


async def done(work: Work, heard: Heard) -> Answer | None:
    """`value` is the follow-up; the nudge itself changes."""
    await followups.settle(work, int(heard.value), "done")
    return await home.redrawn(work, heard)


async def done_on_card(work: Work, heard: Heard) -> Answer:
    """The same on a customer's card, which is drawn anew: otherwise nothing would be seen to happen."""
    settled = await followups.settle(work, int(heard.value), "done")
    return customers.drawn_anew(await cards.card(work, settled.customer_id), heard)


async def undo(work: Work, heard: Heard) -> Answer | None:
    """`value` is the follow-up; it stands there again as it did."""
    await followups.reopen(work, int(heard.value))
    return await home.redrawn(work, heard)


async def snooze(work: Work, heard: Heard) -> Answer | None:
    """`value` is "follow-up.until"; a date is asked for in a form."""
    number, _, until = heard.value.partition(".")
    if until == blocks.DATE:
        return Open(blocks.until_form(await followups.show(work, int(number)), home.place(heard), heard.say))
    await followups.snooze(work, int(number), until)
    return await home.redrawn(work, heard)


async def put_off(work: Work, heard: Heard) -> Answer | None:
    """The form of another date. What stands in a list is not drawn anew by a form, so its reader is told."""
    number, _, where = str(heard.view["private_metadata"]).partition(".")
    moment = moment_of(work, heard)
    if isinstance(moment, Errors):
        return moment
    notice = await followups.reschedule(work, int(number), moment.day, moment.time)
    return home.at(where) or (Tell(notice) if where else None)


async def handing(work: Work, heard: Heard) -> Answer:
    """`value` is the follow-up, or "follow-up.where"."""
    number, _, where = heard.value.partition(".")
    return Open(blocks.hand_form(await followups.show(work, int(number)), where, heard.say))


async def hand(work: Work, heard: Heard) -> Answer | None:
    number, _, where = str(heard.view["private_metadata"]).partition(".")
    notice = await followups.hand(work, int(number), heard.state.get("person", ""), heard.state.get("word", ""))
    return Tell(notice) if where else None


def moment_of(work: Work, heard: Heard) -> Moment | Errors:
    """The date in a form's field, or what is the matter with it."""
    moment = when.field(heard.state.get("when", ""), work.house.business.local(work.now))
    if moment is None:
        return Errors({"when": heard.say("refused.not_understood")})
    if moment.doubt is not None:
        return Errors({"when": heard.say("followup.when_doubt", when=heard.say.when(moment.day, moment.time))})
    return moment
