"""Proposing a handover: from a command or a form to something that others can agree to."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from crm.activities import followups
from crm.handovers import boards, leavers, previews
from crm.handovers.faults import AlreadyDecided, CustomersOfOthers, TooManyByHand
from crm.handovers.plans import CHOICES, KINDS, MOVE, Wish, Words
from crm.handovers.previews import Preview
from crm.notices import Choice, WhichCustomer
from crm.records import choices
from crm.refusals import Gone, NotAllowed, Refused, WrongFields
from crm.roles import rule
from crm.work import Work
from storage import company_settings, many, reps
from storage.handovers import rows
from storage.records import customers
from storage.tables import Customer, Handover, HandoverCustomer, Rep

TEXT = 2000


@dataclass(frozen=True)
class Beginning:
    """What a command said already, for the first form: the predecessor, their customers (none: all), successors.

    `suggested`: the first day on which customers can be told as early as the company wants.
    """

    predecessor: Rep
    customers: tuple[Choice, ...]
    successors: tuple[Rep, ...]
    suggested: date
    reason: str = "transfer"


@rule("handovers.begin")
async def begin(
    work: Work, names: Sequence[str | int], people: Sequence[str], *, of_people: bool
) -> Beginning | WhichCustomer | NotAllowed:
    """What the words mean. `names`: customers by name or number; `people`: Slack ids in the order in which they were
    typed, the first of them the predecessor where `of_people`.

    Raises:
        Refused: NobodyFound, NameMissing, Gone, CustomersOfOthers.
    """
    found = list[Customer]()
    for name in names:
        one = await choices.one(work, name, "handover.start")
        if isinstance(one, WhichCustomer):
            return one
        found.append(one)
    staff = [await _rep(work, each) for each in people]
    predecessor = await _predecessor(work, found, staff[0] if of_people else None)
    if no := await previews.refused(work, predecessor):
        return no
    successors = staff[1:] if of_people else staff
    known = tuple(
        Choice(each.id, each.name, each.company.name if each.company else None, predecessor.full_name) for each in found
    )
    return Beginning(predecessor, known, tuple(successors), await _suggested(work))


async def _suggested(work: Work) -> date:
    settings = await company_settings.current(work.session)
    return work.house.business.on_or_after(work.today + timedelta(days=settings.handover_notice_days))


@rule("handovers.take_up")
async def take_up(work: Work, draft_id: int) -> Beginning | NotAllowed:
    """The draft that was made when somebody left, for the first form.

    Raises:
        Refused: Gone, AlreadyDecided when somebody has taken it up.
    """
    draft = await rows.by_id(work.session, draft_id)
    predecessor = await reps.by_id(work.session, draft.from_id) if draft else None
    if draft is None or predecessor is None:
        raise Refused(Gone())
    if draft.state != "draft":
        raise Refused(AlreadyDecided(draft.state, ""))
    if no := await previews.refused(work, predecessor):
        return no
    return Beginning(predecessor, (), (), work.house.business.on_or_after(work.today), draft.reason)


async def _rep(work: Work, slack_id: str) -> Rep:
    rep = await reps.by_slack_id(work.session, slack_id)
    if rep is None:
        raise Refused(Gone())
    return rep


async def _predecessor(work: Work, found: Sequence[Customer], named: Rep | None) -> Rep:
    owners = {each.owner_id for each in found}
    if named is None:
        named = await reps.by_id(work.session, next(iter(owners), work.actor.id))
    if named is None:
        raise Refused(Gone())
    if owners - {named.id}:
        raise Refused(CustomersOfOthers(named.full_name))
    return named


@rule("handovers.preview")
async def preview(work: Work, wish: Wish) -> Preview | NotAllowed:
    """What it would come to; nothing is stored.

    Raises:
        Refused: those of previews.preview, and TooManyByHand.
    """
    if no := await _no(work, wish):
        return no
    seen = await previews.preview(work, wish)
    if wish.method == "hand" and seen.customers > previews.BY_HAND:
        raise Refused(WrongFields((("method", TooManyByHand(previews.BY_HAND)),)))
    return seen


async def _no(work: Work, wish: Wish) -> NotAllowed | None:
    return await previews.refused(work, await _rep(work, wish.predecessor))


@rule("handovers.propose")
async def propose(work: Work, wish: Wish, words: Words, task: str = "") -> Handover | NotAllowed:
    """Ask whoever must agree. Until they have, nothing changes for the customers. `task` words the call before any
    message to a customer.

    Raises:
        Refused: those of preview.
    """
    if no := await _no(work, wish):
        return no
    # Two who propose the same customer wait for each other here; the second one finds them waiting.
    await customers.lock_all_of(work.session, (await _rep(work, wish.predecessor)).id)
    seen = await previews.preview(work, wish)
    handover = _handover(work, seen, words)
    await work.save(handover)
    calls = await _calls(work, words, seen, task)
    new = [_row(handover, number, rep, words, calls) for number, rep in sorted(seen.split.items())]
    # Thousands at once, while somebody waits: through the session it would take twice as long.
    await many.add(work.session, work, HandoverCustomer, new)
    await leavers.settle_draft(work, handover.from_id)
    await boards.show(work, handover)
    return handover


def _handover(work: Work, seen: Preview, words: Words) -> Handover:
    wish = seen.wish
    chosen = {kind: words.choices.get(kind, MOVE) for kind in KINDS}
    return Handover(
        from_id=seen.predecessor.id,
        made_by_id=work.actor.id,
        reason=wish.reason,
        state="asked" if seen.approval else "agreeing",
        effective_day=wish.effective_day,
        return_day=wish.return_day,
        overlap_until=wish.overlap_until,
        choices={kind: choice if choice in CHOICES else MOVE for kind, choice in chosen.items()},
        told=wish.told and bool(words.farewell and words.greeting),
        notice_day=words.notice_day or seen.notice_day,
        farewell=_kept(words.farewell),
        greeting=_kept(words.greeting),
        joint_visit=wish.joint_visit,
        note=_kept(words.note),
        conflicts=[asdict(each) for each in seen.conflicts],
        asked_at=work.now,
    )


def _kept(text: str | None) -> str | None:
    return (text or "").strip()[:TEXT] or None


async def _calls(work: Work, words: Words, seen: Preview, task: str) -> dict[int, int]:
    """A call for the predecessor to make before anything is written: {customer: number of the follow-up}."""
    day = words.notice_day or seen.notice_day
    found = {}
    for number in sorted(words.calls & set(seen.split)):
        customer = await customers.by_id(work.session, number)
        if customer is not None:
            owed = await followups.add(work, customer, task, day, owner_id=seen.predecessor.id)
            found[number] = owed.id
    return found


def _row(handover: Handover, number: int, rep_id: int, words: Words, calls: Mapping[int, int]) -> dict[str, object]:
    """One customer of it, as it is stored."""
    return {
        "handover_id": handover.id,
        "customer_id": number,
        "from_id": handover.from_id,
        "to_id": rep_id,
        "first_step": _kept(words.first_steps.get(number)),
        "call_id": calls.get(number),
    }


@rule("handovers.advise")
async def advise(work: Work, row_id: int, first_step: str) -> HandoverCustomer:
    """What the predecessor would do first for this customer.

    Raises:
        Refused: Gone, NotAllowed.
    """
    row = next(iter(await rows.locked_rows(work.session, [row_id])), None)
    if row is None:
        raise Refused(Gone())
    if work.actor.id != row.from_id:
        raise Refused(NotAllowed(work.rule))
    row.first_step = _kept(first_step)
    return row
