"""The pictures of the rich menus, drawn: a sign and a word on each button. PNG of 2500 × 843 points, a few kB."""

from collections.abc import Callable, Sequence
from importlib.metadata import distribution
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from handlers.line.menus import CODE, HEIGHT, POINTS, REP, SETTINGS, WIDTH, WRITE, Label

Point = tuple[float, float]
Pen = ImageDraw.ImageDraw

PAPER, INK, LINE, TEXT = "#f7faf8", "#0b6b4f", "#cfdad5", "#1d2a26"
LETTERS = 112
STROKE = 22
_SIGN_Y, _WORD_Y = 330, 640
_COLOURS = 32


def draw(labels: Sequence[Label]) -> bytes:
    """The buttons side by side."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(picture)
    for at, label in enumerate(labels):
        middle = WIDTH * (2 * at + 1) / (2 * len(labels))
        _SIGNS[label.kind](pen, (middle, _SIGN_Y))
        pen.text((middle, _WORD_Y), label.text, fill=TEXT, font=_fitting(label.text, WIDTH / len(labels)), anchor="mm")
        if at:
            edge = WIDTH * at / len(labels)
            pen.line([(edge, 120), (edge, HEIGHT - 120)], fill=LINE, width=6)
    png = BytesIO()
    picture.quantize(_COLOURS).save(png, "PNG", optimize=True)
    return png.getvalue()


def _fitting(text: str, room: float) -> ImageFont.FreeTypeFont:
    """Smaller letters for long words: nothing may reach over into the next button."""
    size = LETTERS
    while _letters(size).getlength(text) > room * 0.88:
        size -= 8
    return _letters(size)


def _letters(size: int) -> ImageFont.FreeTypeFont:
    path = str(distribution("matplotlib-fontja").locate_file("matplotlib_fontja/fonts/ipaexg.ttf"))
    return ImageFont.truetype(path, size)


def _box(middle: Point, width: float, height: float) -> tuple[float, float, float, float]:
    x, y = middle
    return (x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def _person(pen: Pen, middle: Point) -> None:
    x, y = middle
    pen.ellipse(_box((x, y - 85), 150, 150), fill=INK)
    pen.pieslice(_box((x, y + 150), 300, 260), 180, 360, fill=INK)


def _bubble(pen: Pen, middle: Point) -> None:
    x, y = middle
    pen.rounded_rectangle(_box((x, y - 25), 330, 230), 60, fill=INK)
    pen.polygon([(x - 80, y + 70), (x - 10, y + 80), (x - 95, y + 155)], fill=INK)
    for step in (-85, 0, 85):
        pen.ellipse(_box((x + step, y - 25), 40, 40), fill=PAPER)


def _ticket(pen: Pen, middle: Point) -> None:
    x, y = middle
    pen.rounded_rectangle(_box(middle, 340, 220), 30, fill=INK)
    for side in (-170, 170):
        pen.ellipse(_box((x + side, y), 70, 70), fill=PAPER)
    for row in (-35, 35):
        pen.line([(x - 90, y + row), (x + 90, y + row)], fill=PAPER, width=STROKE)


def _sliders(pen: Pen, middle: Point) -> None:
    x, y = middle
    for row, knob in ((-90, 70), (0, -80), (90, 20)):
        pen.line([(x - 160, y + row), (x + 160, y + row)], fill=INK, width=STROKE)
        pen.ellipse(_box((x + knob, y + row), 74, 74), fill=PAPER, outline=INK, width=STROKE)


def _coin(pen: Pen, middle: Point) -> None:
    pen.ellipse(_box(middle, 270, 270), fill=INK)
    pen.ellipse(_box(middle, 205, 205), outline=PAPER, width=STROKE // 2)
    pen.text(middle, "P", fill=PAPER, font=_letters(150), anchor="mm")


_SIGNS: dict[str, Callable[[Pen, Point], None]] = {
    REP: _person,
    WRITE: _bubble,
    CODE: _ticket,
    SETTINGS: _sliders,
    POINTS: _coin,
}
