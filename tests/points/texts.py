"""Texts of programmes in tests: kept, in a file, and as a form has them."""

from collections.abc import Callable
from pathlib import Path

from crm.points.programme import forms, presets, programmes
from crm.points.programme.forms import Wish
from crm.points.programme.programme import Programme
from storage.store import Store
from storage.tables import ProgrammeText, Rep
from tests.builders import a_rep
from tests.line_events import rows

SHOP = presets.text("shop")
CHANGED = SHOP.replace("visit = 10 ", "visit = 20 ")


async def versions(store: Store) -> list[tuple[str, str]]:
    return [(each.source, each.text) for each in await rows(store, ProgrammeText)]


async def an_admin(store: Store) -> Rep:
    return await a_rep(store, role="admin")


def wish(programme: Programme, text: str, *switches: str, **numbers: int | None) -> Wish:
    """The form as it opens, with these numbers changed."""
    held = {name: forms.held(programme, name) for name in forms.NUMBERS}
    return Wish(programmes.digest_of(text), held | numbers, frozenset(switches))


def a_file(folder: Path, text: str) -> Path:
    file = folder / "programme.toml"
    file.write_text(text, encoding="utf-8")
    return file


def saying(*asked: str, yes: bool) -> tuple[Callable[[str], bool], list[str]]:
    """Somebody who answers, and what they were asked."""
    heard = list(asked)

    def answer(question: str) -> bool:
        heard.append(question)
        return yes

    return answer, heard
