"""What a handover would come to, before anything is stored: who gets whom, what moves, and what speaks against it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from crm.handovers import splitting
from crm.handovers.faults import CustomersOfOthers, NobodyToHand, SuccessorMissing, SuccessorUnfit
from crm.handovers.plans import KINDS, Wish
from crm.refusals import Gone, NotAllowed, Past, Refused, WrongFields
from crm.roles import reaches
from crm.work import Work
from storage import audit, company_settings, reps
from storage.handovers import previews, rows
from storage.handovers.previews import Known
from storage.tables import CompanySettings, Rep

# The list of customers that is shown by name; and the most that are divided by hand, one question each.
SHOWN = 10
BY_HAND = 20


@dataclass(frozen=True)
class Conflict:
    """Why somebody should look twice. `kind`: away (the successor is), load (over what the company has settled),
    refused (the customer was not content with this successor before), waits (already in another handover), lead (the
    customers hear of it later than they should).
    """

    kind: str
    rep: str = ""
    customer: str = ""
    n: int = 0


@dataclass(frozen=True)
class Part:
    """What one successor would get: `customers` of them, on top of `load`."""

    rep_id: int
    slack_id: str
    name: str
    customers: int
    load: int


@dataclass(frozen=True)
class Line:
    """A customer by name, what hangs on them, and who gets them."""

    customer_id: int
    name: str
    company: str | None
    rep_id: int
    open: int
    reachable: bool


@dataclass(frozen=True)
class Preview:
    """`moves`: how many of each of KINDS are open; `reachable`: customers in LINE; `lines`: the first by name.

    `split`: {customer: successor}, whole. `approval`: a manager must agree.
    """

    wish: Wish
    predecessor: Rep
    parts: tuple[Part, ...]
    moves: Mapping[str, int]
    reachable: int
    lines: tuple[Line, ...]
    conflicts: tuple[Conflict, ...]
    split: Mapping[int, int]
    approval: bool
    notice_day: date

    @property
    def customers(self) -> int:
        return len(self.split)


@dataclass(frozen=True)
class _Facts:
    """All that is known of the matter, read once."""

    predecessor: Rep
    successors: dict[int, Rep]
    known: list[Known]
    waits: list[Known]
    hanging: dict[str, dict[int, int]]
    loads: dict[int, int]
    settings: CompanySettings


async def preview(work: Work, wish: Wish) -> Preview:
    """For rules that have seen that the actor may: what it would come to.

    Raises:
        Refused: Gone, WrongFields (successors, dates), NobodyToHand, CustomersOfOthers.
    """
    facts = await _facts(work, wish)
    split = _split(facts, wish)
    notice_day = _notice_day(work, facts.settings, wish)
    return Preview(
        wish=wish,
        predecessor=facts.predecessor,
        parts=tuple(_parts(facts, split)),
        moves={kind: sum(n for each, n in facts.hanging[kind].items() if each in split) for kind in KINDS},
        reachable=sum(each.reachable for each in facts.known),
        lines=tuple(_line(facts, each, split[each.id]) for each in facts.known[: max(SHOWN, BY_HAND)]),
        conflicts=tuple(await _conflicts(work, facts, split, wish)),
        split=split,
        approval=await needs_approval(work, facts.settings, facts.predecessor, len(split)),
        notice_day=notice_day,
    )


async def needs_approval(work: Work, settings: CompanySettings, predecessor: Rep, customers: int) -> bool:
    """By the company's settings; who may decide about the predecessor has decided by proposing."""
    if work.actor.role == "admin" or (work.actor.role == "manager" and predecessor.team_id in work.actor.teams):
        return False
    if settings.handover_approval == "above":
        return customers > settings.handover_above
    return settings.handover_approval == "always"


async def refused(work: Work, owner: Rep) -> NotAllowed | None:
    """None where the actor reaches the owner's customers; else the refusal, which stands in the audit log too.

    Returned, not raised: what is raised is rolled back, and the line with it.
    """
    if work.actor.role != "read_only" and reaches(work, owner):
        return None
    await audit.note(work.session, work, "refusals", owner.id, {"refused": work.rule})
    return NotAllowed(work.rule)


def _notice_day(work: Work, settings: CompanySettings, wish: Wish) -> date:
    """When the predecessor writes: as early as the company wants, and a business day; not before today."""
    business = work.house.business
    lead = wish.effective_day.toordinal() - settings.handover_notice_days
    return business.on_or_after(max(date.fromordinal(lead), work.today))


async def _facts(work: Work, wish: Wish) -> _Facts:
    _must_be_a_plan(work, wish)
    named = await reps.by_slack_ids(work.session, [wish.predecessor, *wish.successors])
    people = {each.slack_id: each for each in named}
    predecessor = people.get(wish.predecessor)
    if predecessor is None:
        raise Refused(Gone())
    successors = [_fit(work, people.get(each)) for each in wish.successors]
    everybody = await previews.known(work.session, predecessor.id)
    chosen = [each for each in everybody if not wish.customers or each.id in set(wish.customers)]
    if len(chosen) < len(wish.customers):
        raise Refused(WrongFields((("customers", CustomersOfOthers(predecessor.full_name)),)))
    waiting = await rows.pending_of(work.session, [each.id for each in chosen])
    free = [each for each in chosen if each.id not in waiting]
    if not free:
        raise Refused(WrongFields((("customers", NobodyToHand(predecessor.full_name, len(chosen))),)))
    return _Facts(
        predecessor=predecessor,
        successors={each.id: each for each in successors},
        known=free,
        waits=[each for each in chosen if each.id in waiting],
        hanging=await previews.hanging(work.session, predecessor.id),
        loads=await previews.loads(work.session, [each.id for each in successors]),
        settings=await company_settings.current(work.session),
    )


def _must_be_a_plan(work: Work, wish: Wish) -> None:
    if not wish.successors or wish.predecessor in wish.successors:
        raise Refused(WrongFields((("successors", SuccessorMissing()),)))
    if wish.effective_day < work.today:
        raise Refused(WrongFields((("effective_day", Past()),)))
    back_too_soon = wish.return_day is not None and wish.return_day <= wish.effective_day
    if back_too_soon or (wish.reason == "cover" and wish.return_day is None):
        raise Refused(WrongFields((("return_day", Past()),)))


def _fit(work: Work, rep: Rep | None) -> Rep:
    """Somebody who can take over."""
    if rep is None or not rep.active or (rep.role == "read_only" and rep.slack_id not in work.house.admins):
        raise Refused(WrongFields((("successors", SuccessorUnfit(rep.full_name if rep else "")),)))
    return rep


def _split(facts: _Facts, wish: Wish) -> dict[int, int]:
    if wish.method == "hand":
        numbers = {rep.slack_id: rep.id for rep in facts.successors.values()}
        first = next(iter(facts.successors))
        return {each.id: numbers.get(wish.by_hand.get(each.id, ""), first) for each in facts.known}
    if wish.method == "even":
        return splitting.even(facts.known, list(facts.successors))
    return splitting.fewest(facts.known, facts.loads)


def _parts(facts: _Facts, split: Mapping[int, int]) -> list[Part]:
    numbers = Counter(split.values())
    return [
        Part(rep.id, rep.slack_id, rep.full_name, numbers[rep.id], facts.loads[rep.id])
        for rep in facts.successors.values()
    ]


def _line(facts: _Facts, each: Known, rep_id: int) -> Line:
    owed = sum(facts.hanging[kind].get(each.id, 0) for kind in KINDS)
    return Line(each.id, each.name, each.company, rep_id, owed, each.reachable)


async def _conflicts(work: Work, facts: _Facts, split: Mapping[int, int], wish: Wish) -> Sequence[Conflict]:
    away = await rows.away(work.session, list(facts.successors), wish.effective_day)
    names = {each.id: each.name for each in facts.known}
    bad = await previews.refused(work.session, facts.predecessor.id, list(facts.successors))
    found = [Conflict("away", facts.successors[each].full_name) for each in sorted(away)]
    limit = facts.settings.handover_load
    loads = [(part.name, part.load + part.customers) for part in _parts(facts, split)]
    found += [Conflict("load", name, n=load) for name, load in loads if limit is not None and load > limit]
    found += [
        Conflict("refused", facts.successors[rep].full_name, names[customer])
        for customer, rep in sorted(bad)
        if split.get(customer) == rep
    ]
    if facts.waits:
        found.append(Conflict("waits", customer=facts.waits[0].name, n=len(facts.waits)))
    lead = (wish.effective_day - work.today).days
    if wish.told and lead < facts.settings.handover_notice_days:
        found.append(Conflict("lead", n=max(lead, 0)))
    return found
