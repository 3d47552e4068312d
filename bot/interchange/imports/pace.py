"""How much of a file is written at a time, and what follows from how much has been."""

from dataclasses import dataclass

from storage.records.waiting import MOST as GATHERED

# The law of the store for whoever is not the serving process itself: so many rows a commit, and a pause after it.
MOST = 200
PAUSE = 0.005
LOOKED_AT = 500
# Entries of the search index in one transaction: in their order they take less time than 200 rows.
SPAN = 8000
FEWEST = 10
MUCH = 1000


@dataclass(frozen=True)
class Pace:
    """How much at a time: at most `most` rows in one transaction, and so few that it ends within `turn` seconds; `span`
    entries of the search index in one, when so many customers as `gather` wait for theirs; `look` rows between two
    pauses where nothing is written. `apart`: rows are read in a process of its own, on the other core.
    """

    most: int = MOST
    turn: float | None = None
    span: int = SPAN
    gather: int = GATHERED
    look: int = LOOKED_AT
    apart: bool = False
    pause: float = PAUSE

    @property
    def first(self) -> int:
        return self.most if self.turn is None else FEWEST

    def next(self, size: int, took: float) -> int:
        """How many rows to write in the next turn, after so many took so many seconds."""
        if self.turn is None:
            return self.most
        return max(FEWEST, min(self.most, size * 2, int(size * self.turn / max(took, 0.001))))


@dataclass
class Growth:
    """When the database is to look again at how large its tables are: as often as they have grown fourfold."""

    rows: int = 0
    next: int = MUCH

    def by(self, rows: int) -> bool:
        self.rows += rows
        if self.rows < self.next:
            return False
        self.next *= 4
        return True

    @property
    def much(self) -> bool:
        return self.rows >= MUCH
