"""The press: pages become a PDF with its typefaces in it, so that it prints the same everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from threading import Lock

from reportlab.pdfgen.canvas import Canvas

from handlers.paper import fonts, pages
from handlers.paper.pages import Page, Placed, Text

# The typefaces remember what the document at hand has used of them: one document at a time.
_PRESS = Lock()
_STROKE = 0.028
_SHADE = 0.93


@dataclass(frozen=True)
class Edges:
    """What stands at the edges of every page; `number` is filled with {n} and {of}."""

    head_left: str
    head_right: str
    foot_left: str
    number: str


def draw(sheets: Sequence[Page], edges: Edges, title: str, author: str) -> bytes:
    """The PDF. About 10 ms a page of CPU: not on the event loop."""
    with _PRESS:
        fonts.faces()
        out = BytesIO()
        canvas = Canvas(out, pagesize=(pages.WIDTH, pages.HEIGHT), pageCompression=1)
        canvas.setTitle(title)
        canvas.setAuthor(author)
        for number, page in enumerate(sheets, start=1):
            for placed in page:
                _row(canvas, placed)
            _edges(canvas, edges, edges.number.format(n=number, of=len(sheets)))
            canvas.showPage()
        canvas.save()
        return out.getvalue()


def _row(canvas: Canvas, placed: Placed) -> None:
    y, row = placed.y, placed.row
    if row.shaded:
        canvas.setFillGray(_SHADE)
        canvas.rect(pages.LEFT - 6, y - row.height * 0.28, pages.ROOM + 12, row.height, stroke=0, fill=1)
    if row.ruled:
        _rule(canvas, y - row.height * 0.28, 0.6)
    for text in row.texts:
        _text(canvas, text, y)


def _text(canvas: Canvas, text: Text, y: float) -> None:
    written = canvas.beginText(text.x, y)
    written.setFillGray(text.gray)
    written.setStrokeGray(text.gray)
    # The typeface has one weight: bold is the same letter with its outline drawn.
    written.setTextRenderMode(2 if text.heavy else 0)
    canvas.setLineWidth(text.size * _STROKE)
    for face, characters in fonts.runs(text.text):
        written.setFont(face, text.size)
        written.textOut(characters)
    written.setTextRenderMode(0)
    canvas.drawText(written)


def _edges(canvas: Canvas, edges: Edges, number: str) -> None:
    size, right = pages.SMALL, pages.LEFT + pages.ROOM
    for y, left, other in ((pages.HEAD, edges.head_left, edges.head_right), (pages.FOOT, edges.foot_left, number)):
        _text(canvas, Text(pages.LEFT, fonts.fit(left), size, gray=pages.GRAY), y)
        other = fonts.fit(other)  # noqa: PLW2901 - the same words, with glyphs
        heavy = y == pages.HEAD
        _text(canvas, Text(right - fonts.width(other, size), other, size, heavy, gray=0.0 if heavy else pages.GRAY), y)
    _rule(canvas, pages.HEAD - 7, 0.4)


def _rule(canvas: Canvas, y: float, weight: float) -> None:
    canvas.setLineWidth(weight)
    canvas.setStrokeGray(pages.GRAY)
    canvas.line(pages.LEFT, y, pages.LEFT + pages.ROOM, y)
