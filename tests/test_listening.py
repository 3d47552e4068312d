"""Who and what is heard in Slack, and what is consciously left alone."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from storage.tables import Inbox, Interaction, Rep, Team
from tests.builders import Clock
from tests.line_events import rows
from tests.stage import GUEST, ITO, SATO, Stage, on_stage
from tests.waiting import ja, settings_form, submit


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest_asyncio.fixture
async def stage(sqlite_url: str, clock: Clock) -> AsyncIterator[Stage]:
    async with on_stage(sqlite_url, clock) as made:
        yield made


async def test_what_slack_tells_of_people_makes_nobody_a_rep(stage):
    stage.town.add_slack_user("U0QUIET", "静かな人")

    await stage.post("slack/U0QUIET/change", title="部長")
    await stage.settled()

    assert await rows(stage.kizuna.store, Rep) == []
    assert await stage.calls("users.info") == []


async def test_a_rep_whom_slack_deactivates_is_refused_from_then_on(stage, clock):
    await stage.command("/kizuna")

    await stage.post(f"slack/{SATO}/change", deleted=True)
    await stage.settled()
    answer = await stage.command("/customer new 田中一郎")

    assert ja("refused.not_a_member") in answer
    assert [rep.active for rep in await rows(stage.kizuna.store, Rep)] == [False]


async def test_a_guest_who_looks_at_the_bot_is_left_in_peace(stage):
    for _ in range(2):
        await stage.post(f"slack/{GUEST}/home")
    await stage.settled()

    assert await stage.direct_messages(GUEST) == []


async def test_a_guest_who_writes_to_the_bot_is_told_once_for_each_message(stage):
    await stage.post(f"slack/{GUEST}/say", channel="bot", text="田中様 訪問")
    await stage.settled()

    told = [message for message in await stage.direct_messages(GUEST) if message["bot"]]
    assert [message["text"] for message in told] == [ja("refused.not_a_member")]


async def test_other_peoples_talk_is_not_even_kept(stage):
    await stage.post(f"slack/{SATO}/say", channel="general", text="昨日の試合を見ましたか")

    assert await rows(stage.kizuna.store, Inbox) == []


async def test_addresses_are_logged_as_they_were_typed(stage):
    await stage.command("/customer new 田中一郎")

    await stage.post(
        f"slack/{SATO}/say",
        channel="bot",
        text="田中様 メール tanaka@example.com と https://example.com/a?b=1&c <要確認>",
    )

    await stage.direct_message("log.undo")
    [made] = await rows(stage.kizuna.store, Interaction)
    assert made.text == "tanaka@example.com と https://example.com/a?b=1&c <要確認>"


async def test_a_pasted_document_is_refused_at_once(stage):
    await stage.command("/customer new 田中一郎")

    await stage.post(f"slack/{SATO}/say", channel="bot", text="田中様 訪問 " + "来週" * 19_000)

    await stage.direct_message(ja("refused.text_too_long", most=3000))


async def test_teams_can_be_made_by_an_admin_and_by_nobody_else(stage):
    form = await settings_form(stage, ITO)
    await stage.post(f"slack/{ITO}/click", view_id=form["id"], action_id="settings.team")
    form = await stage.modal(ITO, after=form)

    await submit(stage, form, ITO, name="営業部")

    assert [team.name for team in await rows(stage.kizuna.store, Team)] == ["営業部"]
    assert "settings.team" not in str(await settings_form(stage))
