"""The two messages that customers read: what may stand in them, and how their placeholders are filled in."""

import re
from dataclasses import dataclass

from crm.refusals import Refusal, TextTooLong

PLACEHOLDERS = ("customer", "from", "to", "day")
LONGEST = 1000
"""More than anybody reads on a phone; LINE itself takes 5,000."""

# A Japanese keyboard makes these of the same keys.
_BRACES = str.maketrans("｛｝", "{}")
_PLACE = re.compile(r"\{(\w+)\}")
# With an honorific that was typed behind it: a customer's name brings its own, and our own people have none.
_PERSON = re.compile(r"\{(customer|from|to)\}(?:[ \u3000]*(?:様|さま|さん|殿|氏|先生|御中))?")
_DAY = "{day}"
# Customers read one of the two accepted reasons, never the one that was chosen inside. Only where the word gives the
# reason: clinics and carers speak of illness and care every day.
_PRIVATE = re.compile(
    "(?:退職|退社|転職|休職|育児|育休|産休|出産|病気|療養|入院|体調不良|介護)(?:休暇|休業)?"
    "(?:に(?:より|よる|伴|ともな|つき|際)|のため|の都合|を理由|いたし|致し|しま|する)"
    r"|\b(?:(?:maternity|paternity|parental|sick) leave|sabbatical|resign(?:ed|ing|ation)|health reasons)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class PlaceholderUnknown(Refusal):
    """Braces around something that we cannot fill in: the customer would read it as it stands."""

    found: str
    known: str


@dataclass(frozen=True)
class CustomerUnnamed(Refusal):
    """A letter that addresses nobody."""

    known: str


@dataclass(frozen=True)
class PrivateReason(Refusal):
    """Why somebody really goes is nobody's business but ours."""

    word: str


def fault(text: str) -> Refusal | None:
    """What is the matter with an edited message, for the form to say at its field; None when it can go out."""
    text = text.translate(_BRACES)
    unknown = _unknown(text)
    private = _PRIVATE.search(text)
    if unknown is not None:
        return PlaceholderUnknown(unknown, _known())
    if "{customer}" not in text:
        return CustomerUnnamed("{customer}")
    if private is not None:
        return PrivateReason(private.group())
    return TextTooLong(LONGEST) if len(text) > LONGEST else None


def _unknown(text: str) -> str | None:
    """The first placeholder that we do not know, or the first brace that belongs to none."""
    names = (f"{{{name}}}" for name in _PLACE.findall(text) if name not in PLACEHOLDERS)
    alone = re.search(r"[{}][^{}\n]{0,20}", _PLACE.sub("", text))
    return next(names, alone.group() if alone else None)


def _known() -> str:
    return " ".join(f"{{{name}}}" for name in PLACEHOLDERS)


def fill(text: str, *, customer: str, predecessor: str, successor: str, day: str) -> str:
    """The message as this customer reads it. `customer` comes with its honorific, our own people without any."""
    names = {"customer": customer, "from": predecessor, "to": successor}
    return _PERSON.sub(lambda found: names[found[1]], text.translate(_BRACES).replace(_DAY, day))
