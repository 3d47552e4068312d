"""`kizuna programme`, `kizuna points`, `kizuna purchases`: the programme, the month for accounting, a till's file."""
# ruff: noqa: PLC0415 - see bot.cli

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.terminal import read_settings, show, stop, with_store


class Preset(StrEnum):
    """Trades for which there is a programme to begin with."""

    SHOP = "shop"
    CLINIC = "clinic"
    DEALER = "dealer"
    B2B = "b2b"


def programme(
    file: Annotated[Path | None, typer.Argument(help="A TOML file (docs/points.md) to put in force.")] = None,
    *,
    preset: Annotated[Preset | None, typer.Option(help="Print a programme to begin with.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Put it in force without asking.")] = False,
) -> None:
    """Print the points programme in force, or check a file, say what would change, and put it in force."""
    from bot import programme as programmes
    from bot.house import house_of
    from crm.points.programme import presets

    if preset is not None:
        show(presets.text(preset).rstrip("\n"))
        return
    settings = read_settings()
    house = house_of(settings)
    try:
        if file is None:
            show(with_store(settings, lambda store: programmes.in_force(store, house)))
        else:
            ask = None if yes else typer.confirm
            show("\n".join(with_store(settings, lambda store: programmes.bring(store, house, file, ask))))
    except programmes.ProgrammeError as no:
        stop(str(no))


def points(
    file: Annotated[Path, typer.Argument(help="A new CSV file.")],
    *,
    month: Annotated[str, typer.Option(help="The month, as 2026-10.")],
) -> None:
    """Write a month of the points ledger for accounting: opening balance, every entry, closing balance."""
    from bot import point_reports
    from bot.house import house_of

    settings = read_settings()
    house = house_of(settings)
    try:
        show(with_store(settings, lambda store: point_reports.write(store, house, month, file)))
    except point_reports.ReportError as no:
        stop(str(no))


def purchases(
    file: Annotated[Path, typer.Argument(help="A CSV file of a till: an amount and who bought, a row each.")],
    *,
    dry_run: Annotated[bool, typer.Option(help="Show what would happen; change nothing.")] = False,
    no_points: Annotated[bool, typer.Option("--no-points", help="Write the purchases down, but give nothing.")] = False,
) -> None:
    """Bring in purchases from a CSV file; the same row never counts twice."""
    from bot.house import house_of
    from bot.interchange import purchases as bringing

    settings = read_settings()
    house = house_of(settings)
    try:
        show(
            with_store(settings, lambda store: bringing.bring(store, house, file, dry_run=dry_run, earn=not no_points))
        )
    except bringing.PurchasesRefusedError as no:
        stop(str(no))
