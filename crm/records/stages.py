"""How deep the relationship is: 1 transaction, 2 trust in the rep, 3 attachment to the company, 4 fan.

Derived from the evidence of the last twelve months and always shown with it; no evidence is "not known yet", never 1.
Thresholds: the field's own definitions, see docs/data.md.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from crm.surveys import nps
from crm.work import Work
from storage.activities import followups, interactions
from storage.tables import Customer, SurveyAnswer

TWO_SIDED = ("visit", "call", "online", "meal", "exhibition")
CONTACTS = 3
KEPT = 0.8
YEAR = timedelta(days=365)
CONTENT = 7


@dataclass(frozen=True)
class Stage:
    """`number` is None while there is no evidence; `evidence` are (catalogue key, figures) pairs."""

    number: int | None
    evidence: tuple[tuple[str, dict[str, int]], ...] = ()


@dataclass(frozen=True)
class Evidence:
    """What the store knows that speaks for or against a stage."""

    per_rep: dict[int, int]
    kept: int
    promised: int
    answer: SurveyAnswer | None
    open_case: bool
    known_since: datetime


async def of(work: Work, customer: Customer, answer: SurveyAnswer | None, *, open_case: bool) -> Stage:
    """The customer's stage today, where the latest `answer` and the state of their cases are at hand."""
    kept, promised = await followups.promises(work.session, customer.id, work.house.business.local(work.now))
    per_rep = await interactions.per_rep(work.session, customer.id, TWO_SIDED, (work.now - YEAR).date())
    return judge(
        Evidence(
            per_rep=per_rep,
            kept=kept,
            promised=promised,
            answer=answer if answer is not None and work.now - answer.answered_at <= YEAR else None,
            open_case=open_case,
            known_since=customer.created_at,
        ),
        work.now,
    )


def judge(seen: Evidence, now: datetime) -> Stage:
    """The highest stage whose conditions, and those of all stages below it, are met."""
    contacts = max(seen.per_rep.values(), default=0)
    evidence: list[tuple[str, dict[str, int]]] = []
    if contacts:
        evidence.append(("stage.contacts", {"n": contacts}))
    if seen.promised:
        evidence.append(("stage.promises", {"kept": seen.kept, "n": seen.promised}))
    if seen.answer is not None:
        evidence.append(("stage.nps", {"score": seen.answer.score}))
    if not evidence:
        return Stage(None)
    return Stage(_number(seen, contacts, now), tuple(evidence))


def _number(seen: Evidence, contacts: int, now: datetime) -> int:
    trusts_rep = contacts >= CONTACTS and seen.kept >= KEPT * seen.promised
    content = seen.answer is not None and seen.answer.score >= CONTENT and not seen.open_case
    attached = trusts_rep and content and now - seen.known_since >= YEAR and len(seen.per_rep) > 1
    fan = attached and seen.answer is not None and _praises(seen.answer)
    return 1 + trusts_rep + attached + fan


def _praises(answer: SurveyAnswer) -> bool:
    return nps.band(answer.score) == "promoter" and bool(answer.reason)
