"""The customer's own words about consent, settings, disclosure and erasure: each to whoever deals with it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from crm.post import Reply
from crm.privacy import consents, disclosures, erasures, settings, words
from crm.privacy.words import Wish
from crm.work import Work
from storage.tables import Customer, LineUser


@dataclass(frozen=True)
class Asked:
    """Whole words of an account that speaks for `people`."""

    account: LineUser
    people: Sequence[Customer]
    wish: Wish
    at: datetime
    reply: Reply | None


async def hear(work: Work, asked: Asked, *, hurried: bool = False) -> bool:
    """For rules that hear a message: whether it was one of these words, which are then done with. Of somebody who
    floods us (`hurried`) only stopping and resuming is heard.
    """
    wish = asked.wish
    if hurried and wish.kind not in {words.STOP, words.START}:
        return False
    if not await _counts(work, asked.account, asked.people, wish):
        return False
    await _ANSWERS[wish.kind](work, asked)
    return True


async def _counts(work: Work, account: LineUser, people: Sequence[Customer], wish: Wish) -> bool:
    """Words that somebody means who is nobody's customer yet, or who talks of something else, are for a person."""
    if wish.kind in {words.START, words.DISCLOSURE, words.ERASURE} and not people:
        return False
    return wish.sure or await settings.talking(work, account)


async def _stop(work: Work, asked: Asked) -> None:
    await consents.stop(work, asked.account, asked.people, asked.at, asked.reply)


async def _start(work: Work, asked: Asked) -> None:
    await consents.resume(work, asked.account, asked.people, asked.at, asked.reply)


async def _settings(work: Work, asked: Asked) -> None:
    await settings.answer(work, asked.account, asked.people, asked.reply)


async def _language(work: Work, asked: Asked) -> None:
    await settings.speak(work, asked.account, asked.wish.language, asked.reply)


async def _hour(work: Work, asked: Asked) -> None:
    await settings.deliver_at(work, asked.account, asked.wish.hour, asked.reply)


async def _disclose(work: Work, asked: Asked) -> None:
    await disclosures.wanted(work, asked.account, asked.people, asked.reply)


async def _erase(work: Work, asked: Asked) -> None:
    await erasures.wanted(work, asked.account, asked.people, asked.reply)


_ANSWERS: dict[str, Callable[[Work, Asked], Awaitable[None]]] = {
    words.STOP: _stop,
    words.START: _start,
    words.SETTINGS: _settings,
    words.LANGUAGE: _language,
    words.HOUR: _hour,
    words.DISCLOSURE: _disclose,
    words.ERASURE: _erase,
}
