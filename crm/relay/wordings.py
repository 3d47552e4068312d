"""The fields of a template, in braces: which there are, and how they are filled in.

A field has a Japanese and an English name; both stand in templates of either language. One that is empty (the company
of somebody without one) takes along what only joined it to the rest: 「{会社}の{お客様}」 is 「田中様」, "{customer} of
{company}" is "Tanaka".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from crm.refusals import Refusal, TextTooLong

LONGEST = 1000
"""As much as a phone shows without scrolling; with its fields filled in it must still fit into a reply."""

CUSTOMER, COMPANY, REP, US, TODAY = FIELDS = ("customer", "company", "rep", "us", "today")
JAPANESE = {"お客様": CUSTOMER, "会社": COMPANY, "担当": REP, "自社": US, "今日": TODAY}

_FILLED, _VALUE = 1500, 100
# A Japanese keyboard makes these of the same keys.
_BRACES = str.maketrans("｛｝", "{}")
_KNOWN = {**JAPANESE, **{name: name for name in FIELDS}}
_FIELD = re.compile(r"\{[ \u3000]*([^{}\n]*?)[ \u3000]*\}")
# With an honorific that was typed behind it: a customer's name brings its own, and our own people have none.
_POLITE = r"(?:[ \u3000]*(?:様|さま|さん|殿|氏|先生|御中))?"
_SPACE = "[ \u3000]*"


@dataclass(frozen=True)
class TemplateFieldUnknown(Refusal):
    """Braces around something that we cannot fill in: the customer would read it as it stands."""

    found: str
    known: str


def fault(text: str, language: str) -> Refusal | None:
    """What is the matter with a template in that language, for the form to say at its field."""
    text = text.translate(_BRACES)
    if (unknown := _unknown(text)) is not None:
        return TemplateFieldUnknown(unknown, known(language))
    # Names may be long: each field takes room for one.
    most = max(1, min(LONGEST, _FILLED - _VALUE * len(_FIELD.findall(text))))
    return TextTooLong(most) if len(text) > most else None


def known(language: str) -> str:
    """All fields as they are typed in that language: 「{お客様} {会社} …」."""
    return " ".join(f"{{{name}}}" for name in (JAPANESE if language == "ja" else FIELDS))


def _unknown(text: str) -> str | None:
    """The first field that nobody knows, or the first brace that belongs to none."""
    names = (found.group() for found in _FIELD.finditer(text) if _name(found[1]) is None)
    alone = re.search(r"[{}][^{}\n]{0,20}", _FIELD.sub("", text))
    return next(names, alone.group() if alone else None)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The template with its `values` by English name. What stands in a value is never taken for a field."""
    lines = (_line(line, values) for line in text.translate(_BRACES).splitlines())
    return "\n".join(line for line in lines if line is not None).strip()


def _line(line: str, values: Mapping[str, str]) -> str | None:
    """None for a line of which nothing is left but empty fields."""
    shorter = line
    for name in FIELDS:
        if not values[name]:
            shorter = _without(shorter, name)
    if shorter != line and not shorter.strip(" \u3000、。,."):
        return None
    spoken = re.compile(_FIELD.pattern + f"(?P<polite>{_POLITE})")
    return spoken.sub(lambda found: _said(found, values), shorter)


def _said(found: re.Match[str], values: Mapping[str, str]) -> str:
    name = _name(found[1])
    if name is None:
        return found.group()
    return values[name] + ("" if name in (CUSTOMER, REP) else found["polite"])


def _without(line: str, name: str) -> str:
    """The line without that field, its brackets, and the word that joined it to its neighbour."""
    words = "|".join(re.escape(each) for each, meant in _KNOWN.items() if meant == name)
    field = rf"\{{{_SPACE}(?:{words}){_SPACE}\}}"
    bracketed = rf"{_SPACE}[（(]{_SPACE}{field}{_POLITE}{_SPACE}[）)]"
    joined = rf"{_SPACE}(?:\b(?:of|from|at|with)[ ]+)?{field}{_POLITE}(?:{_SPACE}の(?=[{{\w])|[ \u3000、]+|(?=,))?"
    line = re.sub(bracketed, "", line, flags=re.IGNORECASE)
    return re.sub(joined, lambda found: _gap(line, found), line, flags=re.IGNORECASE)


def _gap(line: str, found: re.Match[str]) -> str:
    """A space stays where one parted the words on both sides."""
    parted = found.group()[:1] in (" ", "\u3000") and found.group()[-1:] in (" ", "\u3000")
    inside = found.start() > 0 and found.end() < len(line)
    return found.group()[:1] if parted and inside else ""


def _name(typed: str) -> str | None:
    return _KNOWN.get(typed.casefold())
