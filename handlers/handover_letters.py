"""The letters of a handover as we propose them: for the form that edits them, and for whoever reads them unedited."""

from typing import NamedTuple

from crm.handovers.wordings import PLACEHOLDERS
from handlers.locales import LANGUAGES, phrases

# The reason that customers read is one of the two that are customary, never the one that was chosen inside; a parental
# leave is a transfer to them, and a cover, which ends, needs no reason at all.
_FAREWELLS = {"transfer": "farewell.transfer", "parental": "farewell.transfer", "leaving": "farewell.personal"}
_KEPT = {name: f"{{{name}}}" for name in PLACEHOLDERS}


class Drafts(NamedTuple):
    """The predecessor's notice and the successor's greeting, their placeholders still in them."""

    farewell: str
    greeting: str


def drafts(language: str, company: str, reason: str) -> Drafts:
    """What a considerate company writes. `reason` as the handover has it; `company` may be unknown ("")."""
    say = phrases(language)
    parts = _KEPT | {"company": company or say("line.us")}
    farewell = _FAREWELLS.get(reason, "farewell.cover")
    greeting = "greeting.cover" if farewell == "farewell.cover" else "greeting.taking_over"
    return Drafts(say(farewell, **parts), say(greeting, **parts))


def in_language(text: str, language: str, company: str) -> str:
    """A draft that nobody has edited, in the reader's own language; an edited one as it is."""
    for reason in ("transfer", "leaving", "cover"):
        for written in LANGUAGES:
            for known, own in zip(drafts(written, company, reason), drafts(language, company, reason), strict=True):
                if " ".join(text.split()) == " ".join(known.split()):
                    return own
    return text
