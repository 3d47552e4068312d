"""Two hundred log lines as reps write them, through the real finding and the real rule.

tests/data/log_examples.tsv: half Japanese, a quarter English, a quarter mixed, about invented people
(tests/data/log_customers.txt, as typed after `/customer new`). A customer of a name that two have is name@firm; "ask"
stands where the line must not be saved before somebody has said who is meant. A task is "a word of it, when it is due"
("undated": a promise for no day; `?doubt`: what is asked about), a promise y, n, or * where people would not agree.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crm.notices import Due, LogSaved
from crm.refusals import NothingToLog, Refused
from storage.store import Store
from storage.tables import Rep
from tests import deeds
from tests.builders import a_rep

DATA = Path(__file__).parents[1] / "data"
ENOUGH = 0.95


@dataclass(frozen=True)
class Example:
    """One line of the table."""

    id: str
    lang: str
    reference: str
    text: str
    customers: str
    kind: str
    day: str
    tasks: str
    promises: str

    @property
    def people(self) -> set[str]:
        return set() if self.customers == "ask" else set(self.customers.split(";"))


def examples(path: Path) -> list[Example]:
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [Example(**{**line, "text": line["text"].replace("\\n", "\n")}) for line in lines]


async def a_full_house(store: Store) -> Rep:
    rep = await a_rep(store)
    for line in (DATA / "log_customers.txt").read_text(encoding="utf-8").splitlines():
        await deeds.created(store, rep, line)
    return rep


async def logged(store: Store, rep: Rep, example: Example) -> Sequence[LogSaved]:
    """The cards of the line; none where it asks who is meant, or for a name."""
    try:
        done = await deeds.logged(store, rep, example.text, datetime.fromisoformat(example.reference))
    except Refused as no:
        if no.refusal == NothingToLog():
            return ()
        raise
    return done if isinstance(done, tuple) else ()


def strangers(example: Example, cards: Sequence[LogSaved]) -> list[str]:
    """For whom the line was saved although it is not about them."""
    return [each.customer for each in cards if not {each.customer, f"{each.customer}@{each.company}"} & example.people]


def misses(example: Example, cards: Sequence[LogSaved]) -> list[str]:
    """What is not as the table has it."""
    if len(cards) != len(example.people) or strangers(example, cards):
        return [f"saved for {[card.customer for card in cards]}"]
    return [miss for card in cards for miss in _of_card(example, card)]


def _of_card(example: Example, card: LogSaved) -> Iterator[str]:
    if (card.kind, card.day.isoformat()) != (example.kind, example.day):
        yield f"{card.kind} on {card.day}"
    expected = list(zip(_parts(example.tasks), _parts(example.promises), strict=True))
    doubts = {doubt.followup_id: doubt.why for doubt in card.doubts}
    if len(expected) != len(card.followups):
        yield f"to do: {card.followups}"
        return
    for (task, promise), due in zip(expected, card.followups, strict=True):
        if not _is(due, task, doubts.get(due.followup_id)) or promise not in {"*", "ny"[due.promise]}:
            yield f"to do: {due}, in doubt: {doubts.get(due.followup_id)}"


def _parts(cell: str) -> list[str]:
    return [part for part in cell.split(";") if part]


def _is(due: Due, task: str, doubt: str | None) -> bool:
    word, _, stamp = task.partition(" ")
    when, _, asked = stamp.partition("?")
    if word != "*" and word.lower() not in due.what.lower():
        return False
    if when == "undated":
        return doubt == "undated"
    shown = f"{due.day}T{due.time:%H:%M}" if due.time else str(due.day)
    return shown == when and (not asked or doubt == asked)


async def test_two_hundred_lines_are_understood_and_none_is_saved_for_a_wrong_customer(store):
    rep = await a_full_house(store)
    table = examples(DATA / "log_examples.tsv")

    saved = [(example, await logged(store, rep, example)) for example in table]

    failed = [f"{each.id} {each.text!r}: {wrong}" for each, cards in saved if (wrong := misses(each, cards))]
    wronged = [f"{each.id} {each.text!r}" for each, cards in saved if strangers(each, cards)]
    assert wronged == []
    assert len(failed) <= (1 - ENOUGH) * len(table), "\n".join(failed)
