"""A month of points on paper: the file of the command, its cells, and the sheet in Slack."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from bot import point_reports as command
from crm.notices import PointFlows, PointsMonth, PointSums, RewardTaken, TierCost
from crm.points.bank import ledger
from crm.points.bank.ledger import Slip
from crm.points.bank.reports import COLUMNS
from handlers import sheets
from handlers.locales import LANGUAGES, phrases
from handlers.slack.blocks.points import reports as blocks
from sandbox.slack.checks import view_faults
from tests.builders import HOUSE, a_customer, written

NO_SUMS = PointSums(0, 0, 0)


async def test_the_command_writes_the_month_for_its_owners_eyes_and_never_over_a_file(store, tmp_path):
    who, file = await a_customer(store), tmp_path / "points.csv"
    async with written(store) as work:
        await ledger.earn(work, who.id, 12, Slip("a", "hand"))

    said = await command.write(store, HOUSE, "2026-11", file)

    read = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"))))
    assert said == f"2026-11の台帳を {file} に書き出しました（1行）。"
    assert read[0] == list(COLUMNS)
    assert [row[COLUMNS.index("balance")] for row in read[1:]] == ["0", "12", "12"]
    assert file.stat().st_mode & 0o077 == 0
    with pytest.raises(command.ReportError, match="すでにあります"):
        await command.write(store, HOUSE, "2026-11", file)


@pytest.mark.parametrize(
    ("month", "file", "why"),
    [("november", "x.csv", "2026-10"), ("2026-11", "nowhere/x.csv", "書き込めません")],
    ids=["no month", "no folder"],
)
async def test_the_command_says_why_it_cannot(store, tmp_path, month, file, why):
    with pytest.raises(command.ReportError, match=why):
        await command.write(store, HOUSE, month, tmp_path / Path(file))


@pytest.mark.parametrize("cell", ["=1+1", "@here", "+x", "-x", "＝1", "\t1"])
def test_a_cell_that_a_spreadsheet_would_run_is_guarded(cell):
    assert sheets.guarded(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-5", "+12", "3", "", "purchase:12", "-1.5"])
def test_figures_and_plain_words_stay_as_they_are(cell):
    assert sheets.guarded(cell) == cell


MOST = 9_223_372_036_854_775_807
LONGEST = PointsMonth(
    first=date(2026, 11, 1),
    last=date(2026, 11, 30),
    opening=PointSums(MOST, MOST, MOST),
    closing=PointSums(MOST, MOST, MOST),
    flows=PointFlows(MOST, MOST, MOST, MOST, MOST, -MOST),
    year=PointFlows(spent=1, expired=1, earned=2),
    tiers=tuple(TierCost("<!channel>" * 4, MOST, MOST, MOST) for _ in range(10)),
    rewards=tuple(RewardTaken("<!channel>" * 4, MOST, MOST, MOST) for _ in range(20)),
    earlier=True,
    later=True,
)
EMPTY = PointsMonth(LONGEST.first, LONGEST.last, NO_SUMS, NO_SUMS, PointFlows(), PointFlows())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("month", [LONGEST, EMPTY], ids=["longest", "empty"])
def test_slack_takes_the_sheet_and_nobody_is_called(month, language):
    sheet = blocks.report(month, phrases(language))

    assert view_faults(sheet, ["modal"]) == []
    assert "<!" not in str(sheet)


def test_the_sheet_shows_what_is_taken_with_a_minus():
    month = PointsMonth(
        LONGEST.first, LONGEST.last, PointSums(10), PointSums(7), PointFlows(earned=5, spent=8), PointFlows(spent=8)
    )

    shown = str(blocks.report(month, phrases("ja")))

    assert "             5  付与" in shown
    assert "            -8  利用" in shown
