"""Why nobody has asked this customer: the rep can see it."""

from datetime import timedelta

from crm.notices import WhyLine
from crm.refusals import NotAllowed
from crm.surveys import whys
from storage.tables import Customer
from tests.builders import NOW, a_case, a_customer, a_rep, an_asking, written
from tests.deeds import by, refused
from tests.surveys import waving
from tests.surveys.waving import FIRST, LAST

DAY = timedelta(days=1)


async def test_a_rep_sees_who_is_not_asked_and_why(store):
    rep = await a_rep(store)
    angry, tired, _ = await waving.people(store, 3, owner=rep)
    await a_case(store, customer=angry)
    await an_asking(store, customer=tired, at=NOW - 10 * DAY)
    await a_customer(store, owner=rep)
    await waving.people(store, 1)

    async with by(store, rep) as work:
        told = await whys.mine(work)

    assert told.lines == (WhyLine(angry.id, "田中 0", "case"), WhyLine(tired.id, "田中 1", "recent", 10))
    assert (told.more, told.unlinked) == (0, 1)


async def test_whom_a_wave_has_passed_by_is_named_with_its_day(store):
    admin = await a_rep(store, role="admin")
    [customer] = await waving.people(store, 1, owner=admin)
    await a_case(store, customer=customer)
    await waving.a_month(store)
    await waving.started(store, admin)
    await waving.mornings(store, FIRST, LAST, minutes=60)

    async with by(store, admin, waving.at(LAST, 18)) as work:
        told = await whys.mine(work)

    assert [(each.why, each.wave) for each in told.lines] == [("case", FIRST)]


async def test_of_one_customer_the_reason_is_told(store):
    rep = await a_rep(store)
    customer = await a_customer(store, owner=rep)

    async with by(store, rep) as work:
        told = await whys.of(work, customer.id)

    assert [each.why for each in told.lines] == ["unlinked"]


async def test_other_peoples_customers_are_not_told_of(store):
    customer = await a_customer(store)

    async with refused(NotAllowed("survey_whys.of")), by(store, await a_rep(store)) as work:
        await whys.of(work, customer.id)


async def test_long_lists_are_cut_and_counted(store):
    rep = await a_rep(store)
    await waving.people(store, whys.SHOWN + 3, owner=rep)
    async with written(store) as work:
        for number in range(1, whys.SHOWN + 4):
            (await work.session.get(Customer, number)).mourning_until = NOW.date() + DAY

    async with by(store, rep) as work:
        told = await whys.mine(work)

    assert (len(told.lines), told.more) == (whys.SHOWN, 3)
