"""Working on a case: opened by hand, its clocks, its steps, and help from another department."""

from datetime import UTC, datetime, timedelta

import pytest

from crm.cases import cases, listings, opening, routing, steps
from crm.cases.steps import Progress
from crm.notices import CaseCard, CaseForYou, CaseHelp, LowScoreAlert, WhichCustomer
from crm.refusals import CaseOver, NotAllowed, NotAMember, NotUnderstood, NotYourself, TextTooLong, WordsMissing
from storage.tables import Case, Followup
from tests.builders import HOUSE, NOW, a_case, a_customer, a_rep, a_team, an_answer
from tests.deeds import by, created, refused
from tests.line_events import owed, rows

WORDS = "納期が三日遅れ、連絡もなかった"


async def opened(store, rep, customer, words=WORDS, now=NOW) -> Case:
    async with by(store, rep, now) as work:
        made = await opening.open_(work, customer.id, words)
    assert isinstance(made, Case)
    return made


async def shown(store, rep, case, now=NOW) -> CaseCard:
    async with by(store, rep, now) as work:
        return await listings.show(work, case.id)


async def test_a_complaint_that_a_rep_has_heard_is_opened_with_its_clocks_and_a_task(store):
    rep = await a_rep(store)
    customer = await a_customer(store, owner=rep, name="田中 一郎")

    case = await opened(store, rep, customer)

    [followup] = await rows(store, Followup)
    assert (case.source, case.words, case.step, case.state) == ("hand", WORDS, "new", "open")
    assert case.reply_due == HOUSE.business.add_business_hours(NOW, 4)
    assert case.solve_due == HOUSE.business.moment(
        HOUSE.business.add_business_days(HOUSE.business.local(NOW).date(), 5), HOUSE.business.closes
    )
    assert (followup.what, followup.case_id) == (opening.TASK, case.id)


async def test_what_comes_to_an_open_case_is_added_to_it(store):
    rep = await a_rep(store)
    customer = await a_customer(store, owner=rep)
    first = await opened(store, rep, customer)

    again = await opened(store, rep, customer, "電話にも出ない")

    assert again.id == first.id
    assert again.words == f"{WORDS}\n電話にも出ない"
    assert len(await rows(store, Case)) == len(await rows(store, Followup)) == 1


@pytest.mark.parametrize(
    ("words", "refusal"), [("　", WordsMissing()), ("あ" * 2001, TextTooLong(2000))], ids=["nothing", "a book"]
)
async def test_what_is_no_complaint_is_refused(store, words, refusal):
    rep = await a_rep(store)
    customer = await a_customer(store, owner=rep)

    async with refused(refusal), by(store, rep) as work:
        await opening.open_(work, customer.id, words)

    assert await rows(store, Case) == []


async def test_a_name_of_two_people_is_asked_about_and_opens_nothing(store):
    rep = await a_rep(store)
    for name in ("田中 一郎", "株式会社サクラ 田中一郎"):
        await created(store, rep, name)

    async with by(store, rep) as work:
        found = await opening.open_(work, "田中一郎様", WORDS)

    assert isinstance(found, WhichCustomer)
    assert await rows(store, Case) == []


async def test_the_first_step_stops_the_first_clock_and_the_solution_the_second(store):
    rep = await a_rep(store)
    case = await opened(store, rep, await a_customer(store, owner=rep))
    later = NOW + timedelta(hours=1)

    async with by(store, rep, later) as work:
        await steps.work_on(work, case.id, Progress("apologised", given="菓子折り"))
    answered = await shown(store, rep, case)
    async with by(store, rep, later) as work:
        await steps.work_on(work, case.id, Progress("fixed", "手配漏れ", "二人で確認", "菓子折り"))
    solved = await shown(store, rep, case)

    assert (answered.replied_at, answered.solved_at, answered.given) == (later, None, "菓子折り")
    assert (solved.replied_at, solved.solved_at) == (later, later)
    assert (solved.step, solved.cause, solved.prevention) == ("fixed", "手配漏れ", "二人で確認")


async def test_a_step_taken_by_mistake_can_be_taken_back(store):
    rep = await a_rep(store)
    case = await opened(store, rep, await a_customer(store, owner=rep))
    for step in ("fixed", "new"):
        async with by(store, rep) as work:
            await steps.work_on(work, case.id, Progress(step))

    card = await shown(store, rep, case)

    assert (card.step, card.replied_at, card.solved_at) == ("new", None, None)


@pytest.mark.parametrize(
    ("progress", "refusal"),
    [(Progress("closed"), NotUnderstood("step")), (Progress("new", "あ" * 1001), TextTooLong(1000))],
    ids=["no step", "a book"],
)
async def test_progress_that_cannot_be_is_refused(store, progress, refusal):
    rep = await a_rep(store)
    case = await opened(store, rep, await a_customer(store, owner=rep))

    async with refused(refusal), by(store, rep) as work:
        await steps.work_on(work, case.id, progress)


async def test_a_closed_case_is_worked_on_only_when_it_is_opened_again(store):
    rep = await a_rep(store)
    case = await opened(store, rep, await a_customer(store, owner=rep))
    async with by(store, rep) as work:
        await cases.close(work, case.id)

    async with refused(CaseOver()), by(store, rep) as work:
        await steps.work_on(work, case.id, Progress("fixed"))
    later = NOW + timedelta(days=7)
    async with by(store, rep, later) as work:
        await steps.reopen(work, case.id)

    card = await shown(store, rep, case)
    assert (card.step, card.replied_at, card.solved_at) == ("reopened", None, None)
    assert card.reply_due == HOUSE.business.add_business_hours(later, 4)


async def test_the_alert_of_a_score_says_what_becomes_of_its_case(store):
    rep = await a_rep(store)
    customer = await a_customer(store, owner=rep)
    case = await a_case(store, customer=customer, answer=await an_answer(store, customer=customer, score=2))

    async with by(store, rep) as work:
        await cases.close(work, case.id)
    async with by(store, rep) as work:
        await steps.reopen(work, case.id)

    assert [notice.state for notice in await owed(store, LowScoreAlert)] == ["closed", "open"]


async def test_a_colleague_is_asked_and_the_owner_hears_how_it_goes(store):
    rep, colleague = await a_rep(store, full_name="佐藤 健太"), await a_rep(store, full_name="鈴木 花子")
    case = await opened(store, rep, await a_customer(store, owner=rep))

    async with by(store, rep) as work:
        await routing.route(work, case.id, colleague.slack_id, "在庫を確認してください")
    async with by(store, colleague) as work:
        await routing.acknowledge(work, case.id)
    async with by(store, colleague) as work:
        await routing.acknowledge(work, case.id)
    async with by(store, colleague) as work:
        await routing.help_(work, case.id, "代わりの品を手配しました")

    asked = await owed(store, CaseForYou)
    assert [(each.state, each.note) for each in asked] == [
        (state, "在庫を確認してください") for state in ("asked", "acknowledged", "done")
    ]
    assert [(each.state, each.helper, each.words) for each in await owed(store, CaseHelp)] == [
        ("acknowledged", "鈴木 花子", ""),
        ("done", "鈴木 花子", "代わりの品を手配しました"),
    ]
    card = await shown(store, rep, case)
    assert (card.helper, card.help, card.owner) == ("鈴木 花子", "done", "佐藤 健太")


async def test_when_another_colleague_is_asked_the_first_need_not(store):
    rep, first, second = [await a_rep(store) for _ in range(3)]
    case = await opened(store, rep, await a_customer(store, owner=rep))

    for each in (first, second, second):
        async with by(store, rep) as work:
            await routing.route(work, case.id, each.slack_id, "")

    assert [each.state for each in await owed(store, CaseForYou)] == ["asked", "withdrawn", "asked"]
    async with refused(NotAllowed("cases.acknowledge")), by(store, first) as work:
        await routing.acknowledge(work, case.id)


async def test_help_is_asked_of_a_colleague_and_nobody_else(store):
    rep, gone = await a_rep(store), await a_rep(store, active=False)
    case = await opened(store, rep, await a_customer(store, owner=rep))

    for slack_id, refusal in ((rep.slack_id, NotYourself()), (gone.slack_id, NotAMember()), ("U0NOBODY", NotAMember())):
        async with refused(refusal), by(store, rep) as work:
            await routing.route(work, case.id, slack_id, "")


async def test_whoever_helps_may_work_on_the_case_and_nobody_else_may(store):
    rep, colleague, stranger = [await a_rep(store) for _ in range(3)]
    case = await opened(store, rep, await a_customer(store, owner=rep))
    async with by(store, rep) as work:
        await routing.route(work, case.id, colleague.slack_id, "")

    async with by(store, colleague) as work:
        await steps.work_on(work, case.id, Progress("cause_found", "手配漏れ"))
    async with refused(NotAllowed("cases.work")), by(store, stranger) as work:
        await steps.work_on(work, case.id, Progress("new"))

    assert (await shown(store, rep, case)).cause == "手配漏れ"
    assert (await shown(store, colleague, case)).mine
    assert not (await shown(store, stranger, case)).mine


async def test_the_list_has_the_most_urgent_in_front_and_only_what_is_ones_business(store):
    team = await a_team(store)
    manager = await a_rep(store, role="manager", team_id=team.id)
    rep, other = await a_rep(store, team_id=team.id), await a_rep(store)
    late = await opened(store, rep, await a_customer(store, owner=rep, name="遅れ"), now=NOW - timedelta(days=3))
    new = await opened(store, rep, await a_customer(store, owner=rep, name="新しい"))
    theirs = await opened(store, other, await a_customer(store, owner=other, name="よその"))
    async with by(store, other) as work:
        await routing.route(work, theirs.id, rep.slack_id, "")

    seen = {}
    for who, reader in (("rep", rep), ("manager", manager), ("other", other)):
        async with by(store, reader) as work:
            seen[who] = await listings.page(work)

    assert [line.case_id for line in seen["rep"].lines] == [late.id, new.id, theirs.id]
    assert [line.late for line in seen["rep"].lines] == [True, False, False]
    assert [line.case_id for line in seen["manager"].lines] == [late.id, new.id]
    assert [line.case_id for line in seen["other"].lines] == [theirs.id]
    assert (seen["manager"].team, seen["rep"].team) == (True, False)


@pytest.mark.parametrize(
    ("moment", "hours", "ends"),
    [
        ("2026-11-20T00:00", 4, "2026-11-20T04:00"),
        ("2026-11-20T07:00", 4, "2026-11-24T02:00"),
        ("2026-11-20T12:00", 4, "2026-11-24T04:00"),
        ("2026-11-21T01:00", 1, "2026-11-24T01:00"),
        ("2026-11-20T00:00", 9, "2026-11-20T09:00"),
        ("2026-11-20T00:00", 10, "2026-11-24T01:00"),
    ],
)
def test_business_hours_run_while_the_company_is_open(moment, hours, ends):
    """Opens at nine, closes at six in Tokyo; 23 November 2026 is a holiday."""
    begins = datetime.fromisoformat(moment).replace(tzinfo=UTC)

    assert HOUSE.business.add_business_hours(begins, hours) == datetime.fromisoformat(ends).replace(tzinfo=UTC)
