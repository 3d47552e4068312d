"""The two messages to customers: the predecessor takes leave, and the successor comes in before their first day.

A change of contact is service and neither advertising nor a feast: whoever declines surveys, has a complaint open or is
in mourning is told like anybody else. Not to know whom to turn to would be worst for exactly them; the words carry no
congratulation, and whoever should hear it by telephone first is marked in the form (`call_id`).
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from crm import post
from crm.notices import HandoverFarewell, HandoverGreeting, HandoverUnreached
from crm.post import LineLetter
from crm.privacy import hours
from crm.roles import rule
from crm.work import Work
from storage import ledger, reps
from storage.handovers import belongings, due, rows
from storage.handovers.due import Window
from storage.records import customers
from storage.tables import Customer, Handover, HandoverCustomer, LineUser, Outbox, Rep

MOST = 10_000
# Business days after the successor's first in which the predecessor's notice still makes sense, and then the greeting;
# nobody is told later: it would be news to nobody.
LATE_FAREWELL, LATE_GREETING = 5, 10
UNREACHED = "handover-unreached"
NAMED = 10

Letter = type[HandoverFarewell] | type[HandoverGreeting]
Due = Callable[[Work, Sequence[int]], Awaitable[list[int]]]


async def farewells(work: Work, only: Sequence[int] = ()) -> list[int]:
    """Rows whose predecessor's notice should go out now. Only reads."""
    return await due.farewells(work.session, _window(work, LATE_FAREWELL), MOST, only)


async def greetings(work: Work, only: Sequence[int] = ()) -> list[int]:
    """Rows whose successor's greeting should go out now: today is the last business day before they begin, or later,
    and the farewell went out on another business day. Only reads.
    """
    first = work.house.business.next_business_day(work.today)
    return await due.greetings(work.session, _window(work, LATE_GREETING), first, MOST, only)


def _window(work: Work, days: int) -> Window:
    business = work.house.business
    return Window(work.today, business.moment(work.today, time()), business.add_business_days(work.today, -days))


@rule("handovers.farewell")
async def farewell(work: Work, row_ids: Sequence[int]) -> list[Outbox]:
    """Let the predecessors of these rows take leave; marked in the same transaction, so never twice."""
    ready = await _ready(work, row_ids, farewells)
    for row in ready.rows:
        row.farewell_at = work.now
    return await post.to_lines(work, [_letter(work, ready, row, HandoverFarewell) for row in ready.rows])


@rule("handovers.greet")
async def greet(work: Work, row_ids: Sequence[int]) -> list[Outbox]:
    """Let the successors of these rows introduce themselves; marked in the same transaction, so never twice."""
    ready = await _ready(work, row_ids, greetings)
    for row in ready.rows:
        row.greeting_at = work.now
    return await post.to_lines(work, [_letter(work, ready, row, HandoverGreeting) for row in ready.rows])


@dataclass(frozen=True)
class _Ready:
    """Rows that are still due, locked, and all that their letters name."""

    rows: Sequence[HandoverCustomer]
    customers: Mapping[int, Customer]
    handovers: Mapping[int, Handover]
    people: Mapping[int, Rep]
    accounts: Mapping[int, LineUser]


async def _ready(work: Work, row_ids: Sequence[int], still_due: Due) -> _Ready:
    """Asked again under the lock: another machine may have been faster, or somebody have called it off."""
    ids = await belongings.customers_of(work.session, row_ids)
    known = await customers.locked_many(work.session, ids)
    found = await rows.locked_rows(work.session, row_ids)
    still = set(await still_due(work, row_ids))
    ready = [row for row in found if row.id in still]
    return _Ready(
        rows=ready,
        customers=known,
        handovers=await belongings.handovers(work.session, {row.handover_id for row in ready}),
        people=await reps.by_ids(work.session, sorted({each for row in ready for each in (row.from_id, row.to_id)})),
        accounts=await due.friends(work.session, [row.customer_id for row in ready]),
    )


def _letter(work: Work, ready: _Ready, row: HandoverCustomer, letter: Letter) -> LineLetter:
    """The names are those of now: somebody may have married since the letter was agreed upon."""
    handover, customer = ready.handovers[row.handover_id], ready.customers[row.customer_id]
    text = handover.farewell if letter is HandoverFarewell else handover.greeting
    notice = letter(
        text=text or "",
        customer=customer.name,
        predecessor=ready.people[row.from_id].full_name,
        successor=ready.people[row.to_id].full_name,
        day=handover.effective_day,
        company=work.house.company,
    )
    account = ready.accounts[customer.id]
    return LineLetter(account, notice, customer.id, hours.due(work.house.business, account, work.now))


async def unannounced(work: Work) -> list[int]:
    """Handovers of which nobody has been told yet whom LINE does not reach. Only reads."""
    announced = await due.announced(work.session, _window(work, LATE_FAREWELL))
    return [each.id for each in announced if not await ledger.used(work.session, UNREACHED, str(each.id))]


@rule("handovers.tell_unreached")
async def tell_unreached(work: Work, handover_ids: Sequence[int]) -> list[Outbox]:
    """The predecessor hears once a handover which customers nobody but a person can tell; where they have left, each
    successor of their own. Nothing is marked on the rows: who comes to LINE in time still gets the letters.
    """
    told = list[Outbox]()
    for number, handover in (await belongings.handovers(work.session, handover_ids)).items():
        if await ledger.take(work.session, UNREACHED, str(number), work.now):
            told += await _tell_unreached(work, handover)
    return told


async def _tell_unreached(work: Work, handover: Handover) -> list[Outbox]:
    names = defaultdict[int, list[str]](list)
    for to_id, name in await due.unreached(work.session, handover.id):
        names[to_id].append(name)
    people = await reps.by_ids(work.session, [handover.from_id, *names])
    predecessor = people[handover.from_id]
    if predecessor.active and names:
        names = defaultdict(list, {predecessor.id: [name for some in names.values() for name in some]})
    notices = {
        number: HandoverUnreached(
            handover.id, predecessor.full_name, tuple(theirs[:NAMED]), len(theirs), handover.effective_day
        )
        for number, theirs in names.items()
    }
    return [await post.to_rep(work, people[number], notice) for number, notice in notices.items()]
