"""Everything the product can say, as data. Phrased only when it goes out, in the reader's language.

A notice is a frozen dataclass of plain values; `version` rises when its fields change, so that a row written by an
older program can still be read.
"""

from typing import Any

from pydantic import TypeAdapter

from crm.notices.base import (
    Choice,
    Due,
    Notice,
    Sentence,
)
from crm.notices.to_customers import (
    AlreadyLinked,
    Apology,
    CodeRefused,
    ConsentNoted,
    HowToLink,
    Linked,
    NpsQuestion,
    NpsThanks,
    ReasonThanks,
    SurveyClosed,
    WantProfile,
    Welcome,
)
from crm.notices.to_staff import (
    Alarm,
    ConsentDecided,
    CustomerCard,
    CustomerLeft,
    CustomerLinked,
    CustomerWrote,
    FollowupNudge,
    Help,
    InviteReady,
    LogSaved,
    LogShort,
    LowScoreAlert,
    LowScoreWords,
    OpenCaseLine,
    RepWeek,
    ScoreChanged,
    ScoreWords,
    Touch,
    WeeklyDigest,
    WhichCustomer,
    WhoIsMeant,
)

__all__ = [
    "KINDS",
    "Alarm",
    "AlreadyLinked",
    "Apology",
    "Choice",
    "CodeRefused",
    "ConsentDecided",
    "ConsentNoted",
    "CustomerCard",
    "CustomerLeft",
    "CustomerLinked",
    "CustomerWrote",
    "Due",
    "FollowupNudge",
    "Help",
    "HowToLink",
    "InviteReady",
    "Linked",
    "LogSaved",
    "LogShort",
    "LowScoreAlert",
    "LowScoreWords",
    "Notice",
    "NpsQuestion",
    "NpsThanks",
    "OpenCaseLine",
    "ReasonThanks",
    "RepWeek",
    "ScoreChanged",
    "ScoreWords",
    "Sentence",
    "SurveyClosed",
    "Touch",
    "WantProfile",
    "WeeklyDigest",
    "Welcome",
    "WhichCustomer",
    "WhoIsMeant",
    "pack",
    "unpack",
]


def _all(kind: type[Notice]) -> list[type[Notice]]:
    return [sub for each in kind.__subclasses__() for sub in (each, *_all(each))]


KINDS: dict[str, type[Notice]] = {kind.__name__: kind for kind in _all(Notice)}


_ADAPTERS: dict[str, TypeAdapter[Notice]] = {}


def _adapter(name: str) -> TypeAdapter[Notice]:
    # Built at first use: building all of them at import would cost every start-up tens of milliseconds.
    if name not in _ADAPTERS:
        _ADAPTERS[name] = TypeAdapter(KINDS[name])
    return _ADAPTERS[name]


def pack(notice: Notice) -> dict[str, Any]:
    """The notice's fields as JSON values."""
    packed: dict[str, Any] = _adapter(type(notice).__name__).dump_python(notice, mode="json")
    return packed


def unpack(kind: str, fields: dict[str, Any]) -> Notice:
    """The notice that `pack` made.

    Raises:
        KeyError: a kind this program does not know.
        pydantic.ValidationError: fields of another schema.
    """
    return _adapter(kind).validate_python(fields)
