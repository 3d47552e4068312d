"""The unit of work as rules see it: the store's, plus the company it is done for."""

from dataclasses import dataclass, field
from datetime import date, datetime

import storage.work
from crm.house import House
from storage.work import SYSTEM, Actor

__all__ = ["SYSTEM", "Actor", "Work"]


@dataclass
class Work(storage.work.Work):
    """Every rule's first argument.

    `sent_from` is the real moment where `now` is only pretended (`kizuna sweep --at`): what is owed then goes out at
    once, instead of waiting in the outbox for a moment that is yet to come.
    """

    house: House = field(default_factory=House)
    sent_from: datetime | None = None

    @property
    def today(self) -> date:
        """The company's own date."""
        return self.house.business.local(self.now).date()
