"""Points for a birthday: once a year, in its month, to whoever wants to be congratulated."""

from datetime import date, timedelta

import pytest

from crm.notices import BirthdayPoints
from crm.privacy import consents
from crm.surveys import quotas
from reminders.rounds import Round
from reminders.sweeps import birthday_points
from storage.points import wallets
from storage.tables import Consent, Customer
from tests.builders import HOUSE, NOW, a_case, a_customer, a_line_user, saved, written
from tests.line_events import owed
from tests.points.programmes import a_programme

# NOW is a Friday in November, 9:00 in Tokyo.
NEXT_YEAR = NOW + timedelta(days=364)


async def test_it_is_given_once_a_calendar_year(store):
    customer = await _somebody(store)

    balances = []
    for moment in (NOW, NOW + timedelta(hours=1), NOW + timedelta(days=5), NEXT_YEAR):
        await _sweep(store, moment)
        balances.append(await _balance(store, customer))

    assert balances == [500, 500, 500, 1000]
    assert (await owed(store, BirthdayPoints))[0] == BirthdayPoints("サクラ商事", customer.name, 500, 500)


@pytest.mark.parametrize(
    "changes",
    [
        {"birth_month": 12},
        {"birth_month": None, "birth_day": None},
        {"agreed": None},
        {"agreed": False},
        {"linked": False},
        {"mourning_from": date(2026, 10, 1), "mourning_until": date(2027, 9, 30)},
        {"earn": {}},
        {"enabled": False},
    ],
    ids=["another month", "unknown", "not asked", "declined", "not linked", "mourning", "no points for it", "off"],
)
async def test_whoever_is_not_to_be_congratulated_is_not(store, changes):
    customer = await _somebody(store, **changes)

    await _sweep(store)

    assert await _balance(store, customer) == 0
    assert await owed(store, BirthdayPoints) == []


async def test_a_complaint_comes_first(store):
    customer = await _somebody(store)
    await a_case(store, customer=customer)

    await _sweep(store)

    assert await _balance(store, customer) == 0


@pytest.mark.parametrize(("hours", "given"), [(-1, 0), (3, 0), (24, 0), (72, 0), (96, 500)])
async def test_it_comes_on_a_business_mornings_hour(store, hours, given):
    customer = await _somebody(store)  # Saturday, Sunday and Monday, 23 November, are days off

    await _sweep(store, NOW + timedelta(hours=hours))

    assert await _balance(store, customer) == given


async def test_the_hour_that_somebody_has_asked_for_is_kept(store):
    customer = await _somebody(store, delivery_hour=15)

    balances = []
    for hours in (0, 5, 6):
        await _sweep(store, NOW + timedelta(hours=hours))
        balances.append(await _balance(store, customer))

    assert balances == [0, 0, 500]


async def test_the_kept_fifth_of_lines_month_is_not_touched(store):
    customer = await _somebody(store)

    await _sweep(store, total=200, used=160)

    assert await _balance(store, customer) == 0


async def _somebody(store, **changes) -> Customer:
    programme = {name: changes.pop(name) for name in ("earn", "enabled") if name in changes}
    account = {name: changes.pop(name) for name in ("delivery_hour",) if name in changes}
    agreed, linked = changes.pop("agreed", True), changes.pop("linked", True)
    await a_programme(store, **programme)
    customer = await a_customer(store, **({"birth_month": 11, "birth_day": 3} | changes))
    if linked:
        await a_line_user(store, customer=customer, **account)
    if agreed is not None:
        decision = {"purpose": consents.BIRTHDAY, "granted": agreed, "text_version": "birthday-1", "channel": "line"}
        await saved(store, Consent(customer_id=customer.id, decided_at=NOW - timedelta(days=1), **decision))
    return customer


async def _sweep(store, moment=NOW, total: int | None = None, used: int = 0) -> None:
    async with written(store, moment) as work:
        await quotas.note(work, total, used, moment)
    await birthday_points.sweep(Round(store, HOUSE, moment, pause=0))


async def _balance(store, customer: Customer) -> int:
    async with store.read() as session:
        wallet = await wallets.of(session, customer.id)
    return wallet.balance if wallet else 0
