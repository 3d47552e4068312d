"""What points have come to: every month adds up, from the opening balance over each line to the closing one."""

import csv
import io
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from sqlalchemy import insert

from crm.notices import PointFlows, PointsMonth, PointsMonthFile, PointSums, RewardTaken, TierCost
from crm.points.bank import giving, ledger, reports
from crm.points.bank.giving import Gift
from crm.points.bank.ledger import Slip, Term
from crm.points.bank.reports import COLUMNS, Month
from crm.refusals import NotAllowed, NotUnderstood, Refused, TooManyEntries
from handlers.locales import phrases
from handlers.slack.blocks.points import reports as blocks
from storage.points import wallets
from storage.store import Store
from storage.tables import Customer, PointEntry, Redemption, Rep
from tests.builders import HOUSE, NOW, a_customer, a_rep, saved, written
from tests.deeds import by, refused
from tests.line_events import rows
from tests.passing_time import spoken
from tests.points.programmes import a_programme

START = datetime(2026, 1, 10, 1, tzinfo=UTC)
MONTHS = [Month(2026, number) for number in range(1, 13)]
NO_SUMS = PointSums(0, 0, 0)


async def a_history(store: Store, random: Random, people: Sequence[Customer], steps: int = 60) -> None:
    """Whatever may happen to points, over ten months."""
    now = START
    for number in range(steps):
        now += timedelta(days=random.randint(0, 9))
        with suppress(Refused):
            async with written(store, now) as work:
                await _step(work, random, random.choice(people).id, number)


async def _step(work, random: Random, customer_id: int, number: int) -> None:
    points, slip = random.randint(1, 500), Slip(f"step:{number}", "hand")
    last = work.today + timedelta(days=random.randint(20, 200))
    match random.choice(["earn", "earn", "pend", "release", "spend", "refund", "reverse", "expire", "adjust"]):
        case "earn":
            await ledger.earn(work, customer_id, points, slip, until=last)
        case "pend":
            await ledger.pend(work, customer_id, points, slip, Term(last, work.today))
        case "release":
            await ledger.release(work, f"step:{random.randint(0, number)}")
        case "spend":
            await ledger.spend(work, customer_id, points, slip)
        case "expire":
            wallet = await wallets.of(work.session, customer_id)
            assert wallet is None or await ledger.expire(work, wallet.id) >= 0
        case "adjust":
            await ledger.adjust(work, customer_id, random.choice([-points, points]), slip, until=last)
        case back:
            await _back(work, random, back, number)


async def _back(work, random: Random, back: str, number: int) -> None:
    known = [each for each in await _keys(work) if each[1] == ("spend" if back == "refund" else "earn")]
    if known:
        key, slip = random.choice(known)[0], Slip(f"step:{number}", "returned")
        await (ledger.refund if back == "refund" else ledger.reverse)(work, key, slip, random.randint(1, 200))


async def _keys(work) -> list[tuple[str, str]]:
    first, last = MONTHS[0].first, MONTHS[-1].last
    return [(each.key, each.kind) for each in await reports.reports.entries(work.session, first, last, 1000)]


async def _month(store: Store, rep: Rep, text: str, now: datetime = NOW) -> PointsMonth:
    async with by(store, rep, now) as work:
        return await reports.month(work, text)


def summed(entries: Sequence[PointEntry]) -> PointSums:
    return PointSums(*(sum(getattr(each, name) for each in entries) for name in ("points", "pending", "owed")))


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_every_month_of_any_history_adds_up(store, seed):
    admin, random = await a_rep(store, role="admin"), Random(seed)
    await a_history(store, random, [await a_customer(store) for _ in range(3)])
    every = await rows(store, PointEntry)

    months = [await _month(store, admin, str(each)) for each in MONTHS]

    assert {each.kind for each in every} >= {"earn", "pending", "spend", "expire", "reverse", "adjust"}
    assert months[0].opening == NO_SUMS
    for each, following in pairwise(months):
        assert each.closing == following.opening
    for each in months:
        assert each.closing == summed([entry for entry in every if entry.day <= each.last])
        assert each.opening.points + each.flows.total == each.closing.points


@pytest.mark.parametrize("seed", [4, 5])
async def test_the_file_adds_up_row_by_row(store, seed):
    admin, random = await a_rep(store, role="admin"), Random(seed)
    await a_history(store, random, [await a_customer(store) for _ in range(3)])

    for which in MONTHS[:10]:
        async with store.read() as session:
            file = [dict(zip(COLUMNS, row, strict=True)) async for row in reports.rows_of(session, which)]
        month = await _month(store, admin, str(which))
        balance = int(file[0]["balance"])
        for row in file[1:-1]:
            balance += int(row["points"])
            assert int(row["balance"]) == balance
            assert which.first.isoformat() <= row["day"] <= which.last.isoformat()
        assert (file[0]["kind"], file[-1]["kind"]) == ("opening", "closing")
        assert (int(file[0]["balance"]), balance) == (month.opening.points, month.closing.points)
        assert int(file[-1]["balance"]) == balance


async def test_a_file_of_several_pages_leaves_nothing_out(store):
    who = await a_customer(store)
    async with written(store) as work:
        await ledger.earn(work, who.id, 1, Slip("first", "hand"))
        wallet = await wallets.of(work.session, who.id)
        assert wallet is not None
        wallet.balance += reports.PAGE + 4
        [entry] = await reports.reports.entries(work.session, work.today, work.today, 1)
        line = entry.model_dump(exclude={"id", "key"})
        made = [line | {"key": f"k{number}"} for number in range(reports.PAGE + 4)]
        await work.session.execute(insert(PointEntry), made)

    async with store.read() as session:
        file = [row async for row in reports.rows_of(session, Month(2026, 11))]

    assert len(file) == reports.PAGE + 5 + 2
    assert file[-1][COLUMNS.index("balance")] == str(reports.PAGE + 5)


async def test_each_figure_is_what_its_explanation_says(store):
    await a_programme(store, value_yen=2)
    admin, who = await a_rep(store, role="admin"), await a_customer(store)
    async with written(store) as work:
        await ledger.earn(work, who.id, 1000, Slip("purchase:1", "purchase"), until=date(2026, 12, 1))
        await ledger.reverse(work, "purchase:1", Slip("refund:1", "returned"), 100)
        await ledger.spend(work, who.id, 300, Slip("redemption:1", "redemption"))
        await ledger.refund(work, "redemption:1", Slip("undone:1", "undone"), 60)
        await ledger.pend(work, who.id, 70, Slip("visit:1", "visit"), Term(ready_on=date(2027, 1, 1)))
    async with written(store, datetime(2026, 12, 2, 1, tzinfo=UTC)) as work:
        wallet = await wallets.of(work.session, who.id)
        assert wallet is not None
        await ledger.expire(work, wallet.id)

    november = await _month(store, admin, "2026-11")
    december = await _month(store, admin, "2026-12")

    assert november.flows == PointFlows(earned=1000, returned=100, spent=300, restored=60)
    assert (november.opening, november.closing) == (NO_SUMS, PointSums(660, 70, 0))
    assert november.value_yen == 2
    assert december.flows == PointFlows(expired=660)
    assert december.closing == PointSums(0, 70, 0)
    assert reports.breakage(december.year) == 73  # 660 of 900
    assert reports.redemption(december.year) == 27  # 240 of 900


def test_rates_of_nothing_are_unknown_and_others_are_rounded_half_up():
    assert reports.breakage(PointFlows()) is None
    assert reports.redemption(PointFlows(returned=5)) is None
    assert reports.rate(1, 8) == 13
    assert reports.rate(1, 3) == 33


async def test_the_cost_of_tiers_and_rewards_is_that_of_the_month(store):
    programme = await a_programme(store)
    admin, gold, none = await a_rep(store, role="admin"), await a_customer(store), await a_customer(store)
    async with written(store) as work:
        await giving.give(work, programme, gold.id, Gift(3000, Slip("a", "hand")))
        await giving.give(work, programme, none.id, Gift(50, Slip("b", "hand")))
    for number, used in enumerate([NOW, NOW, datetime(2026, 12, 1, tzinfo=UTC)]):
        await a_redemption(store, gold, number, state="used", used_at=used)
    await a_redemption(store, gold, 9, state="held", used_at=None)

    month = await _month(store, admin, "2026-11")

    assert month.tiers == (TierCost("ゴールド", 1, 3000, 600), TierCost("", 0, 50, 0))
    assert month.rewards == (RewardTaken("コーヒー券", 2, 600, 600),)


async def a_redemption(store: Store, who: Customer, number: int, **more: object) -> None:
    async with store.read() as session:
        wallet = await wallets.of(session, who.id)
    assert wallet is not None
    known = {"customer_id": who.id, "wallet_id": wallet.id, "reward": "coffee", "name": "コーヒー券", "points": 300}
    digests = {"code_digest": f"c{number}", "page_digest": f"p{number}", "valid_until": NOW, "cost": 300}
    await saved(store, Redemption(**(known | digests | more)))


async def test_one_can_turn_as_far_as_there_are_entries(store):
    admin, who = await a_rep(store, role="admin"), await a_customer(store)
    async with written(store, datetime(2026, 9, 10, 1, tzinfo=UTC)) as work:
        await ledger.earn(work, who.id, 1, Slip("a", "hand"))

    turns = {each: await _month(store, admin, each) for each in ("2026-09", "2026-10", "")}

    assert {name: (each.earlier, each.later) for name, each in turns.items()} == {
        "2026-09": (False, True),
        "2026-10": (True, True),
        "": (True, False),
    }
    assert turns[""].first == date(2026, 11, 1)


@pytest.mark.parametrize("text", ["2026", "2026-13", "11-2026", "2026-1", "x", "0000-01"])
async def test_what_is_no_month_is_refused(store, text):
    admin = await a_rep(store, role="admin")

    async with refused(NotUnderstood("month")):
        await _month(store, admin, text)


@pytest.mark.parametrize("role", ["read_only", "rep"])
async def test_reports_are_for_those_who_answer_for_people(store, role):
    who = await a_rep(store, role=role)

    async with refused(NotAllowed("point_reports.month")):
        await _month(store, who, "")


async def test_the_file_goes_to_whoever_asked_for_it(store):
    manager, who = await a_rep(store, slack_id="UMANAGER", role="manager"), await a_customer(store)
    async with written(store) as work:
        await ledger.earn(work, who.id, 12, Slip("=cmd", "hand"))
        await ledger.spend(work, who.id, 5, Slip("s", "redemption"))

    async with by(store, manager) as work:
        await reports.file(work, "2026-11")

    [row] = await spoken(store)
    notice = PointsMonthFile(date(2026, 11, 1), tuple(tuple(each) for each in row.fields["rows"]))
    [(name, body, _title)] = blocks.points_month_file(notice, phrases("ja"), HOUSE.business.zone).files
    read = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    assert (row.recipient, name) == ("UMANAGER", "points-2026-11.csv")
    assert [(each["kind"], each["points"], each["balance"], each["key"]) for each in read] == [
        ("opening", "", "0", ""),
        ("earn", "12", "12", "'=cmd"),
        ("spend", "-5", "7", "s"),
        ("closing", "", "7", ""),
    ]


async def test_a_month_too_long_for_a_message_names_the_command(store):
    admin, who = await a_rep(store, role="admin"), await a_customer(store)
    async with written(store) as work:
        await ledger.earn(work, who.id, 1, Slip("first", "hand"))
        entry = (await reports.reports.entries(work.session, NOW.date(), NOW.date(), 1))[0]
        line = entry.model_dump(exclude={"id", "key"})
        await work.session.execute(insert(PointEntry), [line | {"key": f"k{n}"} for n in range(reports.MOST)])

    async with refused(TooManyEntries(reports.MOST, "2026-11")), by(store, admin) as work:
        await reports.file(work, "")
