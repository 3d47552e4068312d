"""The home page as Slack takes it: within its limits whatever the data, in both languages; nobody can shout in it."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import event, insert

from crm import desks
from crm.desks import (
    PAGE,
    SHOWN_DAYS,
    SHOWN_DONE,
    SHOWN_OWED,
    SHOWN_QUIET,
    SHOWN_UNANSWERED,
    Desk,
    Feast,
    Line,
    Owed,
    Quiet,
    Week,
    Who,
    Wish,
)
from crm.notices import Due, Occasion, UnansweredLine
from crm.overviews import Overview, TeamWeek
from handlers.locales import LANGUAGES, phrases
from handlers.slack.blocks import home
from sandbox.slack.checks import view_faults
from sandbox.slack.limits import VIEW_BYTES
from storage.store import Store
from storage.tables import Customer, Followup, Rep
from tests.builders import NOW, a_rep
from tests.deeds import by

SHOUT = "<!channel>&<@U0SATO>*_~`\n"
NAME = (SHOUT * 9)[:100]
MOST = 9_223_372_036_854_775_807
DAY = date(2026, 12, 31)
WHO = Who(MOST, NAME, NAME)
DUE = Due(MOST, (SHOUT * 30)[:500], DAY, time(23, 59), promise=True)
WEEK = Week(100_000, 100_000, 100_000, 100_000, 100_000)
FULL = Desk(
    today=DAY,
    owed=(Owed(WHO, DUE, late=True),) * SHOWN_OWED,
    overdue=100_000,
    due=100_000,
    done=(Owed(WHO, DUE, late=False),) * SHOWN_DONE,
    feasts=(Feast(WHO, Occasion("other", NAME, 2, 29, DAY, 3, 1000), mourning=True),) * SHOWN_DAYS,
    more_feasts=1000,
    quiet=(Quiet(WHO, 36_500, 36_500),) * SHOWN_QUIET,
    more_quiet=100_000,
    this_week=WEEK,
    last_week=WEEK,
    wish=Wish("silence", "all", NAME, 1000),
    lines=(Line(WHO, DAY, DUE, late=True, linked=True, tags=(NAME,) * 50),) * PAGE,
    matching=100_000,
    tags=tuple(f"{number}{NAME}"[:100] for number in range(50)),
    unanswered=tuple(
        UnansweredLine(10**18, NAME, NAME, NAME, NOW, 10**6, NAME, each, case=True) for each in range(SHOWN_UNANSWERED)
    ),
    more_unanswered=100_000,
)
NOTHING = Week(0, 0, 0, 0, 0)
BARE = Desk(DAY, (), 0, 0, (), (), 0, (), 0, NOTHING, NOTHING, Wish(), (), 0, ())
OVERVIEW = Overview(
    whole=False,
    this_week=TeamWeek(100_000, 100_000, 100_000),
    last_week=TeamWeek(100_000, 100_000, 100_000),
    overdue=100_000,
    open_cases=100_000,
    late=((NAME, 100_000),) * 3,
)
PAGES = {
    "full": lambda say: home.home(FULL, OVERVIEW, say, admin=True),
    "bare": lambda say: home.home(BARE, None, say, admin=False),
    "nobody fits": lambda say: home.home(_changed(BARE, wish=Wish(show="overdue")), None, say, admin=False),
    "onlooker": lambda say: home.onlooker(OVERVIEW, say),
    "onlooker alone": lambda say: home.onlooker(None, say),
    "closed": home.closed,
}


def _changed(desk: Desk, **fields: object) -> Desk:
    return Desk(**(vars(desk) | fields))


def texts(node: object) -> Iterator[str]:
    """Every mrkdwn text inside."""
    if isinstance(node, dict):
        if node.get("type") == "mrkdwn":
            yield node["text"]
        for value in node.values():
            yield from texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from texts(value)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_within_what_slack_takes(page, language):
    view = PAGES[page](phrases(language))

    assert view_faults(view, ["home"]) == []
    assert len(json.dumps(view).encode()) < VIEW_BYTES


@pytest.mark.parametrize("page", PAGES)
def test_nothing_that_was_typed_can_shout(page):
    for text in texts(PAGES[page](phrases("ja"))):
        assert "<!" not in text
        assert "<@" not in text


def test_nothing_is_cut_in_the_middle_of_what_stands_for_a_character():
    for text in texts(PAGES["full"](phrases("ja"))):
        assert text.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "").count("&") == 0


@pytest.mark.parametrize("wish", [FULL.wish, Wish(), Wish(tag='"重点"\\'), Wish("name", "quiet", "", 3)], ids=str)
def test_the_page_remembers_how_it_was_wanted(wish):
    assert (
        home.wish_of(home.home(_changed(FULL, wish=wish), None, phrases("ja"), admin=False)["private_metadata"]) == wish
    )


@pytest.mark.parametrize(
    "broken", ["", "{}", "[]", "null", "x", '{"sort": 1}', '{"sort":"","show":"","tag":"","page":"x"}']
)
def test_a_page_of_another_program_is_as_at_first(broken):
    assert home.wish_of(broken) == Wish()


@pytest.mark.parametrize(
    ("chosen", "wish"), [("overdue", Wish(show="overdue")), ("tag:tag:x", Wish(tag="tag:x"))], ids=["show", "tag"]
)
def test_a_choice_of_the_filter_is_understood(chosen, wish):
    assert home.filtered(chosen) == wish


def test_the_filter_shows_what_is_filtered_by_even_when_nobody_has_the_tag_any_more():
    view = home.home(_changed(BARE, wish=Wish(tag="重点")), None, phrases("ja"), admin=False)

    assert '"initial_option": {"text": {"type": "plain_text", "text": "#重点"}' in json.dumps(view, ensure_ascii=False)


@pytest.mark.parametrize(
    ("page", "buttons"),
    [(0, ["home.turn:on"]), (1, ["home.turn:back", "home.turn:on"]), (2, ["home.turn:back"])],
    ids=str,
)
def test_there_are_buttons_to_the_pages_that_exist(page, buttons):
    desk = _changed(FULL, wish=Wish(page=page), matching=3 * PAGE)

    view = home.home(desk, None, phrases("ja"), admin=False)

    elements = [element for block in view["blocks"] for element in block.get("elements", ())]
    assert [each["action_id"] for each in elements if str(each.get("action_id")).startswith("home.turn")] == buttons


def test_an_empty_store_says_how_to_begin():
    for language in LANGUAGES:
        assert "/customer" in str(home.home(BARE, None, phrases(language), admin=False))


# --- with very much in the store --------------------------------------------------------------------------------------


async def two_thousand(store: Store, rep: Rep, number: int = 2_000) -> None:
    """Customers with the longest names, each with a follow-up; five hundred of these are overdue."""
    base = {"version": 1, "created_at": NOW, "owner_id": rep.id}
    first = rep.id * 10_000
    people = [
        base
        | {
            "id": first + each,
            "name": (f"{each}" + NAME)[:100],
            "tags": [f"{each % 60}{NAME}"[:100]],
            "birth_month": 11,
        }
        | {"birth_day": each % 30 + 1}
        for each in range(number)
    ]
    owed = [
        base
        | {"customer_id": first + each, "what": DUE.what, "zone": "Asia/Tokyo", "promise": True}
        | ({"due_day": date(2026, 11, 2), "due_at": datetime(2026, 11, 2, tzinfo=UTC)} if each < 500 else LATER)
        for each in range(number)
    ]
    async with store.write() as session:
        await session.execute(insert(Customer), people)
        await session.execute(insert(Followup), owed)


LATER = {"due_day": date(2026, 11, 30), "due_at": datetime(2026, 11, 30, tzinfo=UTC)}


async def test_two_thousand_customers_and_five_hundred_overdue_fit_on_the_page(store):
    rep = await a_rep(store)
    await two_thousand(store, rep)

    for wish in (Wish(), Wish(sort="name", show="overdue", page=33), Wish(sort="due", tag=f"1{NAME}"[:100])):
        async with by(store, rep) as work:
            desk = await desks.show(work, wish)
        view = home.home(desk, OVERVIEW, phrases("ja"), admin=True)

        assert view_faults(view, ["home"]) == []
        assert len(json.dumps(view).encode()) < VIEW_BYTES
        assert (desk.overdue, len(desk.owed), bool(desk.lines)) == (500, SHOWN_OWED, True)


async def test_it_takes_as_many_statements_for_two_thousand_customers_as_for_twenty(store):
    few, many = await a_rep(store), await a_rep(store)
    await two_thousand(store, few, 20)
    await two_thousand(store, many)

    said = [await statements(store, rep) for rep in (few, many)]

    assert said[0] == said[1] < 40


async def statements(store: Store, rep: Rep) -> int:
    """How many statements the desk of this rep takes."""
    said: list[str] = []
    async with by(store, rep) as work:
        engine = work.session.get_bind().engine

        def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            said.append(statement)

        event.listen(engine, "before_cursor_execute", hear)
        await desks.show(work, Wish())
        event.remove(engine, "before_cursor_execute", hear)
    return len(said)
