"""A claimed row with all that is needed to say it, and what a mouth is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.outcomes import Outcome
from crm.house import House
from crm.notices import Notice
from handlers.locales import Phrases, language_of
from storage import letters
from storage.letters import LineReader, Standing
from storage.outbox import Claimed

# Key in an unsent row's `platform`: after so many attempts it was certain that nothing is out.
CLEAR = "clear"


@dataclass(frozen=True)
class Letter:
    """A claimed row: its reader's language, and how the rows stand that it names.

    `unclear`: an earlier attempt may have gone out without our knowing (it was cut off, or the process died).
    """

    claimed: Claimed
    language: str
    leased_until: datetime
    line_user_id: int | None = None
    update_of: Standing | None = None
    thread_of: Standing | None = None

    @property
    def unclear(self) -> bool:
        earlier = self.claimed.attempts - 1
        return earlier > 0 and self.claimed.platform.get(CLEAR) != earlier


class Mouth(Protocol):
    """Speaks on one platform."""

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of notice that it can phrase."""

    def phrase(self, notice: Notice, say: Phrases) -> Any:  # noqa: ANN401 - what `say` of the same mouth takes
        """Words, without touching the network. An exception means that nothing is out."""

    async def say(self, letter: Letter, phrased: Any, now: datetime) -> Outcome:  # noqa: ANN401 - as `phrase`
        """Send it. An exception means that nobody knows whether it is out."""


async def read(session: AsyncSession, claimed: Sequence[Claimed], leased_until: datetime, house: House) -> list[Letter]:
    """The letters of these rows, in their order."""
    slack = await letters.slack_languages(session, {row.recipient for row in claimed if row.channel == "slack"})
    line = await letters.line_readers(session, {row.recipient for row in claimed if row.channel == "line"})
    named = {seq for row in claimed for seq in (row.update_of, row.thread_of) if seq is not None}
    stand = await letters.standings(session, named)
    made = []
    for row in claimed:
        reader = line.get(row.recipient)
        by_line = _line_language(reader, row.customer_id, house)
        made.append(
            Letter(
                row,
                language=by_line if row.channel == "line" else slack.get(row.recipient, house.language),
                leased_until=leased_until,
                line_user_id=reader.id if reader else None,
                update_of=stand.get(row.update_of or 0),
                thread_of=stand.get(row.thread_of or 0),
            )
        )
    return made


def _line_language(reader: LineReader | None, customer_id: int | None, house: House) -> str:
    """What was asked for in the chat goes first, then what the rep knows, then what LINE says of the telephone."""
    if reader is None:
        return house.language
    if reader.chosen:
        return reader.chosen
    spoken = [language for language in reader.customers.values() if language]
    own = reader.customers.get(customer_id or 0) or (spoken[-1] if spoken else None)
    return own or language_of(reader.tag, house.language)
