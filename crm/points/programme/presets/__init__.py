"""Programmes to begin with, a file a trade, with comments for whoever fits them to a company."""

from functools import cache
from pathlib import Path

PRESETS = ("shop", "clinic", "dealer", "b2b")
_HERE = Path(__file__).parent


@cache
def text(name: str) -> str:
    """The programme of that trade, comments and all. KeyError for one that we do not have."""
    if name not in PRESETS:
        raise KeyError(name)
    return (_HERE / f"{name}.toml").read_text(encoding="utf-8")
