"""Who sees a handover, and as what: one card a person, brought up to date in its place."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from crm import post
from crm.handovers import approvers
from crm.notices import HandoverCard, HandoverDeclined, HandoverLine, HandoverPart, HandoverUnanswered
from crm.work import Work
from storage import company_settings, reps
from storage.handovers import rows, undoing
from storage.records import customers
from storage.tables import Handover, HandoverCustomer, Rep

UNDO_WITHIN = timedelta(days=14)
SHOWN = 10
NAMED = 5
OPEN = frozenset({"draft", "asked", "agreeing", "agreed"})
Counts = Mapping[int, Mapping[str, int]]
People = Mapping[int, Rep]


async def show(work: Work, handover: Handover, *, left: int = 0) -> None:
    """Everybody concerned sees it as it stands now. `left`: what an undo could not put back."""
    await work.session.flush()
    counts = await rows.counts(work.session, handover.id)
    people = await _people(work, handover, counts)
    base = await _card(work, handover, counts, people)
    known = dict(handover.cards)
    for slack_id, can in (await _readers(work, base, handover, people)).items():
        card = replace(await _theirs(work, base, handover, can, people, slack_id), left=left)
        row = await post.to_slack(work, slack_id, card, update_of=known.get(slack_id))
        known.setdefault(slack_id, row.seq)
    if known != handover.cards:
        handover.cards = known


async def card(work: Work, handover: Handover) -> HandoverCard:
    """The handover for whoever asks, with what they may do."""
    counts = await rows.counts(work.session, handover.id)
    people = await _people(work, handover, counts)
    base = await _card(work, handover, counts, people)
    me = await reps.by_id(work.session, work.actor.id)
    slack_id = me.slack_id if me else ""
    can = (await _readers(work, base, handover, people)).get(slack_id, ())
    return await _theirs(work, base, handover, can, people, slack_id)


async def _people(work: Work, handover: Handover, counts: Counts) -> dict[int, Rep]:
    concerned = {handover.from_id, handover.made_by_id or 0, handover.decided_by_id or 0, *counts}
    return await reps.by_ids(work.session, sorted(concerned))


async def _readers(work: Work, base: HandoverCard, handover: Handover, people: People) -> dict[str, tuple[str, ...]]:
    """{Slack id: what they may do}. Whoever has seen it once goes on seeing it."""
    found: dict[str, list[str]] = {each: [] for each in handover.cards}
    maker, predecessor = people.get(handover.made_by_id or 0), people.get(handover.from_id)
    above = await approvers.above(work, predecessor) if predecessor is not None else ()
    undoable = ["undo"] if base.undo_until is not None else []
    if maker is not None:
        found.setdefault(maker.slack_id, []).extend(["cancel"] * (handover.state in OPEN) + undoable)
    for each in above:
        if handover.state == "asked":
            found.setdefault(each, []).append("approve")
        elif each in found:
            found[each].extend(undoable)
    if handover.state != "asked" and predecessor is not None and predecessor.active:
        found.setdefault(predecessor.slack_id, []).extend(["advise"] * (handover.state in OPEN - {"draft"}))
    if handover.state in {"agreeing", "agreed", "done"}:
        for part in base.parts:
            waits = bool(part.states.get("waiting")) and handover.state == "agreeing"
            if part.rep_id in people and people[part.rep_id].active:
                found.setdefault(people[part.rep_id].slack_id, []).extend(["answer"] * waits)
    return {each: tuple(dict.fromkeys(can)) for each, can in found.items()}


async def _undo_until(work: Work, handover: Handover) -> date | None:
    """The last day on which it can be taken back; None where nobody has moved, or it is too late."""
    last = await undoing.last_move(work.session, handover.id)
    if last is None or handover.state not in {"agreeing", "agreed", "done"}:
        return None
    until = work.house.business.local(last).date() + UNDO_WITHIN
    return until if work.today <= until else None


async def _card(work: Work, handover: Handover, counts: Counts, people: People) -> HandoverCard:
    def name(number: int | None) -> str:
        return people[number].full_name if number is not None and number in people else ""

    return HandoverCard(
        handover_id=handover.id,
        state=handover.state,
        predecessor=name(handover.from_id),
        by=name(handover.made_by_id) or "Kizuna",
        reason=handover.reason,
        effective_day=handover.effective_day,
        return_day=handover.return_day,
        told=handover.told,
        notice_day=handover.notice_day,
        parts=tuple(HandoverPart(number, name(number), dict(states)) for number, states in counts.items()),
        lines=(),
        customers=sum(n for states in counts.values() for n in states.values()),
        why=handover.why or "",
        decided_by=name(handover.decided_by_id),
        note=handover.note or "",
        undo_until=await _undo_until(work, handover),
        conflicts=tuple(handover.conflicts),
    )


async def _theirs(
    work: Work, base: HandoverCard, handover: Handover, can: Sequence[str], people: People, slack_id: str
) -> HandoverCard:
    mine = next((part.rep_id for part in base.parts if people[part.rep_id].slack_id == slack_id), 0)
    only = mine if slack_id not in {people[each].slack_id for each in (handover.from_id,) if each in people} else 0
    maker = people.get(handover.made_by_id or 0)
    makes = maker is not None and maker.slack_id == slack_id
    lines = await rows.page(work.session, handover.id, to_id=only if only and not makes else None, skip=0, limit=SHOWN)
    return replace(base, can=tuple(can), mine=mine, lines=await lines_of(work, lines, people))


async def lines_of(work: Work, some: Sequence[HandoverCustomer], people: People) -> tuple[HandoverLine, ...]:
    """Rows by name."""
    known = await customers.by_ids(work.session, [row.customer_id for row in some])
    return tuple(
        HandoverLine(
            row.id,
            row.customer_id,
            known[row.customer_id].name,
            known[row.customer_id].company.name if known[row.customer_id].company else None,  # type: ignore[union-attr] # seen the line before
            people[row.to_id].full_name if row.to_id in people else "",
        )
        for row in some
        if row.customer_id in known
    )


async def tell_declined(work: Work, handover: Handover, declined: Sequence[HandoverCustomer], why: str) -> None:
    """Whoever proposed it and the predecessor hear who was not taken, by whom, and why."""
    people = await reps.by_ids(work.session, [handover.from_id, handover.made_by_id or 0, declined[0].to_id])
    known = await customers.by_ids(work.session, [row.customer_id for row in declined[:NAMED]])
    by = people[declined[0].to_id].full_name if declined[0].to_id in people else ""
    notice = HandoverDeclined(handover.id, by, tuple(each.name for each in known.values()), len(declined), why)
    for number in dict.fromkeys([handover.made_by_id, handover.from_id]):
        if number in people and number != work.actor.id:
            await post.to_rep(work, people[number], notice)


async def tell_unanswered(work: Work, handover: Handover) -> None:
    """The manager hears who has not answered."""
    counts = await rows.counts(work.session, handover.id)
    people = await _people(work, handover, counts)
    settings = await company_settings.current(work.session)
    predecessor = people.get(handover.from_id)
    waiting = tuple(people[each].full_name for each, states in counts.items() if states.get("waiting"))
    number = sum(states.get("waiting", 0) for states in counts.values())
    notice = HandoverUnanswered(
        handover.id,
        handover.state,
        predecessor.full_name if predecessor else "",
        waiting if handover.state == "agreeing" else (),
        number,
        settings.handover_accept_days,
    )
    for each in await approvers.above(work, predecessor) if predecessor else ():
        await post.to_slack(work, each, notice)
