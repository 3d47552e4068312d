"""`kizuna programme`: the points programme in force, a file that is to take its place, and the file of the settings."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import structlog

from crm.house import House
from crm.points.programme import checks, differences, laws, programmes
from crm.points.programme.programme import Programme
from crm.refusals import ProgrammeChanged, Refused
from crm.work import SYSTEM, Work
from handlers import programmes as words
from handlers.locales import Phrases, phrases
from handlers.slack.say import refusal_key
from storage.points import programmes as texts
from storage.store import Store

log = structlog.get_logger("kizuna")

Ask = Callable[[str], bool]


class ProgrammeError(ValueError):
    """It was not done; the message says why, and what to do instead."""


async def in_force(store: Store, house: House) -> str:
    """The text in force, to print. Raises ProgrammeError: there is none."""
    async with store.read() as session:
        text = await texts.newest(session)
    if text is None:
        raise ProgrammeError(phrases(house.language)("programme.none_in_force"))
    return text.rstrip("\n")


async def bring(store: Store, house: House, file: Path, ask: Ask | None) -> list[str]:
    """Put a file in force, after its differences and cautions were shown and agreed to (`ask`; None: without asking).

    Raises:
        ProgrammeError: it cannot be read, something in it is wrong, or it was answered no.
    """
    say = phrases(house.language)
    text = await asyncio.to_thread(text_of, file, say)
    programme, faults = checks.read(text)
    if programme is None:
        raise ProgrammeError(told(file, faults, say))
    async with store.read() as session:
        before = await texts.newest(session)
    if before == text:
        return [say("programme.same")]
    shown = _shown(programmes.parsed(before or ""), programme, say)
    if ask is not None and not await asyncio.to_thread(ask, "\n".join([*shown, say("programme.ask")])):
        raise ProgrammeError(say("programme.not_done"))
    await _apply(store, house, text, say)
    return [*(shown if ask is None else []), say("programme.now_in_force")]


async def at_start(store: Store, house: House, file: Path | None) -> None:
    """Put the file of the settings in force if it says something else than when it was put in force last. One that is
    wrong leaves what is in force: the admins are told once, and the log each time.
    """
    if file is None:
        return
    say = phrases(house.language)
    try:
        text = await asyncio.to_thread(text_of, file, say)
    except ProgrammeError:
        log.exception("programme_unreadable", file=str(file))
        return
    faults = checks.problems(text)
    async with store.write() as session:
        work = Work(session, datetime.now(UTC), SYSTEM, house=house)
        if faults:
            log.error("programme_refused", file=str(file), faults=len(faults), first=faults[0].where)
            async with work.savepoint():
                await programmes.refuse_file(work, file.name, text, faults)
        elif await programmes.file_is_news(work, text):
            await _put(work, text)


async def _put(work: Work, text: str) -> None:
    """Another process that starts at the same moment puts the same in force."""
    try:
        async with work.savepoint():
            await programmes.apply(work, text, "file")
    except Refused as no:
        if not isinstance(no.refusal, ProgrammeChanged):
            raise
    log.info("programme_in_force", digest=programmes.digest_of(text)[:12])


async def _apply(store: Store, house: House, text: str, say: Phrases) -> None:
    try:
        async with store.write() as session:
            work = Work(session, datetime.now(UTC), SYSTEM, house=house)
            async with work.savepoint():
                await programmes.apply(work, text, "file")
    except Refused as no:
        raise ProgrammeError(say(refusal_key(no.refusal))) from no


def _shown(before: Programme, after: Programme, say: Phrases) -> list[str]:
    changes = [words.difference(each, say) for each in differences.between(before, after)]
    minded = [words.caution(each, say) for each in laws.cautions(after)]
    lines = [say("programme.changes"), *changes] if changes else [say("programme.no_changes")]
    return [*lines, *([say("programme.cautions"), *minded] if minded else [])]


def told(file: Path, faults: list[words.ProgrammeFault], say: Phrases) -> str:
    """A line for each thing to mend, in the order of the file."""
    ordered = sorted(faults, key=lambda each: each.line)
    return "\n".join(f"{file}:{words.fault_line(each, say)}" for each in ordered)


def text_of(file: Path, say: Phrases) -> str:
    """What the file says. Raises ProgrammeError."""
    try:
        if file.stat().st_size > checks.LARGEST * 4:
            raise ProgrammeError(say("programme.too_large", path=file))
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as no:
        raise ProgrammeError(say("programme.unreadable", path=file)) from no
