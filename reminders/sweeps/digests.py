"""The weekly digest: Monday 9:00, or the week's first business day."""

from crm import digests
from reminders.rounds import Round, Swept, told
from storage import ledger
from storage.tables import Rep


async def sweep(round_: Round) -> list[Swept]:
    """Owe each manager this week's digest; what was missed is made up for, up to twelve hours."""
    edition = digests.edition(round_.house.business, round_.now)
    if edition is None:
        return []
    sent = [await _send(round_, edition, reader) for reader in await _waiting(round_, edition)]
    return [each for each in sent if each is not None]


async def _waiting(round_: Round, edition: digests.Edition) -> list[Rep]:
    """Readers whose slot is free: after 9:00 the answer is nobody, every minute, without any figure being computed."""
    async with round_.store.read() as session:
        readers = await digests.readers(round_.work(session))
        return [one for one in readers if not await ledger.used(session, digests.JOB, edition.slot(one))]


async def _send(round_: Round, edition: digests.Edition, reader: Rep) -> Swept | None:
    # The figures come from a snapshot: computing them inside the transaction would keep the doors waiting.
    async with round_.store.read() as session:
        digest = await digests.week(round_.work(session), reader, edition.monday)
    slot = edition.slot(reader)
    async with round_.operation() as work:
        if not await digests.send(work, reader, digest, slot):
            return None
        return Swept(digests.JOB, slot, 1, await told(work, f"rep {reader.id}"))
