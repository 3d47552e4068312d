"""The audit log writes itself: every change, by whom, in which operation, before and after."""

import ast
import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from types import NoneType, UnionType
from typing import get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlmodel import col

from crm import reps
from crm.activities import drafts, followups, interactions, loglines
from crm.records import customers
from crm.reps import Description
from crm.work import SYSTEM, Work
from reminders import when
from storage import audit
from storage.history import restore, values
from storage.store import Store
from storage.tables import Audit, Company, Customer, Followup, Interaction, Rep, Tracked
from tests.builders import HOUSE, NOW, a_case, a_customer, a_followup, a_rep, an_answer, an_interaction, saved, written
from tests.line_events import acting, rows

ROOT = Path(__file__).parent.parent
ZONE = HOUSE.business.zone
KINDS = sorted(Tracked.__subclasses__(), key=lambda kind: str(kind.__tablename__))


async def lines(store: Store, *tables: str) -> list[Audit]:
    """Audit lines in order, of these tables or of all."""
    async with store.read() as session:
        found = list(await session.scalars(select(Audit).order_by(col(Audit.id))))
    return [line for line in found if not tables or line.table_name in tables]


# --- what a line says ------------------------------------------------------------------------------------------------


async def test_a_new_row_is_told_with_operation_actor_rule_and_moment(store):
    rep = await a_rep(store)

    async with acting(store, rep) as work:
        made = await customers.create(work, "株式会社サクラ 田中一郎")

    company, customer = await lines(store, "companies", "customers")
    assert (company.operation, customer.operation) == (work.operation, work.operation)
    assert (customer.rule, customer.actor, customer.at) == ("customers.create", f"rep:{rep.id}", NOW)
    assert (customer.row_id, customer.row_version, customer.customer_id) == (made.id, 1, made.id)
    assert customer.before is None
    assert (customer.after["name"], customer.after["owner_id"]) == ("田中一郎", rep.id)
    assert company.after["name"] == "株式会社サクラ"


async def test_a_change_is_told_with_both_sides_and_the_next_version(store):
    rep = await a_rep(store, full_name="佐藤 花子")

    async with acting(store, rep) as work:
        await reps.describe(work, Description("佐藤 華子", "さとうはなこ", "en"))

    _, line = await lines(store, "reps")
    assert (line.rule, line.row_id, line.row_version) == ("reps.describe", rep.id, 2)
    changed = {name for name in line.after if line.before[name] != line.after[name]}
    assert changed == {"full_name", "reading", "language", "version"}
    assert (line.before["full_name"], line.after["full_name"]) == ("佐藤 花子", "佐藤 華子")
    assert (line.before["version"], line.after["version"]) == (1, 2)


async def test_a_row_that_goes_is_told_as_it_was_last(store):
    customer = await a_customer(store, name="田中 一郎")

    async with written(store) as work:
        await work.session.delete(await work.session.get(Customer, customer.id))

    line = (await lines(store, "customers"))[-1]
    assert line.after is None
    assert (line.before["name"], line.row_id, line.customer_id) == ("田中 一郎", customer.id, customer.id)


async def test_what_hangs_on_a_customer_is_told_with_the_customer(store):
    customer = await a_customer(store)
    await a_followup(store, customer=customer)

    [line] = await lines(store, "followups")
    assert line.customer_id == customer.id


async def test_a_rule_inside_another_acts_in_the_name_of_the_outer_one(store):
    rep = await a_rep(store)
    await a_customer_with_keys(store, rep)

    async with acting(store, rep) as work:
        await interactions.log(work, *understood("田中 訪問 見積の件。来週金曜15時に電話"))

    assert {line.rule for line in await lines(store, "interactions", "followups")} == {"interactions.log"}


async def test_two_changes_in_two_flushes_are_two_versions(store):
    followup = await a_followup(store, customer=await a_customer(store))

    async with written(store) as work:
        row = await work.session.get(Followup, followup.id)
        for what in ("電話", "訪問", "訪問"):
            row.what = what
            await work.session.flush()

    told = await lines(store, "followups")
    assert [(line.row_version, line.after["what"]) for line in told] == [(1, "電話"), (2, "訪問")]


async def test_what_is_set_to_what_it_was_is_no_change(store):
    rep = await a_rep(store, full_name="佐藤 花子")

    async with written(store) as work:
        (await work.session.get(Rep, rep.id)).full_name = "佐藤 花子"

    assert len(await lines(store, "reps")) == 1


# --- nobody gets past it ---------------------------------------------------------------------------------------------


async def test_a_change_outside_of_a_unit_of_work_is_refused(store):
    rep = await a_rep(store)

    with pytest.raises(RuntimeError, match="unit of work"):
        async with store.write() as session:
            (await session.get(Rep, rep.id)).full_name = "誰か"

    [kept] = await rows(store, Rep)
    assert kept.full_name == rep.full_name


async def test_after_the_block_of_a_unit_of_work_its_name_is_not_used_any_more(store):
    with pytest.raises(RuntimeError, match="unit of work"):
        await founded_and_then_some(store)

    assert await rows(store, Company) == []


async def founded_and_then_some(store: Store) -> None:
    async with store.write() as session:
        await founded(Work(session, NOW, SYSTEM, house=HOUSE), "サクラ")
        session.add(Company(name="モミジ", key="モミジ", created_at=NOW))


async def founded(work: Work, name: str, then: Exception | None = None) -> None:
    """A company in a savepoint of its own, which may fail in the end."""
    async with work.savepoint():
        await work.save(Company(name=name, key=name))
        if then is not None:
            raise then


async def test_a_savepoint_that_is_rolled_back_leaves_no_line(store):
    async with store.write() as session:
        work = Work(session, NOW, SYSTEM, house=HOUSE)
        with pytest.raises(RuntimeError):
            await founded(work, "サクラ", then=RuntimeError())
        await founded(work, "モミジ")

    assert [line.after["name"] for line in await lines(store)] == ["モミジ"]
    assert [company.name for company in await rows(store, Company)] == ["モミジ"]


async def renamed(work: Work, rep: Rep, name: str, then: Exception | None = None) -> None:
    async with work.savepoint():
        (await work.session.get(Rep, rep.id, populate_existing=True)).full_name = name
        await work.session.flush()
        if then is not None:
            raise then


async def test_a_change_taken_back_with_its_savepoint_leaves_the_version_as_it_was(store):
    rep = await a_rep(store)

    async with store.write() as session:
        work = Work(session, NOW, SYSTEM, house=HOUSE)
        with pytest.raises(RuntimeError):
            await renamed(work, rep, "誰か", then=RuntimeError())
        await renamed(work, rep, "佐藤 華子")

    told = await lines(store, "reps")
    assert [(line.row_version, line.after["full_name"]) for line in told] == [(1, "佐藤 花子"), (2, "佐藤 華子")]


# What is to be forgotten must not be remembered by the log: an erasure stands there as a row of its own, and a page of
# somebody's data with who made it and who looked at it.
LETTING_GO = {"storage/privacy/forgetting.py", "storage/retention.py"}


def test_no_statement_of_ours_changes_an_audited_table_behind_the_logs_back():
    """The session tells the log of rows, not of `update(Customer)`."""
    audited = {kind.__name__ for kind in KINDS}
    found = []
    for room in ("storage", "crm", "reminders", "handlers", "bot"):
        for path in (ROOT / room).rglob("*.py"):
            if str(path.relative_to(ROOT)) in LETTING_GO:
                continue
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Name):
                    verb = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                    if verb in {"update", "delete", "insert"} and node.args[0].id in audited:
                        found.append(f"{path.relative_to(ROOT)}:{node.lineno}")

    assert found == []


async def test_after_a_day_of_work_the_log_knows_every_row_as_it_stands(store):
    rep = await a_rep(store)
    customer = await a_customer_with_keys(store, rep)
    await a_case(store, customer=customer, answer=await an_answer(store, customer=customer, score=3))
    async with acting(store, rep) as work:
        saved_ = await interactions.log(work, *understood("田中 訪問 見積の件。来週金曜15時に電話"))
        await drafts.keep(work, "山本 訪問", "山本", {})
    async with acting(store, rep) as work:
        await interactions.edit(work, saved_[0].interaction_id, "online", "見積の件", [])
        await followups.snooze(work, saved_[0].followups[0].followup_id, "tomorrow")
    async with acting(store, rep) as work:
        await followups.settle(work, saved_[0].followups[0].followup_id, "done")

    newest = {(line.table_name, line.row_id): line for line in await lines(store)}
    for kind in KINDS:
        for row in await rows(store, kind):
            line = newest.pop((str(kind.__tablename__), row.id))
            assert line.row_version == row.version, kind
            assert restore(kind, line.after) == restore(kind, json.loads(json.dumps(values(row)))), kind
    assert newest == {}


async def a_customer_with_keys(store: Store, rep: Rep) -> Customer:
    async with acting(store, rep) as work:
        return await customers.create(work, "田中一郎")


def understood(text: str) -> tuple[str, loglines.LogLine]:
    here = NOW.astimezone(ZONE)
    return text, loglines.read(text, when.find(text, here, HOUSE.business), here.date(), here.time())


# --- there and back --------------------------------------------------------------------------------------------------

PLAIN = {
    int: st.integers(0, 2**31),
    str: st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20),
    bool: st.booleans(),
    date: st.dates(),
    time: st.times(),
    datetime: st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=9))])),
    dict: st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=3),
    list: st.lists(st.text(max_size=3), max_size=3),
    NoneType: st.none(),
}


def a_row(kind: type[Tracked], draw) -> dict:
    """A value for each column, by what the class says of it."""
    return {
        name: draw(st.one_of(PLAIN[get_origin(each) or each] for each in _either(hint)))
        for name, hint in get_type_hints(kind).items()
        if name in kind.model_fields
    }


def _either(hint: object) -> tuple:
    return get_args(hint) if get_origin(hint) is UnionType else (hint,)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__tablename__)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_what_the_log_holds_can_be_read_back_for_every_column(kind, data):
    row = a_row(kind, data.draw)

    stored = json.loads(json.dumps(values(kind(**row))))

    assert restore(kind, stored) == row


async def test_what_the_log_holds_brings_a_row_back_in_the_database_too(store):
    customer = await a_customer(store, reading="たなか いちろう", language="en")
    touched = await an_interaction(store, customer=customer, day=date(2026, 11, 19))
    owed = await a_followup(
        store, customer=customer, at=time(15, 30), interaction_id=touched.id, nudged_at=NOW, promise=True
    )
    before = values((await rows(store, Followup))[0]), values((await rows(store, Interaction))[0])

    async with written(store) as work:
        for kind, number in ((Followup, owed.id), (Interaction, touched.id)):
            await work.session.delete(await work.session.get(kind, number))
    async with written(store) as work:
        for line in reversed(await audit.of_operation(work.session, (await lines(store))[-1].operation)):
            assert await audit.invert(work.session, line)

    after = values((await rows(store, Followup))[0]), values((await rows(store, Interaction))[0])
    assert [{**each, "version": 1} for each in after] == list(before)
    assert {each["version"] for each in after} == {2}


async def test_a_column_that_is_no_more_is_left_out(store):
    made = await saved(store, Company(name="サクラ", key="さくら"))

    assert "fax" not in restore(Company, {**values(made), "fax": "03-0000-0000"})
