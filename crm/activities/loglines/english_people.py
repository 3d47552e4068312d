"""Whom a line names in Latin letters: capitalised words, and what they stand beside.

Capital letters begin sentences too, so only words beside "met", "with" or a kind word are names for sure. Other
capitalised words, and small ones where there is no capital at all, are guesses for whoever knows the customers.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crm.activities.loglines.words import kind_words

_UPPER, _LETTER = "A-Z\u00c0-\u00d6\u00d8-\u00de", "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff"
_WORD = rf"(?:[{_UPPER}][{_LETTER}]{{0,30}}(?:['’-][{_LETTER}]{{2,30}})*|[{_UPPER}]\.(?=\s))"
_SMALL = "(?:de|da|di|del|van|von|der|la|le|bin|al)"
_RUN = re.compile(rf"(?<![{_LETTER}]){_WORD}(?: +(?:{_SMALL} +)?{_WORD}){{0,3}}(?![{_LETTER}])")
_LINK = re.compile(
    r"(?P<and>\s*(?:,?\s*\b(?:and|with)\s+|[&+]\s*))|(?P<comma>\s*[,/]\s*)"
    r"|(?P<beside>\s*(?:[@＠(（|]|[–-]\s|\b(?:at|of|from)\s)\s*(?:the\s+)?)"
)
_CONTACT = (
    r"(?i:met|visit(?:ed|ing)?|call(?:ed|ing)?|saw|see|seeing|phon(?:e|ed|ing)|rang|e?-?mail(?:ed|ing)?|text(?:ed|ing)?"
    r"|messaged|meet|voicemail|lunch|dinner|breakfast|coffee|meeting|mtg|demo|zoom|teams|spoke|talked|chat(?:ted)?|speak"
    r"|talk)"
)
_BEFORE_A_NAME = re.compile(
    rf"(?<![{_LETTER}])(?:{_CONTACT}\s+(?:(?i:call|again)\s+)?(?:(?i:with|w/|to|from|for|by)\s*)?|(?i:with|w/)\s*"
    rf"|{_CONTACT}\s*[:/-]\s*)(?=[{_UPPER}])"
)
_DOES = re.compile(
    r"\s+(?i:called|phoned|rang|e?-?mailed|texted|visited|replied|wrote|dropped\s+by|stopped\s+by|came)\b"
)
_BEFORE_A_GUESS = re.compile(
    rf"(?<![{_LETTER}])(?i:to|for|from|by|sent|gave|showed|told|thanked|invited)\s+(?=[{_UPPER}])"
)
_CHUNK = re.compile(rf"[{_LETTER}'’-]+(?: [{_LETTER}'’-]+)*")
_APART = re.compile(r"[\s.,:;/(-]*")
_JAPANESE = re.compile("[\u3041-\u30ff\u3400-\u9fff]")
_MOST_GUESSES = 6
_MOST_WORDS = 3
_SHORTEST = 3

_NO_NAMES = frozenset(
    re.split(
        r"\s+",
        """all out some any more a an the i we you he she it they his her their our my your this that these there
        then left sent had have has did made got gave first second third quick short long great good another next
        last new weekly monthly quarterly annual initial final team sales intro missed returned no not brief
        conference client customer send resend shall would should might can could is was are were be been to for
        from with by at in on of re and or but if so also still just please thanks thank hi hello dear merry happy
        ok okay yes fyi today tomorrow yesterday follow followed following ask asked asking wants want wanted
        needs need needed discussed discuss talked spoke talk speak try tried check checked confirm confirmed
        deliver delivered delivery reply replied bring share update updated order ordered quote contract invoice
        number price pricing year demo trial training review who what when where why how back again about mr mrs
        ms dr prof""",
    )
)
_ALSO_WORDS = frozenset({"will", "may", "mark", "bill", "grant", "sue", "pat", "chase", "drew", "art", "hope", "rob"})
"""Given names that begin sentences as other words do: alone they are no guess."""


@dataclass(frozen=True)
class Named:
    """The names from one place of a line, up to `end`; `beside` are firms and other words next to them."""

    names: tuple[str, ...]
    beside: tuple[str, ...]
    end: int


@dataclass(frozen=True)
class _Link:
    how: str
    name: str
    end: int


def names_at(text: str, start: int, stop: int | None = None) -> Named | None:
    """The names that begin at `start`: "Jane Smith and David Lee", "Jane Smith (Harbor Coffee)".

    Behind a comma stands a name in a list that ends with "and", else whatever describes the name before.
    """
    chain = list(_chain(text, start, len(text) if stop is None else stop))
    if not chain:
        return None
    last_and = max((at for at, link in enumerate(chain) if link.how == "and"), default=0)
    is_name = [link.how in {"", "and"} or (link.how == "comma" and at < last_and) for at, link in enumerate(chain)]
    names = tuple(link.name for link, sure in zip(chain, is_name, strict=True) if sure)
    beside = tuple(link.name for link, sure in zip(chain, is_name, strict=True) if not sure)
    end = next(link.end for link, sure in reversed(list(zip(chain, is_name, strict=True))) if sure)
    return Named(names, beside, end)


def is_full_name(words: str) -> bool:
    """Whether these words are a given and a family name, as far as letters tell: not "Site", not "Merry Christmas"."""
    run = _RUN.fullmatch(words)
    return bool(run) and " " in words and _name(words) == words


def sure_names(text: str, start: int, stop: int) -> Iterator[tuple[int, Named]]:
    """Where words of contact say that a name follows ("Met Jane Smith") or went before ("Jane called")."""
    for before in _BEFORE_A_NAME.finditer(text, start, stop):
        if named := names_at(text, before.end(), stop):
            yield before.end(), named
    for run in _RUN.finditer(text, start, stop):
        name = _name(run[0])
        if name and len(name) == len(run[0]) and _DOES.match(text, run.end(), stop):
            yield run.start(), Named((name,), (), run.end())


def guesses(text: str, start: int, stop: int) -> list[Named]:
    """Words that may be names, the likeliest first."""
    found = [named] if (named := _first_words(text, start, stop)) else []
    found += [
        named for before in _BEFORE_A_GUESS.finditer(text, start, stop) if (named := names_at(text, before.end(), stop))
    ]
    full = (run for run in _RUN.finditer(text, start, stop) if is_full_name(run[0]))
    found += [Named((run[0],), (), run.end()) for run in full]
    if not _RUN.search(text, start, stop) and not _JAPANESE.search(text, start, stop):
        found += _small_words(text, start, stop)
    return found[:_MOST_GUESSES]


def _chain(text: str, start: int, stop: int) -> Iterator[_Link]:
    at, how = start, ""
    while (run := _RUN.match(text, at, stop)) and (name := _name(run[0])):
        end = at + len(name)
        yield _Link(how, name, end)
        link = _LINK.match(text, end, stop) if end == run.end() else None
        if link is None:
            return
        at, how = link.end(), link.lastgroup or ""


def _name(run: str) -> str:
    """The words of `run` up to the first that is no name; "" for initials and firms in capitals alone (CFO)."""
    kept = []
    for word in run.split(" "):
        if word.lower().split("-")[0] in _NO_NAMES or kind_words(word):
            break
        kept.append(word)
    name = " ".join(kept)
    return name if re.search("[a-z\u00df-\u00ff]", name) else ""


def _first_words(text: str, start: int, stop: int) -> Named | None:
    first = _APART.match(text, start, stop)
    named = names_at(text, first.end() if first else start, stop)
    if named is None or (named.names[0].lower() in _ALSO_WORDS and text[named.end : named.end + 1] not in {":", ","}):
        return None
    return named


def _small_words(text: str, start: int, stop: int) -> Iterator[Named]:
    """Runs of at most three small words between the words that are none: "visited anna müller. lens …"."""
    for chunk in _CHUNK.finditer(text, start, stop):
        kept: list[str] = []
        for word in [*chunk[0].split(" "), "the"]:
            if word.lower() not in _NO_NAMES | _ALSO_WORDS and not kind_words(word):
                kept.append(word)
                continue
            if 0 < len(kept) <= _MOST_WORDS and len(" ".join(kept)) >= _SHORTEST:
                yield Named((" ".join(kept),), (), chunk.end())
            kept = []
