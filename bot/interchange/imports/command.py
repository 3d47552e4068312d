"""`kizuna import FILE`: show what the file would come to, ask, write it, and say what was not written and why."""

import asyncio
import gc
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.house import house_of
from bot.interchange.imports import running
from bot.interchange.imports.errors import ErrorsFile, reason
from bot.interchange.imports.pace import Pace
from bot.interchange.imports.running import Plan, Watch
from bot.interchange.imports.tables import Record, Table, open_table
from bot.interchange.imports.wishes import Wishes
from bot.settings import Settings
from crm.imports import mapping as columns
from crm.imports.faults import FieldUnknown
from crm.imports.headers import FIELDS, IGNORED, OURS
from crm.imports.judging import KINDS, Verdict
from crm.imports.mapping import Mapping as Columns
from crm.imports.rows import Bad, Row
from crm.refusals import Refused
from crm.work import SYSTEM, Work
from handlers.locales import Phrases, phrases
from handlers.slack.say import refusal_key, refusal_parts
from storage import migrations
from storage.interchange import imports as queries
from storage.store import Store

UNREACHABLE = "check.database_unreachable.mend"
FIRST_ERRORS = 10
# From so many rows on they are read in a process of their own: at a terminal nobody else is served, and the other core
# is there to be used. A shorter file is read before such a process is ready.
LONG = 1000


class ImportRefusedError(ValueError):
    """Nothing was imported; the message is a sentence for the operator."""


async def import_file(settings: Settings, store: Store, path: Path, wishes: Wishes) -> None:
    """Print what the file would come to, and write it if that is wished.

    Raises:
        ImportRefusedError: the file, the mapping or the database do not allow it; nothing was written.
    """
    say = phrases(settings.default_language)
    try:
        await _ready(settings, say)
        plan = await _planned(path, wishes)
        _print_plan(plan, say)
        await _introduce(settings, store, wishes.owner)
        with _undisturbed():
            await _import(Office(settings, store, say), plan, wishes)
    except Refused as no:
        raise ImportRefusedError(say(refusal_key(no.refusal), **refusal_parts(no.refusal))) from no
    except SQLAlchemyError as away:
        raise ImportRefusedError(say(UNREACHABLE)) from away


@dataclass(frozen=True)
class Office:
    """Where it is done: the store, the company, and its language."""

    settings: Settings
    store: Store
    say: Phrases

    async def begin(self, session: AsyncSession) -> Work:
        return Work(session, datetime.now(UTC), SYSTEM, house=house_of(self.settings))


async def _ready(settings: Settings, say: Phrases) -> None:
    has, needs = await asyncio.to_thread(migrations.status, settings.database_url)
    if has != needs:
        raise ImportRefusedError(say("serve.not_migrated"))


async def _planned(path: Path, wishes: Wishes) -> Plan:
    table = await asyncio.to_thread(open_table, path)
    overrides = dict(_override(typed) for typed in wishes.maps)
    mapping = columns.guess(table.head, overrides)
    return Plan(table, mapping, wishes.owner, wishes.overwrite, wishes.keep_unknown)


def _override(typed: str) -> tuple[str, str]:
    header, equals, field = typed.rpartition("=")
    if not equals:
        raise Refused(FieldUnknown(typed, " ".join(FIELDS)))
    return header.strip(), field.strip() or IGNORED


async def _introduce(settings: Settings, store: Store, owner: str | None) -> None:
    if owner and settings.slack_bot_token is not None:
        # Seldom needed, and Slack's SDK would be a quarter of our memory.
        from bot.interchange.imports.introducing import introduce  # noqa: PLC0415 - see above

        await introduce(settings, store, owner)


async def _import(office: Office, plan: Plan, wishes: Wishes) -> None:
    pace = Pace(apart=plan.table.rows >= LONG)
    if not wishes.sure:
        with _watching(office, plan, "imports.looking") as watch:
            counts = await running.preview(office.store, plan, office.begin, watch, pace)
        _print_counts(counts, watch, office.say)
        if wishes.dry_run or not _agreed(office.say):
            typer.echo(office.say("imports.not_written"))
            return
    async with office.store.write() as session:
        await queries.make_room(session)
    with _watching(office, plan, "imports.writing") as watch:
        counts = await running.run(office.store, plan, office.begin, watch, pace)
    _print_counts(counts, watch, office.say)
    typer.echo(office.say("imports.written"))


@contextmanager
def _undisturbed() -> Iterator[None]:
    """The collector of garbage does not look through all of the program for the few rings that an import leaves."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(20 * usual[0], *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def _agreed(say: Phrases) -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty() and typer.confirm(say("imports.agree"))


# --- what is printed --------------------------------------------------------------------------------------------------


class Shown(Watch):
    """Moves the bar, keeps the first errors, and writes all of them into the errors file."""

    def __init__(self, errors: ErrorsFile, bar: Progress, task: TaskID) -> None:
        self.first: list[Verdict] = []
        self.place: Path | None = None
        self._errors = errors
        self._bar = bar
        self._task = task

    async def heard(self, verdict: Verdict, record: Record, row: Row | Bad) -> None:  # noqa: ARG002 - Watch's own
        if verdict.faults:
            self._errors.add(*record, verdict.faults)
            if len(self.first) < FIRST_ERRORS:
                self.first.append(verdict)

    async def progressed(self, rows: int) -> None:
        self._bar.advance(self._task, rows)


@contextmanager
def _watching(office: Office, plan: Plan, title: str) -> Iterator[Shown]:
    path = plan.table.path
    console = Console(stderr=True)
    parts = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with closing(ErrorsFile(plan.table, office.say, path.with_name(f"{path.name}.errors.csv"))) as errors:
        with Progress(*parts, console=console, disable=not console.is_terminal) as bar:
            watch = Shown(errors, bar, bar.add_task(office.say(title), total=plan.table.rows))
            yield watch
        watch.place = errors.finish()


def _print_plan(plan: Plan, say: Phrases) -> None:
    table, preset = plan.table, plan.mapping.preset
    typer.echo(say("imports.file", name=table.path.name, rows=table.rows, encoding=_named(table)))
    if preset is not None:
        typer.echo(say("imports.preset", label=preset.label))
        if preset.nicknames:
            typer.echo(say("imports.nicknames"))
    for line in mapping_lines(plan.mapping, say, keep_unknown=plan.keep_unknown):
        typer.echo(f"  {line}")


def _named(table: Table) -> str:
    return {"cp932": "Shift_JIS (CP932)", "utf-8-sig": "UTF-8 (BOM)"}.get(table.encoding, table.encoding.upper())


def mapping_lines(mapping: Columns, say: Phrases, *, keep_unknown: bool) -> list[str]:
    """Which column becomes what, a line each."""
    unknown = say("imports.to_note" if keep_unknown else "imports.to_nothing")
    return [
        say("imports.column", header=each.header, field=unknown if each.field is None else label(each.field, say))
        for each in mapping.columns
        if each.header and each.header not in OURS
    ]


def label(field: str, say: Phrases) -> str:
    return say("imports.to_nothing") if field == IGNORED else say(f"imports.field_{field}")


def _print_counts(counts: Mapping[str, int], watch: Shown, say: Phrases) -> None:
    for kind in KINDS:
        typer.echo(f"{say(f'imports.kind_{kind}')}\t{counts.get(kind, 0)}")
    for verdict in watch.first:
        typer.echo(f"  {say('imports.row', row=verdict.number, reason=reason(verdict.faults, say))}")
    if watch.place is not None:
        typer.echo(say("imports.errors_file", path=watch.place))
