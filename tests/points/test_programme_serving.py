"""The programme at the terminal: a preset without anything, a file at the start, the month for accounting."""

from crm.points.programme import presets
from crm.points.programme.programmes import parsed
from storage.store import Store
from storage.tables import ProgrammeText
from tests.line_events import rows
from tests.test_serving import Process


async def test_serve_puts_the_programme_file_in_force(tmp_path):
    file = tmp_path / "points.toml"
    file.write_text(presets.text("shop"), encoding="utf-8")
    process = Process(tmp_path, PROGRAMME_FILE=str(file))

    async with process.serving():
        pass

    store = Store.open(process.environment["DATABASE_URL"])
    [version] = await rows(store, ProgrammeText)
    await store.close()
    assert version.source == "file"
    assert parsed(version.text).enabled


async def test_a_preset_is_printed_before_there_is_anything(tmp_path):
    code, out, _ = await Process(tmp_path, DATABASE_URL="postgresql://nobody@127.0.0.1:1/no").run(
        "programme", "--preset", "clinic"
    )

    assert (code, out) == (0, presets.text("clinic"))


async def test_a_file_is_put_in_force_and_the_month_written(tmp_path):
    process, file = Process(tmp_path), tmp_path / "points.toml"
    file.write_text(presets.text("b2b"), encoding="utf-8")
    await process.run("migrate")

    brought = await process.run("programme", str(file), "--yes")
    shown = await process.run("programme")
    written = await process.run("points", "--month", "2026-11", str(tmp_path / "out.csv"))
    wrong = await process.run("points", "--month", "november", str(tmp_path / "other.csv"))

    assert brought[0] == 0
    assert brought[1].endswith("反映しました。\n")
    assert shown[:2] == (0, presets.text("b2b"))
    assert written[0] == 0
    assert (tmp_path / "out.csv").read_text("utf-8-sig").startswith("row,day,at,kind")
    assert wrong[0] == 1
    assert "2026-10" in wrong[2]
