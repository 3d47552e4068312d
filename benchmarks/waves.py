"""What a wave of ten thousand costs, and whether it keeps to its mornings, its companies and LINE's month."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from benchmarks.databases import databases
from crm import reps as rules
from crm.calendar import BusinessTime
from crm.house import House
from crm.surveys import waves
from crm.surveys.askings import COMPANY_MOST
from crm.surveys.waves import Wish
from crm.work import SYSTEM, Work
from reminders.rounds import Round
from reminders.sweeps import surveys
from storage import migrations
from storage.store import Store
from storage.tables import Company, Customer, LineLink, LineQuota, LineUser, Outbox, Rep, SurveyInvite, WaveCustomer

MANY, FIRMS = 10_000, 1_500
NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
HOUSE = House(admins=("U1",))
# Ten mornings; the 23rd of November is a holiday.
FIRST, LAST = date(2026, 11, 24), date(2026, 12, 7)
ROUNDS = timedelta(minutes=5)
TOTAL = 15_000
# Two hundred questions, which is a minute's worth, take a tenth of their minute at most.
PLAN_GOAL_S, ASK_GOAL_S = 30.0, 120.0


async def fill(session: AsyncSession) -> None:
    """Customers in LINE, two thirds of them in companies, some of which have more people than may be asked."""
    row = {"version": 1, "created_at": NOW}
    rep = {"id": 1, "slack_id": "U1", "display_name": "佐藤", "full_name": "佐藤 健太", "seen_at": NOW, "role": "admin"}
    await session.execute(insert(Rep), [row | rep])
    firms = [row | {"id": number, "name": f"会社{number}", "key": f"{number}"} for number in range(1, FIRMS + 1)]
    await session.execute(insert(Company), firms)
    every = range(1, MANY + 1)
    await session.execute(insert(Customer), [row | _customer(number) for number in every])
    await session.execute(insert(LineUser), [row | {"id": each, "user_id": f"U{each:032x}"} for each in every])
    links = [row | {"id": each, "line_user_id": each, "customer_id": each} for each in every]
    await session.execute(insert(LineLink), links)
    session.add(LineQuota(month="2026-11", total=TOTAL, used=0, read_at=NOW))
    session.add(LineQuota(month="2026-12", total=TOTAL, used=0, read_at=NOW))


def _customer(number: int) -> dict[str, Any]:
    company = number % FIRMS + 1 if number % 3 else None
    return {"id": number, "name": f"田中 {number}", "owner_id": 1, "company_id": company}


async def measured(url: str) -> dict[str, float]:
    """Seconds; and how many were asked outside of mornings, beyond what a company or the month takes."""
    await asyncio.to_thread(migrations.upgrade, url)
    store = Store.open(url)
    async with store.write() as session:
        await fill(session)
    began = perf_counter()
    async with store.write() as session:
        work = Work(session, NOW, SYSTEM, house=HOUSE)
        work.actor = await rules.actor_of(work, await session.get_one(Rep, 1))
        async with work.savepoint():
            await waves.start(work, Wish("nps", FIRST, LAST))
    await surveys.sweep(Round(store, HOUSE, NOW, pause=0))
    found, began = {"plan": perf_counter() - began}, perf_counter()
    for moment in _moments():
        await surveys.sweep(Round(store, HOUSE, moment, pause=0))
    found["ask"] = perf_counter() - began
    async with store.read() as session:
        found |= await _kept(session)
    await store.close()
    return found


def _moments() -> Sequence[datetime]:
    """Every few minutes of every day, nights and week-ends too."""
    start = HOUSE.business.moment(FIRST) - timedelta(hours=2)
    number = int((timedelta(days=(LAST - FIRST).days, hours=6)) / ROUNDS)
    every = (start + ROUNDS * each for each in range(number))
    return [each for each in every if 7 <= HOUSE.business.local(each).hour < 14]


async def _kept(session: AsyncSession) -> dict[str, float]:
    business: BusinessTime = HOUSE.business
    asked = list(
        await session.execute(
            select(col(SurveyInvite.asked_at), col(Customer.company_id)).join(
                Customer, col(Customer.id) == col(SurveyInvite.customer_id)
            )
        )
    )
    local = [business.local(moment) for moment, _ in asked]
    astray = [each for each in local if not (business.is_business_day(each.date()) and 9 <= each.hour < 12)]
    companies = Counter(company for _, company in asked if company is not None)
    pushed = await session.execute(select(func.count()).select_from(Outbox).where(col(Outbox.channel) == "line"))
    planned = await session.scalars(select(col(WaveCustomer.due_at)))
    days = Counter(day for each in planned if (day := business.local(each).date()) <= LAST)
    return {
        "asked": len(asked),
        "astray": len(astray),
        "crowded": sum(number > COMPANY_MOST for number in companies.values()),
        "beyond": max(pushed.scalar_one() - TOTAL * 4 // 5, 0),
        "uneven": max(days.values()) / min(days.values()) if days else 0.0,
    }


def measure() -> list[dict[str, Any]]:
    """The lines of the table."""
    with databases() as urls:
        found = {kind: asyncio.run(measured(url)) for kind, url in urls.items()}
    return [line for kind, seconds in found.items() for line in _lines(kind, seconds)]


def _lines(kind: str, found: dict[str, float]) -> list[dict[str, Any]]:
    return [
        _line(f"wave: {MANY} planned, s, {kind}", found["plan"], PLAN_GOAL_S),
        _line(f"wave: {found['asked']:.0f} asked over ten mornings, s, {kind}", found["ask"], ASK_GOAL_S),
        _line(f"wave: asked outside of mornings, {kind}", found["astray"], 0),
        _line(f"wave: companies with more than {COMPANY_MOST} asked, {kind}", found["crowded"], 0),
        _line(f"wave: messages of the month's last fifth, {kind}", found["beyond"], 0),
        _line(f"wave: fullest by emptiest morning as planned, {kind}", found["uneven"], 1.5),
    ]


def _line(name: str, value: float, goal: float) -> dict[str, Any]:
    return {
        "name": name,
        "value": round(value, 2),
        "baseline": None,
        "ratio": None,
        "goal": goal,
        "holds": value <= goal,
    }


if __name__ == "__main__":
    for each in measure():
        print(each)
