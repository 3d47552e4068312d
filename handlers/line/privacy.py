"""Buttons of the settings, of disclosure and of erasure. All they carry is looked up and must be the presser's own."""

from collections.abc import Awaitable, Callable

from crm.privacy import disclosures, erasures, settings
from crm.work import Work
from handlers.line.heard import Heard

SETTINGS, DISCLOSURE, ERASURE = "settings", "disclosure", "erasure"
ON, OFF = "on", "off"
GO_ON, CONFIRM, LEAVE, WHOSE = "go_on", "confirm", "leave", "whose"


def settings_data(name: str = "", value: str = "") -> str:
    """Opens the card; with a name (a purpose, language or hour) sets it."""
    return ":".join(part for part in (SETTINGS, name, value) if part)


def erasure_data(what: str, value: str) -> str:
    """A receipt that we have given out, or with WHOSE a customer's number."""
    return f"{ERASURE}:{what}:{value}"


def disclosure_data(customer: str) -> str:
    return f"{DISCLOSURE}:{WHOSE}:{customer}"


async def setting(work: Work, heard: Heard) -> None:
    name, value = _parts(heard)
    user = heard.user or ""
    if not name:
        await settings.show(work, user, heard.at, heard.reply)
    elif name == "language":
        await settings.language(work, user, value, heard.at, heard.reply)
    elif name == "hour":
        if _is_number(value):
            await settings.hour(work, user, int(value), heard.at, heard.reply)
    elif value in {ON, OFF}:
        await settings.purpose(work, user, name, heard.at, heard.reply, granted=value == ON)


async def erasure(work: Work, heard: Heard) -> None:
    what, value = _parts(heard)
    user = heard.user or ""
    if what == WHOSE and _is_number(value):
        await erasures.choose(work, user, int(value), heard.at, heard.reply)
    elif what in _ERASING:
        await _ERASING[what](work, user, value[:16], heard.at, heard.reply)


async def disclosure(work: Work, heard: Heard) -> None:
    _, value = _parts(heard)
    if _is_number(value):
        await disclosures.choose(work, heard.user or "", int(value), heard.at, heard.reply)


_ERASING: dict[str, Callable[..., Awaitable[object]]] = {
    GO_ON: erasures.go_on,
    CONFIRM: erasures.confirm,
    LEAVE: erasures.leave,
}


def _parts(heard: Heard) -> tuple[str, str]:
    _, name, value = [*heard.data.split(":"), "", ""][:3]
    return name, value


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19
