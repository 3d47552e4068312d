"""Text laid out on A4, row by row: what stands where on which page. Knows sizes, and nothing of PDF.

All measures are points; a row's place is its baseline, counted from the bottom of the page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from handlers.paper import breaking, fonts

WIDTH, HEIGHT = 595.28, 841.89
LEFT, RIGHT, TOP, BOTTOM = 54.0, 54.0, 68.0, 58.0
ROOM = WIDTH - LEFT - RIGHT
TITLE, BODY, SMALL = 15.0, 9.5, 8.0
# Between the baselines: Japanese wants more than half of its size between two lines.
LEADING = 1.62
HEAD, FOOT = HEIGHT - 40.0, 34.0
GRAY = 0.35
_MARK = "・"


@dataclass(frozen=True)
class Text:
    """Characters that have a glyph, from `x` on; `heavy`: bold; `gray`: 0 black, 1 white."""

    x: float
    text: str
    size: float
    heavy: bool = False
    gray: float = 0.0


@dataclass(frozen=True)
class Row:
    """One line of a page and the height that it takes. `shaded`: on gray; `ruled`: with a rule below; `held`: it does
    not stand alone at the foot of a page.
    """

    height: float
    texts: tuple[Text, ...] = ()
    shaded: bool = False
    ruled: bool = False
    held: bool = False


@dataclass(frozen=True)
class Placed:
    """A row on a page."""

    y: float
    row: Row


Page = tuple[Placed, ...]


class Flow:
    """What is written one after the other. `pages` says where all of it stands."""

    def __init__(self) -> None:
        self._sheets: list[tuple[list[Row], list[Row]]] = [([], [])]

    def turn(self, again: str) -> None:
        """What follows begins on a new page, and each page on which it goes on begins with `again`."""
        overleaf = [*self._rows(again, SMALL, gray=GRAY), Row(BODY)]
        if self._sheets[-1][0]:
            self._sheets.append(([], overleaf))
        else:
            self._sheets[-1] = ([], overleaf)

    def title(self, text: str) -> None:
        self._add(self._rows(text, TITLE, heavy=True, held=True))

    def small(self, text: str) -> None:
        self._add(self._rows(text, SMALL, gray=GRAY, held=True))

    def text(self, text: str) -> None:
        self._add(self._rows(text, BODY))

    def gap(self) -> None:
        self._add([Row(BODY)])

    def heading(self, text: str, *, shaded: bool = False) -> None:
        """What stands above some items, and never alone at the foot of a page."""
        self.gap()
        self._add(self._rows(text, BODY + 1, heavy=True, held=True, shaded=shaded, ruled=not shaded))
        if not shaded:
            self._add([Row(2.5, held=True)])

    def item(self, text: str, label: str = "", *, heavy: bool = False, shaded: bool = False) -> None:
        """One of several things, its lines indented under each other; the label in bold before it."""
        name = fonts.fit(label)
        name = f"{name}　" if name else ""
        indent = fonts.width(_MARK, BODY)
        if fonts.width(name, BODY) > ROOM / 2:
            name, text = "", f"{name}{text}"  # a label as long as a sentence is one
        before = indent + fonts.width(name, BODY)
        told = breaking.lines(fonts.fit(text), ROOM - indent, partial(fonts.width, size=BODY), ROOM - before)
        for number, line in enumerate(told):
            begins = (Text(LEFT, _MARK, BODY), *([Text(LEFT + indent, name, BODY, heavy=True)] if name else []))
            said = Text(LEFT + (indent if number else before), line, BODY, heavy)
            self._add([Row(BODY * LEADING, (*(() if number else begins), said), shaded)])

    def pages(self) -> list[Page]:
        return [page for rows, overleaf in self._sheets for page in _filled(rows, overleaf)]

    def _add(self, rows: Iterable[Row]) -> None:
        self._sheets[-1][0].extend(rows)

    def _rows(
        self,
        text: str,
        size: float,
        *,
        heavy: bool = False,
        gray: float = 0.0,
        held: bool = False,
        shaded: bool = False,
        ruled: bool = False,
    ) -> list[Row]:
        told = breaking.lines(fonts.fit(text), ROOM, partial(fonts.width, size=size))
        rows = [Row(size * LEADING, (Text(LEFT, each, size, heavy, gray),), shaded, False, held) for each in told]
        return [*rows[:-1], Row(rows[-1].height, rows[-1].texts, shaded, ruled, held)]


def _filled(rows: list[Row], overleaf: list[Row]) -> Iterable[Page]:
    """The rows on as many pages as they need; a heading goes with what it stands above."""
    page: list[Placed] = []
    y, top = HEIGHT - TOP, 0
    for at, row in enumerate(rows):
        if len(page) > top and y - _together(rows, at) < BOTTOM:
            yield tuple(page)
            page = list(_stacked(overleaf))
            y, top = page[-1].y if page else HEIGHT - TOP, len(page)
        if len(page) == top and not row.texts:
            continue  # no page begins with an empty line
        y -= row.height
        page.append(Placed(y, row))
    yield tuple(page)


def _stacked(rows: list[Row]) -> Iterable[Placed]:
    y = HEIGHT - TOP
    for row in rows:
        y -= row.height
        yield Placed(y, row)


def _together(rows: list[Row], at: int) -> float:
    """The height of the row and of those that it must not be parted from."""
    height = rows[at].height
    while rows[at].held and at + 1 < len(rows):
        at += 1
        height += rows[at].height
    return height
