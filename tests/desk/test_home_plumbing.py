"""The home page from the counter's side: drawn at once when it is opened, or apologised for; and its lists."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import structlog

from storage.tables import Customer, Inbox, Outbox, Rep
from tests.builders import Clock
from tests.home_stage import opened, owing, pressed
from tests.line_events import rows
from tests.stage import GUEST, SATO, Stage, on_stage
from tests.waiting import broken, ja, reference_in

STRANGER = "U0STRANGE"
NONSENSE = ("", " ", "様", "%_'\"\\", "😀" * 99, "\x00")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest_asyncio.fixture
async def stage(sqlite_url: str, clock: Clock) -> AsyncIterator[Stage]:
    async with on_stage(sqlite_url, clock) as made:
        yield made


@pytest_asyncio.fixture
async def either_stage(database_url: str, clock: Clock) -> AsyncIterator[Stage]:
    async with on_stage(database_url, clock) as made:
        yield made


# --- opened -----------------------------------------------------------------------------------------------------------


async def test_the_page_is_drawn_before_slack_has_its_answer(either_stage):
    page = await opened(either_stage)

    assert page is not None
    assert ja("home.nothing_due") in str(page["blocks"])


async def test_to_look_is_no_deed_and_is_not_kept(stage):
    await opened(stage)

    assert await rows(stage.kizuna.store, Inbox) == []


async def test_whoever_opens_the_page_first_is_known_from_then_on(stage):
    await opened(stage)

    assert [rep.slack_id for rep in await rows(stage.kizuna.store, Rep)] == [SATO]


async def test_the_tab_of_messages_draws_nothing_and_makes_nobody_a_rep(stage):
    page = await opened(stage, tab="messages")

    assert page is None
    assert await rows(stage.kizuna.store, Rep) == []


async def test_a_guest_or_a_stranger_sees_nothing_and_is_told_nothing(stage):
    stage.town.add_slack_user(STRANGER, "よその人", is_stranger=True)

    pages = [await opened(stage, user) for user in (GUEST, STRANGER)]
    await stage.settled()

    assert pages == [None, None]
    assert await rows(stage.kizuna.store, Outbox) == []
    assert await rows(stage.kizuna.store, Rep) == []


async def test_whoever_is_no_member_any_more_does_not_keep_a_page_full_of_customers(stage):
    await owing(stage)
    await stage.post(f"slack/{SATO}/change", is_restricted=True)
    await stage.settled()

    page = await opened(stage)

    assert "田中" not in str(page)
    assert ja("refused.not_a_member") in str(page)


async def test_while_slack_cannot_say_who_it_is_the_page_waits_to_be_opened_again(stage):
    stage.town.troubles.order(method="users.info", kind="cut_before", times=None)

    first = await opened(stage)
    stage.town.troubles.clear()

    assert first is None
    assert await opened(stage) is not None


async def test_a_page_that_cannot_be_drawn_is_apologised_for_in_the_direct_message(either_stage):
    stage = either_stage
    await owing(stage)

    with structlog.testing.capture_logs() as logged:
        async with broken(stage.kizuna.store, "anniversaries"):
            await opened(stage)

    await stage.direct_message(ja("mishap.again", reference=reference_in(logged)))
    assert "田中" not in str(logged)


async def test_a_page_that_slack_does_not_take_is_apologised_for_too(stage):
    stage.town.troubles.order(method="views.publish", kind="error", error="internal_error")

    await opened(stage)

    await stage.direct_message(ja("mishap.not_redrawn"))


# --- lists that fill while somebody types -----------------------------------------------------------------------------


async def suggested(stage: Stage, page: dict, typed: str, user: str = SATO) -> list[str]:
    done = await stage.post(f"slack/{user}/suggest", view_id=page["id"], action_id="home.find", value=typed)
    assert (done["status"], done.get("error")) == (200, None)
    return [each["text"]["text"] for each in done["options"]]


async def test_a_list_offers_the_customers_that_fit_what_is_typed(either_stage):
    page = await owing(either_stage)

    assert await suggested(either_stage, page, "山口") == []
    assert await suggested(either_stage, page, "田") == ["株式会社サクラ 田中一郎"]


async def test_a_list_never_errs_whatever_is_typed(stage):
    page = await owing(stage)

    offered = [await suggested(stage, page, typed) for typed in NONSENSE]

    assert offered == [[]] * len(NONSENSE)


async def test_a_list_is_empty_when_something_breaks_and_nothing_is_told(stage):
    page = await owing(stage)
    before = len(await stage.direct_messages())

    async with broken(stage.kizuna.store, "customer_keys"):
        assert await suggested(stage, page, "田") == []
    await stage.settled()

    assert len(await stage.direct_messages()) == before


async def test_to_type_into_a_list_writes_nothing(stage):
    page = await owing(stage)
    before = len(await rows(stage.kizuna.store, Inbox))

    await suggested(stage, page, "田")

    assert len(await rows(stage.kizuna.store, Inbox)) == before


async def test_a_choice_in_the_list_opens_the_card(stage):
    page = await owing(stage)
    [customer] = await rows(stage.kizuna.store, Customer)
    await suggested(stage, page, "田")

    await pressed(stage, page, "home.find", value=str(customer.id))

    assert "株式会社サクラ 田中一郎様" in str(await stage.modal())
