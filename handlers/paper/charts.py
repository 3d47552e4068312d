"""Charts as PNG pictures, in the typeface of our documents. Importing this costs seconds: only whoever draws does."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from handlers.paper import fonts

WIDTH, HEIGHT, DPI = 8.0, 4.5, 110
INK, PALE = "#1f4e79", "#9db8d2"


@dataclass(frozen=True)
class Point:
    """One measurement: its label, the value with its margin (0: none), and of how many answers."""

    label: str
    value: float
    margin: float
    n: int


def trend(title: str, axis: str, points: Sequence[Point]) -> bytes:
    """The points from left to right, with their margins as bars and their n below."""
    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DPI, layout="constrained")
    axes = figure.add_subplot()
    places = range(len(points))
    values, margins = [each.value for each in points], [each.margin for each in points]
    axes.errorbar(places, values, yerr=margins, color=INK, ecolor=PALE, marker="o", capsize=4)
    for at, each in zip(places, points, strict=True):
        axes.annotate(f"{each.value:.4g}", (at, each.value), xytext=(6, 6), textcoords="offset points")
    face = _face()
    axes.set_xticks(list(places), [_fit(f"{each.label}\nn={each.n}") for each in points], fontproperties=face)
    axes.set_title(_fit(title), fontproperties=face)
    axes.set_ylabel(_fit(axis), fontproperties=face)
    axes.grid(axis="y", color="#dddddd")
    written = io.BytesIO()
    figure.savefig(written, format="png")
    return written.getvalue()


def _fit(text: str) -> str:
    """In characters of the one typeface that a picture has."""
    runs = fonts.runs(fonts.fit(text))
    return "".join(some if name == "gothic" else fonts.GETA * len(some) for name, some in runs)


def _face() -> FontProperties:
    found = distribution("matplotlib-fontja").locate_file("matplotlib_fontja/fonts/ipaexg.ttf")
    return FontProperties(fname=Path(str(found)))
