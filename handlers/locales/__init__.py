"""Every sentence a person reads, in Japanese and English, from the catalogues beside this file.

`phrases("ja")("log.saved", name="田中様")`: keys are gettext msgids, sentences are msgstrs with `{placeholders}`. The
`.po` files are read once, at first use; there is no build step.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.messages.pofile import read_po

LANGUAGES = ("ja", "en")
_HERE = Path(__file__).parent
_WEEKDAYS = {"ja": "月火水木金土日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}


class Phrases:
    """The sentences of one language."""

    def __init__(self, language: str, sentences: Mapping[str, str]) -> None:
        self.language = language
        self._sentences = sentences

    def __call__(self, key: str, /, **parts: object) -> str:
        """The sentence `key` with its placeholders filled. KeyError when the catalogue lacks it."""
        return self._sentences[key].format(**parts)

    def __contains__(self, key: str) -> bool:
        return key in self._sentences

    def keys(self) -> frozenset[str]:
        return frozenset(self._sentences)

    def sentence(self, key: str) -> str:
        """As it stands in the catalogue, placeholders and all."""
        return self._sentences[key]

    def day(self, day: date, *, year: bool = False) -> str:
        """12月4日(金) · Fri 4 Dec; with the year where it matters."""
        weekday = _WEEKDAYS[self.language][day.weekday()]
        if self.language == "ja":
            return (f"{day.year}年" if year else "") + f"{day.month}月{day.day}日({weekday})"
        return f"{weekday} " + format_date(day, "d MMM y" if year else "d MMM", locale="en")

    def bare_day(self, day: date) -> str:
        """12月4日 · 4 Dec."""
        return f"{day.month}月{day.day}日" if self.language == "ja" else format_date(day, "d MMM", locale="en")

    def weekday(self, day: date) -> str:
        """金曜日 · Friday."""
        return format_date(day, "EEEE", locale=self.language)

    def when(self, day: date, at: time | None) -> str:
        """12月4日(金) 15:00; without a time only the day."""
        return self.day(day) if at is None else f"{self.day(day)} {at:%H:%M}"

    def moment(self, instant: datetime, zone: ZoneInfo) -> str:
        local = instant.astimezone(zone)
        return self.when(local.date(), local.time())

    def list(self, items: tuple[str, ...]) -> str:
        return ("、" if self.language == "ja" else ", ").join(items)


@cache
def phrases(language: str) -> Phrases:
    """The catalogue of `language`; Japanese for one we do not have."""
    known = language if language in LANGUAGES else "ja"
    return Phrases(known, {key: text for path in sorted((_HERE / known).glob("*.po")) for key, text in _read(path)})


def _read(path: Path) -> list[tuple[str, str]]:
    with path.open("rb") as file:
        return [(str(entry.id), str(entry.string)) for entry in read_po(file) if entry.id]


def language_of(tag: str | None, default: str) -> str:
    """Our language for a platform's tag: `ja-JP` (Slack), `en`, `zh-Hant` (LINE; English reads better there)."""
    if not tag:
        return default
    return "ja" if tag.lower().startswith("ja") else "en"
