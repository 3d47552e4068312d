"""「前回からの要点」: what to know before speaking to a customer again, read in ten seconds at their door."""

from datetime import datetime, time

from crm.activities import followups, nudges
from crm.handovers import leavers
from crm.notices import CustomerBrief, News, Touch, WhichCustomer
from crm.records import cards, choices, customers, occasions, stages
from crm.roles import rule
from crm.work import Work
from storage import reps
from storage.cases import cases
from storage.records import briefs
from storage.records import cards as card_rows
from storage.tables import Customer, Interaction, SurveyAnswer

SHOWN_FOLLOWUPS = 2


@rule("briefs.look_up")
async def look_up(work: Work, name: str) -> CustomerBrief | WhichCustomer:
    """The brief on whom the words mean, or the question which of several.

    Raises:
        Refused: NobodyFound, NameMissing.
    """
    found = await choices.one(work, name, "customer.brief")
    return found if isinstance(found, WhichCustomer) else await brief(work, found.id)


@rule("briefs.show")
async def brief(work: Work, customer_id: int) -> CustomerBrief:
    """What has happened since the reader's own last touch, from the store alone; a duplicate's is the survivor's."""
    customer = await customers.survivor(work, customer_id)
    await leavers.watch(work, leavers.CUSTOMER, customer.id)
    mine = await briefs.own_last(work.session, customer.id, work.actor.id)
    theirs, colleagues = await briefs.by_others(
        work.session, customer.id, work.actor.id, (mine.day, mine.id) if mine else None
    )
    owed, overdue, number = await card_rows.owed(work.session, customer.id, nudges.clock(work), SHOWN_FOLLOWUPS)
    answers = await card_rows.answers(work.session, customer.id, 1)
    open_case = await cases.open_of(work.session, customer.id) is not None
    answer = answers[0] if answers else None
    return CustomerBrief(
        customer_id=customer.id,
        name=customer.name,
        company=customer.company.name if customer.company else None,
        title=customer.title,
        key_person=customer.key_person,
        stage=(await stages.of(work, customer, answer, open_case=open_case)).number,
        today=work.today,
        mine=cards.touch(mine) if mine else None,
        theirs=await _by(work, theirs) if theirs else None,
        colleagues=colleagues,
        followups=tuple(followups.due(each) for each in owed),
        more_followups=number - len(owed),
        overdue=overdue,
        heard=await _heard(work, customer, mine, answer),
        open_case=open_case,
        taboos=customer.taboos,
        likes=customer.likes,
        gifts=cards.gifts(customer),
        mourning_until=occasions.mourning_until(customer, work.today),
        occasions=tuple(each for each in await cards.days_of(work, customer) if each.days <= occasions.SOON),
    )


async def _by(work: Work, made: Interaction) -> Touch:
    rep = await reps.by_id(work.session, made.rep_id)
    return cards.touch(made, rep.full_name if rep else "")


async def _heard(
    work: Work, customer: Customer, mine: Interaction | None, answer: SurveyAnswer | None
) -> tuple[News, ...]:
    """The latest score and the latest words since the reader's last touch; a score's reason is not told twice."""
    since = work.house.business.moment(mine.day, time()) if mine else None
    told: list[tuple[datetime, News]] = []
    if answer is not None and (since is None or answer.answered_at >= since):
        given = News(cards.local_day(work, answer.answered_at), answer.reason or "", answer.score)
        told.append((answer.answered_at, given))
    words = await briefs.last_words(work.session, customer.id, since)
    if words is not None and (answer is None or words.text != answer.reason):
        told.append((words.at, News(cards.local_day(work, words.at), words.text)))
    return tuple(heard for _, heard in sorted(told, key=lambda each: each[0], reverse=True))
