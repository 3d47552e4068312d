"""The mouth that speaks to our own disk: files that are to go are deleted once the transaction holds that says so."""

import asyncio
from datetime import datetime

from bot.delivery.letters import Letter
from bot.delivery.outcomes import Outcome, Sent
from bot.media.folder import MediaFolder
from crm.notices import Notice, WantDropped
from handlers.locales import Phrases


class DiskMouth:
    """A file that is gone already is no trouble: a repeat does nothing."""

    def __init__(self, folder: MediaFolder) -> None:
        self._folder = folder
        self.kinds = frozenset({WantDropped.__name__})

    def phrase(self, notice: Notice, _say: Phrases) -> tuple[str, ...]:
        return notice.names if isinstance(notice, WantDropped) else ()

    async def say(self, _letter: Letter, phrased: tuple[str, ...], _now: datetime) -> Outcome:
        for name in phrased:
            await asyncio.to_thread(self._folder.delete, name)
        return Sent({})
