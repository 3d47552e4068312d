"""The points programme in Slack: what everybody reads, the form of the admins, and their way through both."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from crm.points.programme import laws, presets
from crm.points.programme.programme import Programme
from crm.points.programme.programmes import Shown, parsed
from handlers.locales import LANGUAGES, phrases
from handlers.slack.blocks.points import programme as blocks
from sandbox.slack.checks import view_faults
from storage.tables import ProgrammeText
from tests.builders import HOUSE, NOW
from tests.line_events import rows
from tests.points.programmes import text_of
from tests.records.test_profile_forms import pressed, sent
from tests.stage import ITO, SATO, Stage, on_stage

CALL = "<!channel>" * 4
LARGE = text_of(
    earn={
        "purchase": {"per": 1_000_000, "points": 10_000_000, "pending_days": 365},
        "referral": {"referrer": 10_000_000, "friend": 10_000_000},
        "event": [{"code": f"e{each}", "name": CALL, "points": 10_000_000} for each in range(40)],
    },
    tiers={
        "tier": [
            {"code": f"t{each}", "name": CALL, "threshold": each, "rate": 1000, "perks": [CALL + "特典" * 10] * 20}
            for each in range(30)
        ]
    },
    reward=[{"code": f"r{each}", "name": CALL, "points": 1, "cost": 10_000_000} for each in range(60)],
)


def shown(text: str, *, edits: bool = True) -> Shown:
    programme = parsed(text)
    cautions = tuple(laws.cautions(programme)) if edits else ()
    return Shown(programme, "d" * 64, "file", NOW, cautions, edits=edits, counts=edits)


VIEWS = {
    "nothing, for a reader": Shown(Programme()),
    "nothing, for an admin": Shown(Programme(), edits=True, counts=True),
    "large": shown(LARGE),
    "large, for a reader": shown(LARGE, edits=False),
    "by hand alone": shown("enabled = true\n"),
    **{name: shown(presets.text(name)) for name in presets.PRESETS},
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", VIEWS)
def test_slack_takes_every_sheet_and_nobody_is_called(view, language):
    sheet = blocks.sheet(VIEWS[view], phrases(language), HOUSE.business.zone)

    assert view_faults(sheet, ["modal"]) == []
    assert "<!" not in str(sheet)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", ["large", "shop", "clinic"])
def test_slack_takes_the_form(view, language):
    assert view_faults(blocks.form(VIEWS[view], phrases(language)), ["modal"]) == []


def test_who_only_reads_has_no_button_and_sees_no_warning():
    sheet = str(blocks.sheet(VIEWS["large, for a reader"], phrases("ja"), HOUSE.business.zone))

    assert "programme.edit" not in sheet
    assert "points.report" not in sheet
    assert "ご注意" not in sheet


def test_the_clinics_sheet_says_why_there_are_no_points():
    sheet = str(blocks.sheet(VIEWS["clinic"], phrases("ja"), HOUSE.business.zone))

    assert "ポイント: オフ" in sheet
    assert "療養担当規則 第2条の4の2" in sheet


# --- on stage ---------------------------------------------------------------------------------------------------------


@pytest_asyncio.fixture
async def stage(database_url: str) -> AsyncIterator[Stage]:
    began = datetime.now(UTC)
    async with on_stage(database_url, lambda: NOW + (datetime.now(UTC) - began)) as made:
        yield made


async def test_an_admin_begins_with_a_preset_changes_figures_and_looks_at_the_report(stage: Stage) -> None:
    await stage.command("/kizuna ポイント", by=ITO)
    empty = await stage.modal(ITO)
    begun = await sent(stage, empty, ITO, preset={"selected_option": {"value": "shop"}})
    await stage.command("/kizuna ポイント", by=ITO)
    sheet = await stage.modal(ITO, after=empty)
    form = await pressed(stage, "programme.edit", ITO)
    wrong = await sent(stage, form, ITO, visit={"value": "たくさん"}, per={"value": "0"})
    right = await sent(stage, form, ITO, visit={"value": "２０"}, per={"value": "100"})
    await stage.command("/kizuna points", by=ITO)
    changed = await stage.modal(ITO, after=form)
    report = await pressed(stage, "points.report", ITO)
    await pressed(stage, "points.report_file", ITO)
    await stage.direct_message("2026年11月のポイント", "台帳", user=ITO)
    await stage.command("/kizuna points", by=SATO)
    read = await stage.modal(SATO)

    texts = [each.text for each in await rows(stage.kizuna.store, ProgrammeText)]
    assert begun["errors"] is None
    assert "ご来店 10ポイント" in str(sheet)
    assert set(wrong["errors"]) == {"visit", "per"}
    assert right["errors"] is None
    assert texts == [presets.text("shop"), presets.text("shop").replace("visit = 10 ", "visit = 20 ")]
    assert "ご来店 20ポイント" in str(changed)
    assert "発行済み残高" in str(report)
    assert "ご来店 20ポイント" in str(read)
    assert "programme.edit" not in str(read)
