"""Folders that are not the whole export that was written, or not of this version: seen before anything is restored."""

import shutil

import pytest

from bot.interchange import packing
from bot.interchange.export import export
from bot.interchange.packing import NAME, Packed
from bot.interchange.restore import restore
from storage.tables import Customer, Rep
from tests.boxes import digest, nothing_is_in, refusal, rewritten, sealed, without
from tests.line_events import rows

SINCE_THE_DESK = {
    "customers.csv": ["tags", "custom", "gifts_declined", "merged_into_id", "deputy"],
    "followups.csv": ["kind", "escalated"],
    "reps.csv": ["bundle_at"],
}


@pytest.mark.parametrize("name", ["customers.csv", "inbox.csv"])
async def test_a_file_that_was_cut_short_is_seen_before_anything_is_read(store, box, name):
    whole = (box / name).read_bytes()
    (box / name).write_bytes(whole[: whole.rindex(b"\r\n", 0, -2) + 2])

    assert (await refusal(store, box)).startswith(f"{name} is not what was exported")
    assert await nothing_is_in(store)


async def test_a_file_of_another_encoding_is_not_what_was_exported(store, box):
    rewritten(box / "teams.csv", lambda lines: lines)
    (box / "teams.csv").write_bytes("id,名\r\n".encode("cp932"))
    sealed(box)

    assert (await refusal(store, box)).startswith("teams.csv is not what was exported")


async def test_missing_files_are_named(store, box):
    (box / "teams.csv").unlink()
    (box / "line_links.csv").unlink()

    assert "lacks files (teams.csv, line_links.csv)" in await refusal(store, box)


async def test_a_file_that_the_list_does_not_name_either_is_missing_all_the_same(store, box):
    (box / "ledger.csv").unlink()
    sealed(box)

    assert "lacks files (ledger.csv)" in await refusal(store, box)


async def test_a_file_of_somebody_else_is_named(store, box):
    (box / "年賀状.csv").write_text("mine")

    assert "do not belong to this export (年賀状.csv)" in await refusal(store, box)


async def test_a_file_of_another_export_is_seen(store, box, tmp_path):
    await export(store, tmp_path / "other")
    shutil.copy(tmp_path / "other" / "cases.csv", box / "cases.csv")

    assert (await refusal(store, box)).startswith("cases.csv is not what was exported")


async def test_a_folder_without_a_list_is_not_an_export_that_can_be_restored(store, box):
    (box / NAME).unlink()

    assert "has no kizuna.json" in await refusal(store, box)


@pytest.mark.parametrize("written", ["", "{}", "[]", '{"format": 1, "files": []}', "\x00"])
async def test_a_broken_list_is_told(store, box, written):
    (box / NAME).write_text(written)

    assert "kizuna.json cannot be read" in await refusal(store, box)


@pytest.mark.parametrize("newer", [{"format": 2}, {"schema": "9999"}])
async def test_an_export_of_a_newer_program_is_not_read(store, box, newer):
    sealed(box, **newer, program="9.1.0")

    assert (await refusal(store, box)).startswith("This export is of a newer Kizuna (9.1.0).")


async def test_a_folder_that_is_not_there_is_a_sentence(store, tmp_path):
    (tmp_path / "file").write_text("mine")

    assert "cannot be read (Not a directory)" in await refusal(store, tmp_path / "file")
    assert "has no kizuna.json" in await refusal(store, tmp_path / "nowhere")


async def test_an_older_export_gets_defaults_for_what_it_did_not_know(store, box):
    for name, columns in SINCE_THE_DESK.items():
        without(box / name, columns)
    for name in ("anniversaries", "employments", "custom_fields", "company_settings"):
        (box / f"{name}.csv").unlink()
    sealed(box, schema="0001")

    counts = await restore(store, box)

    assert (counts["customers"], counts["anniversaries"]) == (4, 0)
    assert {(tuple(row.tags), len(row.custom), row.gifts_declined) for row in await rows(store, Customer)} == {
        ((), 0, False)
    }
    assert [row.bundle_at for row in await rows(store, Rep)] == [None, None]


async def test_an_older_export_without_what_nobody_can_guess_is_refused(store, box):
    without(box / "customers.csv", ["owner_id"])
    sealed(box, schema="0001")

    assert "customers.csv lacks columns that are needed (owner_id)" in await refusal(store, box)


async def test_an_export_of_our_own_version_must_have_every_column(store, box):
    without(box / "reps.csv", ["bundle_at"])

    assert "reps.csv lacks columns that are needed (bundle_at)" in await refusal(store, box)


def test_a_file_is_whole_only_with_the_bytes_that_were_written(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"id\r\n")
    right = Packed(0, digest(tmp_path / "a.csv"))

    assert packing.whole(tmp_path / "a.csv", right)
    assert not packing.whole(tmp_path / "a.csv", Packed(0, "0" * 64))
