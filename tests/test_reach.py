"""Whose rows a role reaches: rule by rule, role by role, along the tree of teams."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date

import pytest
import pytest_asyncio

from crm import roles
from crm.activities import followup_entries, followups, interactions
from crm.activities.followup_entries import New
from crm.activities.interactions import Task
from crm.cases import cases, opening, routing, steps, themes
from crm.notices import LogSaved
from crm.points.bank import families, ledger, wallets
from crm.points.counter import purchases
from crm.points.rewards import tills
from crm.records import anniversaries, custom_fields, merges, profiles
from crm.refusals import NotAllowed, Refusal, Refused
from crm.relay import waits
from crm.roles import Reach
from crm.surveys import own, surveys, whys
from crm.voice import invites, unlinking
from crm.work import Actor, Work
from storage.store import Store
from storage.tables import Case, Customer, Message, Purchase, Redemption, Rep
from storage.tables.people import ROLES
from tests.builders import (
    NOW,
    a_case,
    a_customer,
    a_followup,
    a_line_user,
    a_rep,
    a_team,
    an_answer,
    saved,
    written,
)
from tests.databases import Engines
from tests.deeds import by, logged, refused
from tests.line_events import rows
from tests.points.programmes import a_programme
from tests.surveys import own as own_surveys

Deed = Callable[[Work], Awaitable[object]]


async def _edits(store: Store, customer: Customer) -> Deed:
    log = await _log_of(store, customer)
    return lambda work: interactions.edit(work, log.interaction_id, "call", "x", list[Task]())


async def _undoes(store: Store, customer: Customer) -> Deed:
    log = await _log_of(store, customer)
    return lambda work: interactions.undo(work, log.operation)


async def _chooses(store: Store, customer: Customer) -> Deed:
    [owed] = (await _log_of(store, customer)).followups
    return lambda work: interactions.choose(work, owed.followup_id, owed.day, None)


async def _log_of(store: Store, customer: Customer) -> LogSaved:
    owner = next(rep for rep in await rows(store, Rep) if rep.id == customer.owner_id)
    [log] = await logged(store, owner, "田中様 訪問。来週金曜に電話", chosen={"田中": customer.id})
    return log


async def _settles(store: Store, customer: Customer) -> Deed:
    owed = await a_followup(store, customer=customer)
    return lambda work: followups.settle(work, owed.id, "done")


async def _snoozes(store: Store, customer: Customer) -> Deed:
    owed = await a_followup(store, customer=customer)
    return lambda work: followups.snooze(work, owed.id, "hour")


async def _reschedules(store: Store, customer: Customer) -> Deed:
    owed = await a_followup(store, customer=customer)
    return lambda work: followups.reschedule(work, owed.id, date(2026, 11, 27), None)


async def _shows(store: Store, customer: Customer) -> Deed:
    owed = await a_followup(store, customer=customer)
    return lambda work: followups.show(work, owed.id)


async def _hands_on(store: Store, customer: Customer) -> Deed:
    owed, other = await a_followup(store, customer=customer), await a_rep(store)
    return lambda work: followups.hand(work, owed.id, other.slack_id)


async def _reopens(store: Store, customer: Customer) -> Deed:
    owed = await a_followup(store, customer=customer)
    async with by(store, await _owner_of(store, customer)) as work:
        await followups.settle(work, owed.id, "done")
    return lambda work: followups.reopen(work, owed.id)


async def _takes_back(store: Store, customer: Customer) -> Deed:
    async with by(store, await _owner_of(store, customer)) as work:
        made = await followup_entries.make(work, New(customer.id, "電話", date(2026, 11, 27), None))
    return lambda work: followup_entries.take_back(work, made.operation)


async def _owner_of(store: Store, customer: Customer) -> Rep:
    return next(rep for rep in await rows(store, Rep) if rep.id == customer.owner_id)


async def _closes(store: Store, customer: Customer) -> Deed:
    case = await a_case(store, customer=customer, answer=await an_answer(store, customer=customer, score=2))
    return lambda work: cases.close(work, case.id)


async def _a_case_of(store: Store, customer: Customer, **more: object) -> Case:
    return await a_case(store, customer=customer, **more)


async def _complains(_store: Store, customer: Customer) -> Deed:
    return lambda work: opening.open_(work, customer.id, "遅い")


async def _works(store: Store, customer: Customer) -> Deed:
    case = await _a_case_of(store, customer)
    return lambda work: steps.work_on(work, case.id, steps.Progress("apologised"))


async def _opens_again(store: Store, customer: Customer) -> Deed:
    case = await _a_case_of(store, customer, state="closed", step="closed", closed_at=NOW)
    return lambda work: steps.reopen(work, case.id)


async def _asks_for_help(store: Store, customer: Customer) -> Deed:
    case, helper = await _a_case_of(store, customer), await a_rep(store)
    return lambda work: routing.route(work, case.id, helper.slack_id, "")


async def _wrote(store: Store, customer: Customer) -> Message:
    account = await a_line_user(store, customer=customer)
    said = {"direction": "in", "platform_id": f"m{customer.id}", "kind": "text", "text": "ひどい", "at": NOW}
    return await saved(store, Message(line_user_id=account.id, customer_id=customer.id, **said))


async def _takes_up(store: Store, customer: Customer) -> Deed:
    message = await _wrote(store, customer)
    return lambda work: opening.take_up(work, message.id)


async def _leaves(store: Store, customer: Customer) -> Deed:
    message = await _wrote(store, customer)
    return lambda work: opening.leave(work, message.id)


async def _takes_up_answer(store: Store, customer: Customer) -> Deed:
    answer = await an_answer(store, customer=customer, score=5)
    return lambda work: opening.take_up_answer(work, answer.id)


async def _needs_none(_store: Store, customer: Customer) -> Deed:
    return lambda work: waits.settle(work, customer.id)


async def _hears(store: Store, customer: Customer) -> Deed:
    message = await _wrote(store, customer)
    return lambda work: themes.begin(work, "message", message.id)


async def _notes(store: Store, customer: Customer) -> Deed:
    message = await _wrote(store, customer)
    return lambda work: themes.note(work, "message", message.id, "駐車場", "狭い")


async def _asks(store: Store, customer: Customer) -> Deed:
    await a_line_user(store, customer=customer)
    return lambda work: surveys.ask_nps(work, customer.id)


async def _sends(store: Store, customer: Customer) -> Deed:
    await a_line_user(store, customer=customer)
    survey = await own_surveys.made(store, await a_rep(store, role="admin"))
    return lambda work: own.send(work, survey.id, customer.id)


async def _wonders(_store: Store, customer: Customer) -> Deed:
    return lambda work: whys.of(work, customer.id)


async def _sees_accounts(store: Store, customer: Customer) -> Deed:
    await a_line_user(store, customer=customer)
    return lambda work: unlinking.accounts(work, customer.id)


async def _ends_link(store: Store, customer: Customer) -> Deed:
    account = await a_line_user(store, customer=customer)
    return lambda work: unlinking.end(work, customer.id, account.id)


async def _invites(_store: Store, customer: Customer) -> Deed:
    return lambda work: invites.make(work, customer.id, lambda language, code: f"{language} {code}")


async def _remembers(_store: Store, customer: Customer) -> Deed:
    return lambda work: anniversaries.add(work, customer.id, "contract", "2020-04-01", "")


async def _forgets(store: Store, customer: Customer) -> Deed:
    async with by(store, await _owner_of(store, customer)) as work:
        day = await anniversaries.add(work, customer.id, "contract", "2020-04-01", "")
    return lambda work: anniversaries.remove(work, day.id)


async def _fills(_store: Store, customer: Customer) -> Deed:
    return lambda work: custom_fields.fill(work, customer.id, customer.version, {})


async def _describes(_store: Store, customer: Customer) -> Deed:
    return lambda work: profiles.edit(work, customer.id, customer.version, {"title": "部長"})


async def _opens(_store: Store, customer: Customer) -> Deed:
    return lambda work: profiles.show(work, customer.id)


async def _looks_up(_store: Store, customer: Customer) -> Deed:
    return lambda work: profiles.look_up(work, customer.id)


async def _twin(store: Store, customer: Customer) -> Customer:
    return await a_customer(store, owner=await _owner_of(store, customer))


async def _previews(store: Store, customer: Customer) -> Deed:
    twin = await _twin(store, customer)
    return lambda work: merges.start(work, customer.id, twin.id)


async def _merges(store: Store, customer: Customer) -> Deed:
    twin = await _twin(store, customer)
    return lambda work: merges.merge(work, customer.id, twin.id)


async def _parts(store: Store, customer: Customer) -> Deed:
    twin = await _twin(store, customer)
    async with by(store, await _owner_of(store, customer)) as work:
        done = await merges.merge(work, customer.id, twin.id)
    return lambda work: merges.undo(work, done.operation)


async def _takes_a_reward_back(store: Store, customer: Customer) -> Deed:
    async with written(store) as work:
        wallet = await wallets.opened(work, customer.id)
        await ledger.earn(work, customer.id, 300, ledger.Slip(f"visit:{customer.id}", "visit"))
        had = {"reward": "coffee", "name": "コーヒー券", "points": 300, "valid_until": NOW, "code_digest": "c" * 64}
        used = {"state": "used", "used_at": NOW, "used_by_id": customer.owner_id, "page_digest": f"{customer.id:064}"}
        made = Redemption(customer_id=customer.id, wallet_id=wallet.id, **had, **used)
        await work.save(made)
        await ledger.spend(work, customer.id, 300, ledger.Slip(f"redeem:{made.id}", "redemption"))
    return lambda work: tills.take_back(work, made.id)


async def _undoes_a_purchase(store: Store, customer: Customer) -> Deed:
    bought = Purchase(customer_id=customer.id, rep_id=customer.owner_id, amount=1000, day=NOW.date())
    made = await saved(store, bought)
    return lambda work: purchases.undo(work, made.id)


async def _joins_a_family(store: Store, customer: Customer) -> Deed:
    await a_programme(store)
    other = await saved(store, Customer(name="田中 花子", owner_id=customer.owner_id))
    return lambda work: families.join(work, customer.id, other.id)


async def _leaves_a_family(store: Store, customer: Customer) -> Deed:
    joins = await _joins_a_family(store, customer)
    async with written(store) as work:
        work.actor = Actor("rep", 0, "admin")
        await joins(work)
    return lambda work: families.leave(work, customer.id)


DEEDS = {
    "anniversaries.add": _remembers,
    "anniversaries.remove": _forgets,
    "custom_fields.fill": _fills,
    "profiles.edit": _describes,
    "profiles.show": _opens,
    "profiles.look_up": _looks_up,
    "merges.start": _previews,
    "merges.merge": _merges,
    "merges.undo": _parts,
    "interactions.edit": _edits,
    "interactions.undo": _undoes,
    "interactions.choose": _chooses,
    "followups.settle": _settles,
    "followups.snooze": _snoozes,
    "followups.reschedule": _reschedules,
    "followups.show": _shows,
    "followups.hand": _hands_on,
    "followups.reopen": _reopens,
    "followups.take_back": _takes_back,
    "cases.close": _closes,
    "cases.open": _complains,
    "cases.work": _works,
    "cases.reopen": _opens_again,
    "cases.route": _asks_for_help,
    "cases.take_up": _takes_up,
    "cases.take_up_answer": _takes_up_answer,
    "cases.leave": _leaves,
    "waits.settle": _needs_none,
    "themes.begin": _hears,
    "themes.note": _notes,
    "surveys.ask": _asks,
    "own_surveys.send": _sends,
    "survey_whys.of": _wonders,
    "purchases.undo": _undoes_a_purchase,
    "families.join": _joins_a_family,
    "families.leave": _leaves_a_family,
    "rewards.take_back": _takes_a_reward_back,
    "invites.make": _invites,
    "links.accounts": _sees_accounts,
    "links.end": _ends_link,
}
# There is nothing to reach before somebody has written it.
WRITTEN = ("interactions.", "followups.reopen", "followups.take_back", "anniversaries.remove", "merges.undo")
WHERE = ("own", "same", "below", "above", "beside", "nowhere")
REACHED = {
    "read_only": set(),
    "rep": {"own"},
    "manager": {"own", "same", "below"},
    "admin": set(WHERE),
}


@pytest_asyncio.fixture
async def sqlite(sqlite_url: str, engines: Engines) -> AsyncIterator[Store]:
    """Reach is decided before any statement: one database says enough."""
    made = engines.open(sqlite_url)
    yield made
    await engines.rest(made)


# Only ever called by other rules, which have looked whose the customer is.
INNER = {"followups.add"}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", DEEDS)
async def test_whose_rows_a_role_reaches(sqlite, name, role):
    department = await a_team(sqlite, name="営業部")
    mine = await a_team(sqlite, name="一課", parent=department)
    teams = {
        "same": mine,
        "below": await a_team(sqlite, name="一係", parent=mine),
        "above": department,
        "beside": await a_team(sqlite, name="二課", parent=department),
    }
    actor = await a_rep(sqlite, role=role, team_id=mine.id)

    outcomes = {}
    for where in WHERE:
        team = teams.get(where)
        owner = actor if where == "own" else await a_rep(sqlite, team_id=team.id if team else None)
        if where == "own" and role == "read_only" and name.startswith(WRITTEN):
            continue  # they cannot have written one
        customer = await a_customer(sqlite, owner=owner)
        outcomes[where] = await _outcome(sqlite, actor, await DEEDS[name](sqlite, customer))

    assert {where for where, refusal in outcomes.items() if refusal is None} == REACHED[role]
    assert set(outcomes.values()) <= {None, NotAllowed(name)}


async def _outcome(store: Store, actor: Rep, deed: Deed) -> Refusal | None:
    try:
        async with by(store, actor) as work:
            await deed(work)
    except Refused as no:
        return no.refusal
    return None


def test_every_rule_that_asks_for_the_owner_is_walked_here():
    owners = {name for name, grants in roles.TABLE.items() if grants == roles.TABLE["followups.settle"]}

    assert roles.TABLE["followups.settle"] == {"rep": Reach.OWN, "manager": Reach.TEAM, "admin": Reach.ALL}
    assert owners == set(DEEDS) | INNER


async def test_a_manager_without_a_team_reaches_only_what_is_their_own(store):
    manager, rep = await a_rep(store, role="manager"), await a_rep(store)
    own = await a_followup(store, customer=await a_customer(store, owner=manager))
    other = await a_followup(store, customer=await a_customer(store, owner=rep))

    async with by(store, manager) as work:
        await followups.settle(work, own.id, "done")
    async with refused(NotAllowed("followups.settle")), by(store, manager) as work:
        await followups.settle(work, other.id, "done")
