"""`kizuna`: everything an operator does, by name.

Each command imports what it needs when it runs: all of it together takes seconds, and nobody should wait for the
platforms' SDKs who asks for help or for a date.
"""
# ruff: noqa: PLC0415 - see above

import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from bot import points_commands
from bot.terminal import read_settings, run, show, stop, with_store

if TYPE_CHECKING:
    from bot.interchange.imports.wishes import Wishes
    from bot.settings import Settings

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


class Platform(StrEnum):
    """What `kizuna setup` can set up."""

    LINE = "line"


@app.callback()
def kizuna() -> None:
    """絆 Kizuna: reps in Slack, customers in LINE, one store."""


@app.command()
def serve() -> None:
    """Run everything in one process: doors, worker and clock."""
    _serve(doors=True, work=True)


@app.command()
def web() -> None:
    """Run the doors only (PostgreSQL; any number of them)."""
    _serve(doors=True, work=False)


@app.command()
def worker() -> None:
    """Run the worker and the clock only (PostgreSQL; any number of them)."""
    _serve(doors=False, work=True)


@app.command()
def migrate() -> None:
    """Bring the database to the schema of this version."""
    from handlers.locales import phrases
    from storage import migrations

    settings = read_settings()
    migrations.upgrade(settings.database_url)
    show(phrases(settings.default_language)("migrate.done", revision=migrations.status(settings.database_url)[0]))


@app.command()
def check(*, offline: Annotated[bool, typer.Option(help="Make no call to Slack or LINE.")] = False) -> None:
    """Say what is missing or wrong in settings, tokens and database, and how to mend it."""
    from bot import check as checks

    report, well = run(lambda: checks.inspect(offline=offline))
    show(report)
    raise typer.Exit(0 if well else 1)


@app.command()
def export(folder: Annotated[Path, typer.Argument(help="An empty folder, or one of an earlier export.")]) -> None:
    """Write everything as CSV files, one a noun (docs/data.md)."""
    from bot.interchange import export as exports

    settings = read_settings()
    try:
        written = with_store(settings, lambda store: exports.export(store, folder, settings.default_language))
    except exports.ExportRefusedError as no:
        stop(str(no))
    for name, rows in written.items():
        show(f"{name}\t{rows}")


@app.command("import")
def import_(
    source: Annotated[Path, typer.Argument(help="A CSV file of customers, or a folder that `kizuna export` wrote.")],
    *,
    owner: Annotated[str | None, typer.Option(help="Slack id of the owner of customers whose row names none.")] = None,
    maps: Annotated[list[str] | None, typer.Option("--map", help="COLUMN=FIELD; `-` leaves a column out.")] = None,
    overwrite: Annotated[bool, typer.Option(help="Change what is filled in already, too.")] = False,
    keep_unknown: Annotated[bool, typer.Option(help="Keep columns that nobody knows in the note.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Write without asking.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Show what would happen; change nothing.")] = False,
) -> None:
    """Bring in customers from a CSV file (docs/import.md), or restore an export into an empty store."""
    from bot.interchange.imports.wishes import Wishes

    settings, wishes = read_settings(), Wishes(owner, tuple(maps or ()), overwrite, keep_unknown, yes, dry_run)
    if source.is_dir():
        _restore(settings, source, wishes)
    else:
        _import(settings, source, wishes)


def _import(settings: "Settings", file: Path, wishes: "Wishes") -> None:
    from bot.interchange.imports import command as importing
    from handlers.locales import phrases

    try:
        with_store(settings, lambda store: importing.import_file(settings, store, file, wishes))
    except importing.ImportRefusedError as no:
        stop(str(no))
    except KeyboardInterrupt:
        typer.echo(phrases(settings.default_language)("imports.interrupted"), err=True)
        raise typer.Exit(130) from None


def _restore(settings: "Settings", folder: Path, wishes: "Wishes") -> None:
    """Refused with options of a file: whoever types --dry-run must not find a restored database."""
    from bot.interchange import restore as restoring
    from handlers.locales import phrases

    say = phrases(settings.default_language)
    if wishes.of_a_file:
        stop(say("imports.not_of_folders", options=" ".join(wishes.of_a_file), path=folder))
    try:
        restored = with_store(settings, lambda store: restoring.restore(store, folder, settings.default_language))
    except restoring.RestoreRefusedError as no:
        stop(str(no))
    show("\n".join(f"{name}\t{rows}" for name, rows in restored.items()))


@app.command()
def survey(file: Annotated[Path, typer.Argument(help="A TOML file (docs/surveys.md).")]) -> None:
    """Make a survey of the company's own from a file."""
    from bot import surveys
    from bot.house import house_of

    settings = read_settings()
    try:
        made = with_store(settings, lambda store: surveys.bring(store, house_of(settings), file))
    except surveys.SurveyFileError as no:
        stop(str(no))
    show(made)


@app.command()
def setup(platform: Annotated[Platform, typer.Argument(help="What to set up.")]) -> None:
    """Draw the rich menus, give them to LINE, and hand them out to the friends of the account."""
    from bot import setup_line as setting_up

    assert platform is Platform.LINE  # noqa: S101 - there is no other yet
    settings = read_settings()
    try:
        lines = with_store(settings, lambda store: setting_up.set_up(settings, store))
    except setting_up.SetupRefusedError as no:
        stop(str(no))
    show("\n".join(lines))


@app.command()
def erase(
    customer: Annotated[str, typer.Argument(help="The customer's number or name.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Erase without asking.")] = False,
) -> None:
    """Forget a customer who has asked for it (docs/privacy.md). It cannot be undone."""
    from bot import privacy
    from bot.house import house_of

    settings = read_settings()
    ask = None if yes else typer.confirm
    try:
        lines = with_store(settings, lambda store: privacy.erase(store, house_of(settings), customer, ask))
    except privacy.PrivacyError as no:
        stop(str(no))
    show("\n".join(lines))


@app.command()
def disclose(
    customer: Annotated[str, typer.Argument(help="The customer's number or name.")],
    file: Annotated[Path, typer.Argument(help="A new file: .html to read and print, .json for programs.")],
) -> None:
    """Write all that is known of a customer to a file, for the customer (docs/privacy.md)."""
    from bot import privacy
    from bot.house import house_of

    settings = read_settings()
    try:
        written = with_store(settings, lambda store: privacy.disclose(store, house_of(settings), customer, file))
    except privacy.PrivacyError as no:
        stop(str(no))
    show(written)


@app.command()
def sweep(
    *,
    at: Annotated[str | None, typer.Option(help="Pretend that it is this moment (ISO 8601).")] = None,
    dry_run: Annotated[bool, typer.Option(help="Show what would happen; change nothing.")] = False,
    force: Annotated[bool, typer.Option(help="Allow a future moment with real platforms.")] = False,
) -> None:
    """Run every sweep once: nudges, digests, alarms, retention."""
    from bot import sweep as sweeps
    from bot.house import house_of

    settings = read_settings()
    house = house_of(settings)
    try:
        lines = with_store(
            settings, lambda store: sweeps.sweep(settings, store, house, at=at, dry_run=dry_run, force=force)
        )
    except sweeps.SweepRefusedError as no:
        stop(str(no))
    except sweeps.SweepFailedError as failed:
        stop("\n".join(failed.lines))
    show("\n".join(lines))


@app.command()
def when(
    text: Annotated[str | None, typer.Argument(help="Words that may hold a date.")] = None,
    *,
    tsv: Annotated[Path | None, typer.Option(help="Lines of reference<TAB>text; - for standard input.")] = None,
    at: Annotated[str | None, typer.Option(help="The moment of writing (ISO 8601); now when left out.")] = None,
) -> None:
    """Show what date is understood: `ISO or none<TAB>the words it was read from`."""
    from reminders import when as dates

    zone = read_settings().zone
    if tsv is not None:
        for line in _lines_of(tsv):
            reference, _, words = line.partition("\t")
            show(dates.report(_moment(reference, zone), words))
    elif text is not None:
        show(dates.report(_moment(at, zone) if at else datetime.now(zone), text))
    else:
        raise typer.BadParameter("TEXT or --tsv FILE")


def _lines_of(tsv: Path) -> list[str]:
    text = sys.stdin.read() if str(tsv) == "-" else tsv.read_text(encoding="utf-8")
    return [line for line in text.split("\n") if line]


def _moment(text: str, zone: ZoneInfo) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as no:
        raise typer.BadParameter(f"{text!r} is not ISO 8601") from no
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _serve(*, doors: bool, work: bool) -> None:
    from bot import logs, serving
    from handlers.locales import phrases

    settings = read_settings()
    logs.set_up()
    try:
        run(lambda: serving.serve(settings, doors=doors, work=work))
    except serving.CannotServeError as no:
        stop(phrases(settings.default_language)(no.key))


programme = app.command()(points_commands.programme)
points = app.command()(points_commands.points)


def main() -> None:
    """The entry point of the `kizuna` command."""
    app()
