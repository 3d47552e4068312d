"""Of what waits for somebody's word: approvals and acceptances of every kind, in one list."""

from dataclasses import dataclass

from crm.notices.base import Notice


@dataclass(frozen=True)
class WaitingLine:
    """One matter. `kind`: approval (a handover is to be agreed to) or acceptance (its customers are to be taken over);
    `number` opens it.

    `name` is whose customers they are, `n` how many; `by` has proposed it; `age` in business days; `stands_in_for`:
    the colleague whom the reader is the deputy of (empty: the reader's own).
    """

    kind: str
    number: int
    name: str
    n: int
    by: str
    age: int
    stands_in_for: str = ""


@dataclass(frozen=True)
class WaitingList(Notice):
    """A page of what waits for the reader, the oldest first. `page` counts from 0, `total` all pages."""

    lines: tuple[WaitingLine, ...]
    page: int
    pages: int
    total: int
