"""The timeline: everything that happened with a customer, newest first, a page at a time."""

from dataclasses import dataclass
from datetime import date

from crm.handovers import leavers
from crm.notices import WhichCustomer
from crm.records import choices, customers
from crm.roles import rule
from crm.work import Work
from storage import reps
from storage.records import timelines
from storage.records.timelines import QUERIES, Asked, Happened, Place
from storage.tables import Customer

PAGE = 15
EVERYTHING = "all"
# What a reader may want to see alone.
KINDS: dict[str, tuple[str, ...]] = {
    EVERYTHING: tuple(QUERIES),
    "touches": ("interaction",),
    "line": ("message",),
    "surveys": ("asked", "answered", "consent"),
    "cases": ("case_opened", "case_closed"),
    "followups": ("followup",),
    "changes": ("move", "merge"),
}


@dataclass(frozen=True)
class Timeline:
    """One page. `older` and `newer` say whether there is anything beyond it; `names` are ours, by number."""

    customer_id: int
    customer: str
    company: str | None
    only: str
    page: tuple[Happened, ...]
    older: bool
    newer: bool
    names: dict[int, str]
    today: date


@dataclass(frozen=True)
class Turn:
    """Where to turn the page: beyond `edge`, to what is older or `newer`."""

    edge: Place
    newer: bool


@rule("timelines.look_up")
async def look_up(work: Work, name: str) -> Timeline | WhichCustomer:
    """The timeline of whom the words mean, or the question which of several.

    Raises:
        Refused: NobodyFound, NameMissing.
    """
    found = await choices.one(work, name, "customer.timeline")
    return found if isinstance(found, WhichCustomer) else await show(work, found.id)


@rule("timelines.show")
async def show(work: Work, customer_id: int, only: str = EVERYTHING, turn: Turn | None = None) -> Timeline:
    """A page of the timeline, of one kind or of EVERYTHING; without a `turn` the newest. A duplicate's is the
    survivor's. Turning to newer things when a page of them is not there any more gives the newest page.
    """
    customer = await customers.survivor(work, customer_id)
    await leavers.watch(work, leavers.CUSTOMER, customer.id)
    only = only if only in KINDS else EVERYTHING
    found = await _nearest(work, customer, only, turn)
    if turn is not None and turn.newer and len(found) <= PAGE:
        turn, found = None, await _nearest(work, customer, only, None)
    newer, more = turn is not None and turn.newer, len(found) > PAGE
    page = sorted(found[:PAGE], key=lambda each: each.place, reverse=True)
    return Timeline(
        customer_id=customer.id,
        customer=customer.name,
        company=customer.company.name if customer.company else None,
        only=only,
        page=tuple(page),
        older=more or newer,
        newer=more if newer else turn is not None,
        names=await _names(work, page),
        today=work.today,
    )


async def _nearest(work: Work, customer: Customer, only: str, turn: Turn | None) -> list[Happened]:
    """One more than a page, the nearest first: the one more says that there is more."""
    newer = turn is not None and turn.newer
    asked = Asked(customer.id, PAGE + 1, work.house.business.zone, turn.edge if turn else None, newer)
    found = [each for kind in KINDS[only] for each in await timelines.QUERIES[kind](work.session, asked)]
    return sorted(found, key=lambda each: each.place, reverse=not newer)[: PAGE + 1]


async def _names(work: Work, page: list[Happened]) -> dict[int, str]:
    found = await reps.by_ids(work.session, sorted({each.rep_id for each in page if each.rep_id is not None}))
    return {number: rep.full_name for number, rep in found.items()}
