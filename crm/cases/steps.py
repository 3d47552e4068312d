"""Working on a case: how far it is, what was found, and what keeps it from happening again."""

from dataclasses import dataclass

from crm.cases import cases, clocks
from crm.refusals import CaseOver, NotUnderstood, Refused, TextTooLong
from crm.roles import rule
from crm.work import Work
from storage.tables import Case

# In the order in which they come; each may be passed over. Closing is a step of its own.
STEPS = ("new", "apologised", "cause_found", "fixed", "told")
LONGEST = 1000
_ANSWERED, _FIXED = STEPS.index("apologised"), STEPS.index("fixed")


@dataclass(frozen=True)
class Progress:
    """What whoever works on it has written down; empty texts are nothing."""

    step: str
    cause: str = ""
    prevention: str = ""
    given: str = ""


@rule("cases.work")
async def work_on(work: Work, case_id: int, progress: Progress) -> Case:
    """Note how far it is. The first step beyond `new` is the first answer, `fixed` and what follows the solution.

    Raises:
        Refused: Gone, NotAllowed, CaseOver, NotUnderstood (no such step), TextTooLong.
    """
    if progress.step not in STEPS:
        raise Refused(NotUnderstood("step"))
    texts = [text.strip() for text in (progress.cause, progress.prevention, progress.given)]
    if any(len(text) > LONGEST for text in texts):
        raise Refused(TextTooLong(LONGEST))
    person, case = await cases.reached(work, case_id)
    if case.state != "open":
        raise Refused(CaseOver())
    case.step = progress.step
    case.cause, case.prevention, case.given = (text or None for text in texts)
    reached = STEPS.index(progress.step)
    case.replied_at = (case.replied_at or work.now) if reached >= _ANSWERED else None
    case.solved_at = (case.solved_at or work.now) if reached >= _FIXED else None
    await cases.show(work, person, case)
    return case


@rule("cases.reopen")
async def reopen(work: Work, case_id: int) -> Case:
    """It was not put right after all: the clocks start anew. Reopening what is open changes nothing.

    Raises:
        Refused: Gone, NotAllowed.
    """
    person, case = await cases.reached(work, case_id)
    if case.state == "closed":
        case.state, case.step, case.closed_at = "open", "reopened", None
        await clocks.start(work, case)
        await cases.show(work, person, case)
    return case
