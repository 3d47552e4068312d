"""The pulse: a month after somebody else took over, one question to the customer; who is not content is heard at once.

Asked by the system, not by the successor, so that nobody has to praise somebody to their face.
"""

from collections.abc import Sequence
from datetime import time, timedelta

from crm import post
from crm.handovers import approvers
from crm.notices import PulseLow, PulseQuestion, PulseThanks, PulseWords, ReasonThanks
from crm.post import LineLetter, Reply
from crm.privacy import consents
from crm.refusals import SurveyOver
from crm.roles import rule
from crm.surveys import answers, askings
from crm.surveys.answers import Given, Tap
from crm.work import Work
from storage import reps
from storage.handovers import belongings, due, rows
from storage.handovers.due import Month
from storage.records import customers
from storage.tables import Customer, HandoverCustomer, Outbox

LOW = 2
"""1 and 2 of 5: it does not go well with the successor."""
AFTER = timedelta(days=30)
# Who may not be asked when the month is over (a complaint, another survey) may be asked until then; after that the
# answer would tell of something else.
UNTIL = timedelta(days=60)
# A customer whose successor said yes late moves after the handover's own day; later than this nobody is asked.
LATEST_MOVE = timedelta(days=60)
MOST = 10_000
_DAY = timedelta(days=1)


async def waiting(work: Work) -> list[int]:
    """Rows whose customers may be asked now. Only reads."""
    return await due.pulses(work.session, _month(work), consents.SURVEYS, MOST)


def _month(work: Work) -> Month:
    """By the company's days: who moved on the 1st is asked on the 31st, at whatever hour it was."""
    moment = work.house.business.moment
    return Month(
        since=moment(work.today - UNTIL, time()),
        until=moment(work.today - AFTER + _DAY, time()),
        asked=work.now - timedelta(days=askings.PULSE.quarantine),
        day=work.today - UNTIL - LATEST_MOVE,
    )


@rule("pulses.ask")
async def ask(work: Work, row_ids: Sequence[int]) -> list[Outbox]:
    """Ask these customers, each once: marked in the transaction that owes the question. Whom a question would hurt or
    tire (complaint, mourning, another handover, another survey) is left for a later day.
    """
    ready = await _ready(work, row_ids)
    accounts = await due.friends(work.session, ready)
    asked = [(customer, accounts[number]) for number, (_, customer) in ready.items()]
    invites = await askings.invite(work, askings.PULSE, asked)
    people = await reps.by_ids(work.session, sorted({customer.owner_id for customer, _ in asked}))
    letters = list[LineLetter]()
    for (customer, account), invite in zip(asked, invites, strict=True):
        row, _ = ready[customer.id]
        row.pulse_at = invite.asked_at  # the same moment: the report finds the answer by it
        name = people[customer.owner_id].full_name
        question = PulseQuestion(work.house.company, customer.name, name, invite.token)
        letters.append(LineLetter(account, question, customer.id))
    return await post.to_lines(work, letters)


async def _ready(work: Work, row_ids: Sequence[int]) -> dict[int, tuple[HandoverCustomer, Customer]]:
    """By customer, locked: whoever may still be asked, now that nobody can change it."""
    ids = await belongings.customers_of(work.session, row_ids)
    known = await customers.locked_many(work.session, ids)
    found = await rows.locked_rows(work.session, row_ids)
    no = await askings.refusals(work, list(known.values()), askings.PULSE)
    still = set(await due.pulses(work.session, _month(work), consents.SURVEYS, MOST, only=row_ids))
    askable = [row for row in found if row.id in still and row.customer_id not in no]
    return {row.customer_id: (row, known[row.customer_id]) for row in askable}


@rule("pulses.answer")
async def answer(work: Work, tap: Tap, reply: Reply | None) -> SurveyOver | None:
    """Take a tap: the first is the answer, later ones within a day change it; it never counts twice."""
    given = await answers.take(work, tap, askings.PULSE, reply)
    if not isinstance(given, Given):
        return given
    told = await _alerts(work, given)
    if told:
        await _retell(work, given, told)
    elif given.answer.score <= LOW:
        await _alert(work, given)
    thanks = PulseThanks(given.answer.score, given.changed, given.answer.reason is None, given.customer.name)
    await post.to_line(work, given.account, thanks, customer_id=given.customer.id, reply=reply)
    return None


async def _alerts(work: Work, given: Given) -> list[Outbox]:
    return await due.alerts(work.session, PulseLow.__name__, given.customer.id, given.answer.id)


async def _alert(work: Work, given: Given) -> None:
    """Whoever has the customer now, and whoever answers for them."""
    notice = _low(given, given.answer.score)
    above = await approvers.above(work, given.owner)
    await post.to_rep(work, given.owner, notice, customer_id=given.customer.id)
    for each in above:
        await post.to_slack(work, each, notice, customer_id=given.customer.id)


async def _retell(work: Work, given: Given, told: Sequence[Outbox]) -> None:
    """The customer has thought better of it, or worse: the alerts say so where they stand."""
    for row in told:
        notice = _low(given, int(row.fields["first"]))
        await post.to_slack(work, row.recipient, notice, customer_id=given.customer.id, update_of=row.seq)


def _low(given: Given, first: int) -> PulseLow:
    customer = given.customer
    return PulseLow(
        answer_id=given.answer.id,
        customer_id=customer.id,
        customer=customer.name,
        company=customer.company.name if customer.company else None,
        rep=given.owner.full_name,
        first=first,
        score=given.answer.score,
    )


async def explained(work: Work, given: Given, reply: Reply | None) -> list[int]:
    """For rules that have heard the reason of a score: it rings wherever the score has, else with the owner alone.

    Returns the messages that hold the words.
    """
    customer, answer = given.customer, given.answer
    notice = PulseWords(customer.id, customer.name, answer.score, answer.reason or "")
    told = [
        await post.to_slack(work, row.recipient, notice, customer_id=customer.id, thread_of=row.seq)
        for row in await _alerts(work, given)
    ]
    told = told or [await post.to_rep(work, given.owner, notice, customer_id=customer.id)]
    # Nobody is promised to the customer: they may just have complained about that very person.
    thanks = ReasonThanks(customer.name, case=False, rep=given.owner.full_name)
    await post.to_line(work, given.account, thanks, customer_id=customer.id, reply=reply)
    return [row.seq for row in told]
