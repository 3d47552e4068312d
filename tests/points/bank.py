"""A simple bank of points: what the ledger must come to, written as plainly as it can be said."""

from dataclasses import dataclass, field
from datetime import date


@dataclass
class Came:
    """What a key brought: `rest` of it is neither taken back nor dropped; `waiting` of that is still pending."""

    account: str
    day: date
    rest: int
    waiting: int = 0
    counts: int = 0


@dataclass
class Account:
    """What remains by last day; `counts` is the way towards a tier."""

    lots: dict[date, int] = field(default_factory=dict)
    owed: int = 0
    counts: int = 0

    def alive(self, today: date) -> list[date]:
        return sorted(day for day, points in self.lots.items() if points and day >= today)

    def spendable(self, today: date) -> int:
        return sum(self.lots[day] for day in self.alive(today))

    def put(self, day: date, points: int) -> None:
        self.lots[day] = self.lots.get(day, 0) + points

    def take(self, points: int, days: list[date]) -> dict[date, int]:
        """So many, from these days in this order; there are enough."""
        taken: dict[date, int] = {}
        for day in days:
            part = min(points, self.lots[day])
            if part:
                self.lots[day] -= part
                taken[day] = part
                points -= part
        assert points == 0
        return taken

    def pay(self, today: date) -> None:
        """Of what is there, first what is owed."""
        paid = min(self.owed, self.spendable(today))
        self.take(paid, self.alive(today))
        self.owed -= paid


class Short(Exception):  # noqa: N818 - an answer
    """There are not so many."""


@dataclass
class Bank:
    """Accounts, and under which keys something came and went."""

    accounts: dict[str, Account] = field(default_factory=lambda: {"tanaka": Account(), "suzuki": Account()})
    came: dict[str, Came] = field(default_factory=dict)
    spent: dict[str, tuple[str, dict[date, int]]] = field(default_factory=dict)

    def pending(self, who: str) -> int:
        return sum(each.waiting for each in self.came.values() if each.account == who)

    def earn(self, key: str, who: str, points: int, until: date, today: date) -> None:
        self.came[key] = Came(who, until, points, counts=points)
        self.accounts[who].put(until, points)
        self.accounts[who].counts += points
        self.accounts[who].pay(today)

    def adjust(self, key: str, who: str, points: int, until: date, today: date) -> None:
        if points < 0:
            self.spend(key, who, -points, today)
            return
        self.came[key] = Came(who, until, points)
        self.accounts[who].put(until, points)
        self.accounts[who].pay(today)

    def promise(self, key: str, who: str, points: int, until: date) -> None:
        self.came[key] = Came(who, until, points, waiting=points)

    def release(self, key: str, today: date) -> None:
        came = self.came[key]
        account = self.accounts[came.account]
        points, came.waiting = came.waiting, 0
        account.put(came.day, points)
        came.counts = points
        account.counts += points
        account.pay(today)

    def drop(self, key: str) -> None:
        came = self.came[key]
        came.rest -= came.waiting
        came.waiting = 0

    def spend(self, key: str, who: str, points: int, today: date) -> None:
        account = self.accounts[who]
        if points > account.spendable(today):
            raise Short
        self.spent[key] = (who, account.take(points, account.alive(today)))

    def refund(self, key: str, points: int, today: date) -> None:
        who, days = self.spent[key]
        if points > sum(days.values()) or not points:
            raise Short
        for day in sorted(days, reverse=True):
            part = min(points, days[day])
            days[day] -= part
            points -= part
            if day >= today:
                self.accounts[who].put(day, part)
        self.accounts[who].pay(today)

    def reverse(self, key: str, points: int, today: date) -> None:
        came = self.came[key]
        if points > came.rest:
            raise Short
        account = self.accounts[came.account]
        waiting = min(points, came.waiting)
        there = min(points - waiting, account.spendable(today))
        own_first = sorted(account.alive(today), key=lambda day: (day != came.day, day))
        account.take(there, own_first)
        account.owed += points - waiting - there
        counted = min(points - waiting, came.counts)
        account.counts -= counted
        came.counts -= counted
        came.waiting -= waiting
        came.rest -= points

    def expire(self, who: str, today: date) -> None:
        account = self.accounts[who]
        account.lots = {day: points for day, points in account.lots.items() if day >= today}
