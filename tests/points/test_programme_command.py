"""A programme as a file: by the command, at the start of the house, and in `kizuna check`."""

import asyncio

import pytest
import structlog

from bot import programme as command
from bot.check.programme import programme_findings
from crm.points.programme import presets, programmes
from crm.points.programme.programmes import parsed
from handlers.locales import phrases
from tests.builders import HOUSE, written
from tests.deeds import by
from tests.passing_time import spoken
from tests.points.texts import CHANGED, SHOP, a_file, an_admin, saying, versions, wish

# --- the command ------------------------------------------------------------------------------------------------------


async def test_the_command_says_what_changes_and_what_to_mind_and_asks(store, tmp_path):
    await command.bring(store, HOUSE, a_file(tmp_path, SHOP), None)
    changed = CHANGED.replace('name = "コーヒー1杯"', 'name = "コーヒー2杯"').replace("cost = 300", "cost = 9_000")
    changed = f'{changed}\n[[reward]]\ncode = "mug"\nname = "マグカップ"\npoints = 5\ncost = 100\n'
    ask, asked = saying(yes=True)

    said = await command.bring(store, HOUSE, a_file(tmp_path, changed), ask)

    [question] = asked
    assert "・earn.visit: 10 → 20" in question
    assert "・reward[coffee].name: コーヒー1杯 → コーヒー2杯" in question
    assert "・追加: reward[mug]「マグカップ」" in question
    assert "コーヒー2杯」（9,000円相当）" in question
    assert question.endswith("この内容を反映しますか？")
    assert said == ["反映しました。"]
    assert (await versions(store))[-1] == ("file", changed)


async def test_answered_no_nothing_changes(store, tmp_path):
    ask, _ = saying(yes=False)

    with pytest.raises(command.ProgrammeError, match="反映しませんでした"):
        await command.bring(store, HOUSE, a_file(tmp_path, SHOP), ask)

    assert await versions(store) == []


async def test_the_same_file_again_is_no_news(store, tmp_path):
    file = a_file(tmp_path, SHOP)
    await command.bring(store, HOUSE, file, None)

    said = await command.bring(store, HOUSE, file, None)

    assert said == ["このファイルの内容は、すでに反映されています。"]


async def test_a_wrong_file_is_told_line_by_line(store, tmp_path):
    file = a_file(tmp_path, "enabled = 3\n[earn]\nvisit = -1\n")

    with pytest.raises(command.ProgrammeError) as no:
        await command.bring(store, HOUSE, file, None)

    assert [line.split(": ")[0] for line in str(no.value).splitlines()] == [f"{file}:1", f"{file}:3"]


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"], ids=["not there", "not UTF-8"])
async def test_a_file_that_cannot_be_read_is_told(store, tmp_path, content):
    file = tmp_path / "programme.toml"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(command.ProgrammeError, match="を読めません"):
        await command.bring(store, HOUSE, file, None)


async def test_what_is_in_force_is_printed_as_it_was_written(store, tmp_path):
    with pytest.raises(command.ProgrammeError, match="kizuna programme --preset"):
        await command.in_force(store, HOUSE)
    await command.bring(store, HOUSE, a_file(tmp_path, SHOP), None)

    assert await command.in_force(store, HOUSE) == SHOP.rstrip("\n")


# --- the file of the settings -----------------------------------------------------------------------------------------


async def test_at_the_start_the_file_is_put_in_force_when_it_is_news(store, tmp_path):
    file = a_file(tmp_path, SHOP)

    await command.at_start(store, HOUSE, file)
    await command.at_start(store, HOUSE, file)
    a_file(tmp_path, CHANGED)
    await command.at_start(store, HOUSE, file)

    assert await versions(store) == [("file", SHOP), ("file", CHANGED)]


async def test_a_change_in_the_form_outlives_a_restart_with_the_same_file(store, tmp_path):
    file, admin = a_file(tmp_path, SHOP), await an_admin(store)
    async with by(store, admin) as work:
        await programmes.begin(work, "shop")
    await command.at_start(store, HOUSE, file)
    async with by(store, admin) as work:
        await programmes.settle(work, wish(parsed(SHOP), SHOP, "enabled", visit=30))

    await command.at_start(store, HOUSE, file)

    async with written(store) as work:
        assert (await programmes.current(work)).earn.visit == 30


async def test_a_wrong_file_leaves_what_is_in_force_and_tells_the_admins_once(store, tmp_path):
    file = a_file(tmp_path, SHOP)
    await command.at_start(store, HOUSE, file)
    a_file(tmp_path, "enabled = 3\n")

    with structlog.testing.capture_logs() as logged:
        await command.at_start(store, HOUSE, file)
        await command.at_start(store, HOUSE, file)

    told = [(row.recipient, row.kind, row.fields["file"]) for row in await spoken(store)]
    assert await versions(store) == [("file", SHOP)]
    assert told == [("UADMIN001", "ProgrammeFileRefused", "programme.toml")]
    assert [(each["event"], each["log_level"]) for each in logged] == [("programme_refused", "error")] * 2


async def test_a_file_that_is_not_there_does_not_keep_the_house_from_starting(store, tmp_path):
    with structlog.testing.capture_logs() as logged:
        await command.at_start(store, HOUSE, tmp_path / "nowhere.toml")

    assert [each["event"] for each in logged] == ["programme_unreadable"]


async def test_two_that_start_at_the_same_moment_put_one_version_in_force(store, tmp_path):
    file = a_file(tmp_path, SHOP)

    await asyncio.gather(*(command.at_start(store, HOUSE, file) for _ in range(4)))

    assert await versions(store) == [("file", SHOP)]


# --- kizuna check -----------------------------------------------------------------------------------------------------


def test_check_names_what_the_law_asks_of_a_good_file(tmp_path):
    found = programme_findings(a_file(tmp_path, SHOP), phrases("ja"))

    assert [each.level for each in found] == ["ok", "by_hand", "by_hand", "by_hand"]
    assert "総付告示" in found[1].says


def test_check_names_every_fault_of_a_wrong_one(tmp_path):
    [found] = programme_findings(a_file(tmp_path, "enabled = 3\n[earn]\nvisit = -1\n"), phrases("ja"))

    assert found.level == "wrong"
    assert "1: enabled" in found.says
    assert "3: earn.visit" in found.says


def test_check_says_why_a_clinic_has_no_points(tmp_path):
    found = programme_findings(a_file(tmp_path, presets.text("clinic")), phrases("ja"))

    assert [each.level for each in found] == ["ok", "by_hand"]
    assert "療養担当規則" in found[1].says


def test_check_tells_of_a_file_that_is_not_there_and_nothing_where_none_is_set(tmp_path):
    [found] = programme_findings(tmp_path / "nowhere.toml", phrases("ja"))

    assert found.level == "wrong"
    assert programme_findings(None, phrases("ja")) == []
