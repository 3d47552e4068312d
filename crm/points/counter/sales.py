"""Bringing in what a till has written down: each row once, for exactly the customer it means, or told as a problem."""

from collections.abc import Sequence
from dataclasses import dataclass

from crm import names
from crm.imports import cells
from crm.points.counter import buying
from crm.points.counter.buying import Sale
from crm.points.counter.sales_rows import Row
from crm.points.programme import programmes
from crm.points.programme.programme import Programme
from crm.records import customers
from crm.refusals import CustomerUnclear, NobodyFound, Refusal, Refused
from crm.roles import rule
from crm.work import Work
from storage.interchange.imports import Known
from storage.points import purchases, sales


@dataclass(frozen=True)
class Outcome:
    """What became of a row: `problem` is why nothing, `known` that it was there already."""

    number: int
    problem: Refusal | None = None
    known: bool = False
    points: int = 0


@rule("sales.judge")
async def judge(work: Work, rows: Sequence[Row]) -> list[Outcome]:
    """What would become of the rows; nothing is written."""
    there = await purchases.known(work.session, [each.key for each in rows])
    candidates = await _candidates(work, rows)
    return [_judged(each, there, candidates) for each in rows]


def _judged(row: Row, there: set[str], candidates: "_Candidates") -> Outcome:
    if row.key in there:
        return Outcome(row.number, known=True)
    meant = candidates.meant(row)
    return Outcome(row.number, problem=meant if isinstance(meant, Refusal) else None)


@rule("sales.bring")
async def bring(work: Work, rows: Sequence[Row], *, earn: bool = True) -> list[Outcome]:
    """Write the rows down as purchases of their customers' owners; points as by the programme of today, unless not
    `earn`. Nobody is told. A row that was there already changes nothing.
    """
    programme = await programmes.current(work)
    if not earn:
        programme = programme.model_copy(update={"enabled": False})
    there = await purchases.known(work.session, [each.key for each in rows])
    candidates = await _candidates(work, rows)
    judged = [(each, _judged(each, there, candidates), candidates.meant(each)) for each in rows]
    done = {each.number: outcome for each, outcome, _ in judged}
    # In the order of the customers, as everybody locks several.
    todo = [(meant, each) for each, outcome, meant in judged if isinstance(meant, int) and not outcome.known]
    for customer_id, each in sorted(todo, key=lambda one: (one[0], one[1].number)):
        done[each.number] = await _brought(work, programme, customer_id, each)
    return [done[each.number] for each in rows]


async def _brought(work: Work, programme: Programme, customer_id: int, row: Row) -> Outcome:
    if await purchases.known(work.session, [row.key]):
        return Outcome(row.number, known=True)
    try:
        async with work.savepoint():
            customer, owner = await customers.reached(work, customer_id)
            sale = Sale(row.amount, row.what, row.spent, row.day, row.key, owner.id)
            bought = await buying.buy(work, programme, customer, sale)
    except Refused as no:
        return Outcome(row.number, problem=no.refusal)
    return Outcome(row.number, points=buying.kept(bought.purchase, 0))


async def _candidates(work: Work, rows: Sequence[Row]) -> "_Candidates":
    keys = {names.key(each.name) for each in rows if each.name}
    found = await sales.candidates(
        work.session,
        numbers={each.customer for each in rows if each.customer},
        emails={each.email for each in rows if each.email},
        phones={each.phone for each in rows if each.phone},
        keys={each for each in keys if each},
    )
    return _Candidates(found)


@dataclass(frozen=True)
class _Candidates:
    """Whom the rows could mean."""

    known: Sequence[Known]

    def meant(self, row: Row) -> int | Refusal:
        """The one customer: by their number, else address, else telephone, else name (and firm). What else the row says
        of who it is must not speak against it.
        """
        found = self._by(row)
        fitting = [each for each in found if self._agrees(row, each)]
        if len(fitting) == 1:
            return fitting[0].id
        if found:
            return CustomerUnclear(len(fitting))
        return NobodyFound(row.name or row.customer or row.email or row.phone)

    def _by(self, row: Row) -> list[Known]:
        key, firm = names.key(row.name), names.key(row.company)
        ways = (
            [each for each in self.known if row.customer and each.external_id == row.customer],
            [each for each in self.known if row.email and (each.email or "").lower() == row.email],
            [each for each in self.known if row.phone and cells.figures(each.phone) == row.phone],
            [
                each
                for each in self.known
                if key and names.key(each.name) == key and (not firm or names.key(each.company or "") == firm)
            ],
        )
        return next((each for each in ways if each), [])

    def _agrees(self, row: Row, known: Known) -> bool:
        """Another name, or another number of ours, means somebody else."""
        number = not row.customer or not known.external_id or known.external_id == row.customer
        return number and (not row.name or names.key(row.name) == names.key(known.name))
