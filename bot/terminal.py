"""What every command needs: settings, a store for as long as it runs, and a way to print or to stop with a sentence."""
# ruff: noqa: PLC0415 - each command imports what it needs when it runs: see bot.cli

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import typer

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.store import Store

T = TypeVar("T")


def read_settings() -> "Settings":
    """The settings of this process; without them the command ends with what is wrong."""
    from bot.settings import SettingsError, load

    try:
        return load()
    except SettingsError as no:
        stop("\n".join(no.problems.values()))


def with_store(settings: "Settings", use: Callable[["Store"], Coroutine[Any, Any, T]]) -> T:
    """What `use` makes of the store, which is closed behind it."""
    from storage.store import Store

    async def with_it() -> T:
        store = Store.open(settings.database_url)
        try:
            return await use(store)
        finally:
            await store.close()

    return run(with_it)


def run(make: Callable[[], Coroutine[Any, Any, T]]) -> T:
    import uvloop

    return uvloop.run(make())


def show(text: str) -> None:
    typer.echo(text)


def stop(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)
