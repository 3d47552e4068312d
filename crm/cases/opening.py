"""Opening a case without a score: a rep has heard a complaint, or a customer's words sound like one."""

from dataclasses import replace

from crm import post
from crm.activities import followups
from crm.cases import clocks
from crm.cases.cases import Person
from crm.notices import AngryWords, WhichCustomer, unpack
from crm.records import choices, customers
from crm.refusals import Gone, Refused, TextTooLong, WordsMissing
from crm.roles import must_reach, rule
from crm.work import Work
from storage.cases import cases
from storage.surveys import surveys
from storage.tables import Case

WORDS = 2000
TASK = "case_task.apologise"
"""What the follow-up of such a case holds instead of words; a key of the catalogue."""


@rule("cases.open")
async def open_(work: Work, who: str | int, words: str) -> Case | WhichCustomer:
    """Open a case by hand for the customer, who may be in the middle of another one: then the words go to that.

    Raises:
        Refused: WordsMissing, TextTooLong, NotAllowed, those of finding.
    """
    said = words.strip()
    if not said:
        raise Refused(WordsMissing())
    if len(said) > WORDS:
        raise Refused(TextTooLong(WORDS))
    found = await choices.one(work, who, "case.new")
    if isinstance(found, WhichCustomer):
        return found
    customer, owner = await customers.reached(work, found.id)
    must_reach(work, owner)
    return await _open(work, Person(customer, owner), said, "hand")


async def _open(work: Work, person: Person, words: str, source: str, *, answer_id: int | None = None) -> Case:
    known = await cases.open_of(work.session, person.customer.id)
    if known is not None:
        known.words = "\n".join(each for each in (known.words, words) if each)[:WORDS]
        return known
    customer, owner = person
    case = Case(customer_id=customer.id, owner_id=owner.id, opened_at=work.now, source=source, words=words or None)
    case.answer_id = answer_id
    await clocks.start(work, case)
    await work.save(case)
    day = work.house.business.next_business_day(work.today)
    await followups.add(work, customer, TASK, day, case_id=case.id, owner_id=owner.id)
    return case


@rule("cases.take_up")
async def take_up(work: Work, message_id: int) -> Case:
    """The words of this message are a complaint: what was suggested is done.

    Raises:
        Refused: Gone, NotAllowed.
    """
    person, words = await _suggested(work, message_id)
    case = await _open(work, person, words, "words")
    await _settle(work, person, message_id, "opened")
    return case


@rule("cases.take_up_answer")
async def take_up_answer(work: Work, answer_id: int) -> Case:
    """An answer that raised no alarm deserves a case all the same; a second time changes nothing.

    Raises:
        Refused: Gone, NotAllowed.
    """
    answer = await surveys.answer_by_id(work.session, answer_id)
    if answer is None:
        raise Refused(Gone())
    customer, owner = await customers.reached(work, answer.customer_id)
    must_reach(work, owner)
    return await cases.of_answer(work.session, answer.id) or await _open(
        work, Person(customer, owner), answer.reason or "", "score", answer_id=answer.id
    )


@rule("cases.leave")
async def leave(work: Work, message_id: int) -> None:
    """They are none.

    Raises:
        Refused: Gone, NotAllowed.
    """
    person, _ = await _suggested(work, message_id)
    await _settle(work, person, message_id, "left")


async def _suggested(work: Work, message_id: int) -> tuple[Person, str]:
    message = await cases.message(work.session, message_id)
    if message is None or message.customer_id is None:
        raise Refused(Gone())
    customer, owner = await customers.reached(work, message.customer_id)
    must_reach(work, owner)
    return Person(customer, owner), message.text


async def _settle(work: Work, person: Person, message_id: int, state: str) -> None:
    """The suggestion says what became of it, wherever it stands."""
    customer = person.customer
    for row in await cases.suggestions(work.session, AngryWords.__name__, customer.id, message_id):
        told = unpack(row.kind, row.fields)
        assert isinstance(told, AngryWords)  # noqa: S101 - asked for by its kind
        notice = replace(told, state=state)
        await post.to_slack(work, row.recipient, notice, customer_id=customer.id, update_of=row.seq)
