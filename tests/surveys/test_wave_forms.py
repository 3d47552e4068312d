"""Waves in Slack: the form, the numbers before anything goes out, and the card that holds one up."""

import pytest

from crm.notices import WaveCard
from crm.surveys.waves import Wish
from handlers.line import quotas as line_quotas
from handlers.line.heard import Heard as LineHeard
from handlers.locales import LANGUAGES, phrases
from handlers.slack.answers import Errors, Update
from handlers.slack.blocks.surveys import forms
from handlers.slack.blocks.surveys import waves as blocks
from handlers.slack.heard import Heard
from handlers.slack.surveys import surveys, waves
from sandbox.slack.checks import view_faults
from storage.tables import LineQuota, SurveyWave
from tests.builders import NOW, a_rep, a_team, written
from tests.deeds import by
from tests.line_events import owed, rows
from tests.surveys import own, waving
from tests.surveys.waving import FIRST, LAST

FILLED = {"survey": "nps", "starts_on": FIRST.isoformat(), "ends_on": LAST.isoformat(), "remind_after": "７"}


async def opened(store, admin):
    async with by(store, admin) as work:
        return await surveys.command(work, Heard("command", "/survey", admin.slack_id, text="wave"))


async def looked(store, admin, **state):
    async with by(store, admin) as work:
        return await waves.look(work, Heard("view_submission", "wave.look", admin.slack_id, state=FILLED | state))


async def test_slack_takes_the_form_with_everything_that_can_be_chosen(store):
    admin = await a_rep(store, role="admin")
    await a_team(store)
    await waving.a_firm(store, industry="造船")
    await own.made(store, admin)

    form = (await opened(store, admin)).view

    assert view_faults(form, ["modal"]) == []
    assert {"survey", "team", "industry"} <= {block.get("block_id") for block in form["blocks"]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_slack_takes_the_form_of_what_goes_out_by_itself(language):
    assert view_faults(forms.auto_form([], phrases(language)), ["modal"]) == []


async def test_the_numbers_stand_before_the_second_yes(store):
    admin = await a_rep(store, role="admin")
    await waving.people(store, 3, owner=admin)
    await waving.a_month(store, total=1000, used=100)

    seen = await looked(store, admin)

    assert isinstance(seen, Update)
    assert view_faults(seen.view, ["modal"]) == []
    text = str(seen.view["blocks"])
    assert "3名様" in text
    assert "1000通のうち100通を使用" in text
    assert "697通" in text  # 1000 less 100, less the last fifth, less these three


async def test_the_second_yes_begins_what_was_looked_at(store):
    admin = await a_rep(store, role="admin")
    await waving.people(store, 3, owner=admin)
    await waving.a_month(store)
    view = (await looked(store, admin)).view

    async with by(store, admin) as work:
        await waves.start(work, Heard("view_submission", "wave.start", admin.slack_id, view=view))

    [wave] = await rows(store, SurveyWave)
    assert (wave.starts_on, wave.ends_on, wave.chosen["count"], wave.chosen["remind_after"]) == (FIRST, LAST, 3, 7)
    assert len(await owed(store, WaveCard)) == 1


@pytest.mark.parametrize(
    ("state", "field"),
    [
        ({"ends_on": "2026-11-01"}, "ends_on"),
        ({"starts_on": "2026-11-01"}, "starts_on"),
        ({"remind_after": "毎日"}, "remind_after"),
        ({"industry": "造船"}, "survey"),
    ],
    ids=["ends", "starts", "reminder", "nobody"],
)
async def test_what_is_wrong_is_said_at_its_field(store, state, field):
    admin = await a_rep(store, role="admin")
    await waving.people(store, 1, owner=admin)
    await waving.a_month(store)

    wrong = await looked(store, admin, **state)

    assert isinstance(wrong, Errors)
    assert set(wrong.fields) == {field}


async def test_too_many_are_refused_with_the_numbers(store):
    admin = await a_rep(store, role="admin")
    await waving.people(store, 3, owner=admin)
    await waving.a_month(store, total=10, used=7)

    wrong = await looked(store, admin)

    assert wrong.fields["survey"] == phrases("ja")(
        "refused.over_quota", count=3, left=1, total=10, used=7, promised=0, kept=2
    )


async def test_the_card_holds_the_wave_up_and_lets_it_go_on(store):
    admin = await a_rep(store, role="admin")
    await waving.people(store, 1, owner=admin)
    await waving.a_month(store)
    card = await waving.started(store, admin)

    states = []
    for what in ("pause", "resume", "stop", "resume"):
        async with by(store, admin) as work:
            heard = Heard("block_actions", f"wave.{what}", admin.slack_id, value=str(card.wave_id))
            states.append((await waves.change(work, heard)).notice.state)

    assert states == ["paused", "running", "stopped", "stopped"]


def test_a_wish_survives_its_way_through_slack():
    wish = Wish("12", FIRST, LAST, "U0SATO", 3, "造船", 7)

    assert blocks.unpacked(blocks.packed(wish)) == wish


async def test_what_line_says_is_kept_and_an_older_word_is_not(store):
    for used, at in ((5, NOW), (3, NOW.replace(day=19))):
        said = {"quota": {"total": 200, "used": used, "at": at.isoformat()}}
        async with written(store) as work:
            await line_quotas.told(work, LineHeard("quota", at, event=said))

    async with store.read() as session:
        known = await session.get(LineQuota, "2026-11")
    assert (known.total, known.used) == (200, 5)
