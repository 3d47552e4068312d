"""/customer invite, and the button that does the same."""

from crm import etiquette
from crm.notices import WhichCustomer
from crm.voice import invites
from crm.work import Work
from handlers import invite_page
from handlers.slack.answers import Answer, Tell
from handlers.slack.heard import Heard
from handlers.slack.say import sentence


async def invite(work: Work, heard: Heard, name: str) -> Answer:
    """The code itself goes to the rep's own DM; here stands the link, for whoever is in a hurry."""
    return await _make(work, heard, name.strip()) if name.strip() else sentence("invites.usage")


async def pressed(work: Work, heard: Heard) -> Answer:
    """`value` is the customer's number."""
    return await _make(work, heard, int(heard.value))


async def _make(work: Work, heard: Heard, who: str | int) -> Answer:
    made = await invites.make(work, who, invite_page.sentence)
    if isinstance(made, WhichCustomer):
        return Tell(made)
    until = heard.say.moment(made.expires_at, heard.house.business.zone)
    return sentence("invites.made", who=etiquette.named(made.customer, heard.language), link=made.link, until=until)
