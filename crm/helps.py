"""Help with examples that run as they stand: they name customers whom the reader really has."""

from collections.abc import Sequence

from crm.notices import Choice, Help
from crm.records import finding
from crm.refusals import Refused
from crm.roles import rule
from crm.surveys import surveys
from crm.work import Work
from storage import helps, reps
from storage.tables import Customer

# How many are tried until one's name finds nobody else.
TRIED = 5
# A longer name does not fit into a line of a phone, and what is a mark of Slack's would end the example.
LONGEST = 40
MARKS = frozenset("`\n")


@rule("help.show")
async def show(work: Work, topic: str = "") -> Help:
    """What the actor can do, or how one command (`topic`) is used."""
    me = await reps.by_id(work.session, work.actor.id)
    if work.actor.role == "read_only":
        known, linked = await helps.newest(work.session, TRIED), list[Customer]()
    else:
        known = await helps.latest_own(work.session, work.actor.id, TRIED)
        linked = await helps.latest_own(work.session, work.actor.id, TRIED, in_line=True)
    return Help(
        role=work.actor.role,
        name=me.slack_id if me else "",
        topic=topic,
        who=await _first(work, known),
        ask=await _first(work, [each for each in linked if await surveys.askable(work, each)]),
        invites=bool(work.house.line_basic_id),
    )


async def _first(work: Work, customers: Sequence[Customer]) -> Choice | None:
    """The first of them whom a few plain words mean, and nobody else."""
    for customer in customers:
        firm = customer.company.name if customer.company else None
        for company in (None, firm):
            words = f"{company} {customer.name}" if company else customer.name
            if len(words) <= LONGEST and not MARKS & set(words) and await _means(work, words, customer):
                return Choice(customer.id, customer.name, company, "")
    return None


async def _means(work: Work, words: str, customer: Customer) -> bool:
    try:
        sure = (await finding.find(work, words)).sure
    except Refused:
        return False
    return sure is not None and sure.id == customer.id
