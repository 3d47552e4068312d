"""What the store knows of customers who go to another rep, put together for up to fifty of them at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from crm.activities import nudges
from crm.notices import HandoverBrief, News
from crm.notices.handover_briefs import BrokenPromise, Complaint, OwedThing
from crm.privacy import consents
from crm.records import cards, customers, occasions, stages
from crm.work import Work
from storage import reps
from storage.handovers import briefs
from storage.records import customers as customer_rows
from storage.tables import Anniversary, Customer, Followup, Interaction, Message, Rep, SurveyAnswer

# Of each kind, what is taken in within a minute.
SHOWN_PROMISES, SHOWN_FOLLOWUPS, SHOWN_BROKEN = 5, 5, 3
SHOWN_TOUCHES, SHOWN_SCORES, SHOWN_CASES, SHOWN_DAYS = 5, 5, 3, 6
# Characters of what describes a person, and of what was said or done once.
FREE, SAID = 1200, 300
REMEMBERED = timedelta(days=365)


class Asked(NamedTuple):
    """Whose brief; numbers of reps are 0, and the day None, where nobody has been named yet."""

    customer_id: int
    first_step: str = ""
    row_id: int = 0
    from_id: int = 0
    to_id: int = 0
    day: date | None = None


async def of_many(work: Work, wanted: Sequence[Asked]) -> list[HandoverBrief]:
    """The briefs of these customers, in this order; a duplicate's is the survivor's.

    Raises:
        Refused: Gone.
    """
    found = await customer_rows.by_ids(work.session, [each.customer_id for each in wanted])
    living = [await _living(work, each.customer_id, found) for each in wanted]
    known = await _known(work, list({each.id for each in living}))
    people = await reps.by_ids(
        work.session, sorted({each.from_id for each in wanted} | {each.to_id for each in wanted})
    )
    return [_brief(work, each, customer, known, people) for each, customer in zip(wanted, living, strict=True)]


async def _living(work: Work, customer_id: int, found: Mapping[int, Customer]) -> Customer:
    customer = found.get(customer_id)
    if customer is None or customer.merged_into_id is not None:
        return await customers.survivor(work, customer_id)
    return customer


@dataclass(frozen=True)
class _Known:
    """What the store knows of these customers, by their numbers."""

    promises: dict[int, list[briefs.Owed]]
    followups: dict[int, list[briefs.Owed]]
    counts: dict[int, tuple[int, int]]
    broken: dict[int, list[Followup]]
    kept: dict[int, tuple[int, int]]
    per_rep: dict[int, dict[int, int]]
    touches: dict[int, list[tuple[Interaction, str]]]
    cases: dict[int, list[briefs.Told]]
    answers: dict[int, list[SurveyAnswer]]
    words: dict[int, Message]
    days: dict[int, list[Anniversary]]
    lines: dict[int, list[str]]
    consents: dict[int, bool]


async def _known(work: Work, ids: Sequence[int]) -> _Known:
    session, clock, local = work.session, nudges.clock(work), work.house.business.local(work.now)
    year_ago = (work.now - stages.YEAR).date()
    return _Known(
        promises=await briefs.owed(session, ids, clock, SHOWN_PROMISES, promise=True),
        followups=await briefs.owed(session, ids, clock, SHOWN_FOLLOWUPS, promise=False),
        counts=await briefs.open_counts(session, ids),
        broken=await briefs.broken(session, ids, local, work.now - REMEMBERED, SHOWN_BROKEN),
        kept=await briefs.promises(session, ids, local),
        per_rep=await briefs.per_rep(session, ids, stages.TWO_SIDED, year_ago),
        touches=await briefs.touches(session, ids, SHOWN_TOUCHES),
        cases=await briefs.cases(session, ids, SHOWN_CASES),
        answers=await briefs.answers(session, ids, SHOWN_SCORES),
        words=await briefs.words(session, ids),
        days=await briefs.anniversaries(session, ids, SHOWN_DAYS),
        lines=await briefs.line_states(session, ids),
        consents=await briefs.consents(session, ids, consents.SURVEYS),
    )


def _brief(work: Work, each: Asked, customer: Customer, known: _Known, people: Mapping[int, Rep]) -> HandoverBrief:
    stage = _stage(work, customer, known)
    return replace(
        _happened(work, _owing(_person(work, each, customer, known), known), known),
        predecessor=people[each.from_id].full_name if each.from_id in people else "",
        successor=people[each.to_id].full_name if each.to_id in people else "",
        day=each.day,
        first_step=cut(each.first_step, FREE),
        stage=stage.number,
        evidence=stage.evidence,
    )


def _person(work: Work, each: Asked, customer: Customer, known: _Known) -> HandoverBrief:
    born = occasions.birthday(customer, work.today)
    days = [occasions.anniversary(row, work.today) for row in known.days.get(customer.id, ())]
    lines = known.lines.get(customer.id, [])
    return HandoverBrief(
        row_id=each.row_id,
        customer_id=customer.id,
        today=work.today,
        name=customer.name,
        reading=customer.reading,
        company=customer.company.name if customer.company else None,
        title=customer.title,
        key_person=customer.key_person,
        taboos=cut(customer.taboos, FREE),
        likes=cut(customer.likes, FREE),
        note=cut(customer.note, FREE),
        mourning_until=occasions.mourning_until(customer, work.today),
        gifts=cards.gifts(customer),
        occasions=(*([born] if born else []), *sorted(days, key=lambda day: day.days)),
        phone=customer.phone or "",
        email=customer.email or "",
        address=customer.address or "",
        language=customer.language,
        line="linked" if "friend" in lines else "gone" if lines else "none",
        consent={True: "yes", False: "no", None: "unasked"}[known.consents.get(customer.id)],
    )


def _stage(work: Work, customer: Customer, known: _Known) -> stages.Stage:
    """As crm.records.stages.of, from what is read already."""
    kept, promised = known.kept.get(customer.id, (0, 0))
    answer = next(iter(known.answers.get(customer.id, ())), None)
    seen = stages.Evidence(
        per_rep=known.per_rep.get(customer.id, {}),
        kept=kept,
        promised=promised,
        answer=answer if answer is not None and work.now - answer.answered_at <= stages.YEAR else None,
        open_case=any(told.case.state == "open" for told in known.cases.get(customer.id, ())),
        known_since=customer.created_at,
    )
    return stages.judge(seen, work.now)


def _owing(brief: HandoverBrief, known: _Known) -> HandoverBrief:
    number = brief.customer_id
    promises, followups = known.promises.get(number, []), known.followups.get(number, [])
    all_promises, all_followups = known.counts.get(number, (0, 0))
    return replace(
        brief,
        promises=tuple(map(_owed, promises)),
        more_promises=all_promises - len(promises),
        followups=tuple(map(_owed, followups)),
        more_followups=all_followups - len(followups),
    )


def _owed(each: briefs.Owed) -> OwedThing:
    row = each.followup
    return OwedThing(cut(row.what, SAID), row.due_day, row.due_time, each.late, each.slipped)


def _happened(work: Work, brief: HandoverBrief, known: _Known) -> HandoverBrief:
    number, said = brief.customer_id, known.words.get(brief.customer_id)
    answers = known.answers.get(number, [])
    told = {each.reason for each in answers}
    return replace(
        brief,
        broken=tuple(_not_kept(work, row) for row in known.broken.get(number, ())),
        complaints=tuple(_complaint(work, each) for each in known.cases.get(number, ())),
        scores=tuple(News(cards.local_day(work, a.answered_at), cut(a.reason, SAID), a.score) for a in answers),
        # A reason is written in LINE, too: it is not told twice.
        words=News(cards.local_day(work, said.at), cut(said.text, SAID)) if said and said.text not in told else None,
        touches=tuple(
            replace(cards.touch(made, name), text=cut(made.text, SAID)) for made, name in known.touches.get(number, ())
        ),
    )


def _not_kept(work: Work, row: Followup) -> BrokenPromise:
    done = cards.local_day(work, row.done_at) if row.state == "done" and row.done_at else None
    return BrokenPromise(cut(row.what, SAID), row.due_day, done)


def _complaint(work: Work, told: briefs.Told) -> Complaint:
    return Complaint(
        opened=cards.local_day(work, told.case.opened_at),
        score=told.answer.score if told.answer else None,
        words=cut(told.answer.reason if told.answer else "", SAID),
        closed=cards.local_day(work, told.case.closed_at) if told.case.closed_at else None,
        task=cut(told.task.what if told.task else "", SAID),
        task_state=told.task.state if told.task else "",
    )


def cut(text: str | None, most: int) -> str:
    text = (text or "").strip()
    return text if len(text) <= most else text[: most - 1] + "…"
