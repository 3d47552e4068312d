"""`kizuna erase` and `kizuna disclose`: what an operator does on a customer's behalf."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from crm.house import House
from crm.privacy import disclosures, erasures, whom
from crm.refusals import Refused
from crm.work import SYSTEM, Work
from handlers import disclosure_page
from handlers.locales import Phrases, phrases
from handlers.slack.say import refusal_key
from reminders.rounds import Round
from reminders.sweeps import erasures as sweeps
from storage.store import Store
from storage.tables import Customer

Ask = Callable[[str], bool]
SUFFIXES = (".html", ".json")


class PrivacyError(ValueError):
    """It was not done; the message is a sentence for the operator that says what to do instead."""


async def erase(store: Store, house: House, words: str, ask: Ask | None) -> list[str]:
    """Forget the customer of this number or name: shown first, and asked for twice (`ask`, None: not at all); the lines
    to print.

    Raises:
        PrivacyError: nobody or several go by the words, it was answered no, or it is done already.
    """
    say = phrases(house.language)
    async with store.read() as session:
        work = Work(session, datetime.now(UTC), SYSTEM, house=house)
        customer = await _one(work, words, say)
        shown = _shown(customer, await whom.extent(work, customer.id), say)
    if ask is not None:
        for question in (f"{shown}\n{say('privacy.ask_erasure_first')}", say("privacy.ask_erasure_last")):
            if not await asyncio.to_thread(ask, question):
                raise PrivacyError(say("privacy.erasure_not_done"))
    receipt, done = await _erase(store, house, customer.id, say)
    return [shown, say("privacy.erasure_done_cli" if done else "privacy.erasure_goes_on", receipt=receipt)]


async def _erase(store: Store, house: House, customer_id: int, say: Phrases) -> tuple[str, bool]:
    round_ = Round(store, house, datetime.now(UTC))
    try:
        async with round_.operation() as work:
            erasure = await erasures.begin(work, customer_id, "cli")
    except Refused as no:
        raise PrivacyError(say(refusal_key(no.refusal), **vars(no.refusal))) from no
    return erasure.receipt, await sweeps.forget(round_, erasure.id)


def _shown(customer: Customer, counts: dict[str, int], say: Phrases) -> str:
    company = customer.company.name if customer.company else "–"
    rows = sum(number for name, number in counts.items() if name != "promises")
    line = counts.get("line_links", 0)
    return say("privacy.show_erasure", number=customer.id, name=customer.name, company=company, line=line, rows=rows)


async def disclose(store: Store, house: House, words: str, file: Path) -> str:
    """Write what is known of the customer to a new file (.html or .json), readable by its owner only.

    Raises:
        PrivacyError: as `erase`, or the file cannot be made.
    """
    say, now = phrases(house.language), datetime.now(UTC)
    if file.suffix not in SUFFIXES:
        raise PrivacyError(say("privacy.bad_suffix"))
    async with store.write() as session:
        work = Work(session, now, SYSTEM, house=house)
        async with work.savepoint():
            customer = await _one(work, words, say)
            portrait = await disclosures.file(work, customer.id)
    html = file.suffix == ".html"
    body = disclosure_page.page(portrait, house, now).encode() if html else disclosure_page.data(portrait, house, now)
    try:
        await asyncio.to_thread(_write, file, body)
    except FileExistsError as taken:
        raise PrivacyError(say("privacy.file_taken", path=file)) from taken
    return say("privacy.disclosed", path=file)


def _write(file: Path, body: bytes) -> None:
    file.touch(mode=0o600, exist_ok=False)
    file.write_bytes(body)


async def _one(work: Work, words: str, say: Phrases) -> Customer:
    try:
        found = await whom.whom(work, words)
    except Refused as no:
        raise PrivacyError(say("privacy.nobody", words=words.strip())) from no
    if len(found) == 1:
        return found[0]
    lines = [
        say("privacy.one_of", number=each.id, name=each.name, company=each.company.name if each.company else "")
        for each in found
    ]
    raise PrivacyError("\n".join([say("privacy.several", words=words.strip()), *lines]))
