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
from crm.notices.companies import CompanyCard, CustomerChanges, WhichCompany
from crm.notices.followups import (
    FollowupAdded,
    FollowupList,
    MorningBundle,
    OverdueBundle,
    OwedLine,
    WhenFollowup,
    WhoseFollowup,
)
from crm.notices.handover_briefs import BriefPaper, HandoverBrief
from crm.notices.handover_leavers import LeaverAlert, LeaverBack, LeaverViews
from crm.notices.handover_messages import (
    HandoverEntry,
    HandoverFarewell,
    HandoverFigures,
    HandoverGreeting,
    HandoverReport,
    HandoverUnreached,
    NpsCounts,
    PulseLow,
    PulseQuestion,
    PulseThanks,
    PulseWords,
)
from crm.notices.handover_undoing import HandoverUndone
from crm.notices.handovers import (
    HandoverCard,
    HandoverDeclined,
    HandoverLine,
    HandoverPart,
    HandoverUnanswered,
)
from crm.notices.imports import Fault, ImportCard, WantImport
from crm.notices.merges import AlikeFound, MergeDone
from crm.notices.timelines import (
    CustomerBrief,
    CustomerCard,
    News,
    Occasion,
    OwnField,
    Score,
    Touch,
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
    CustomerLeft,
    CustomerLinked,
    CustomerWrote,
    Doubt,
    DueOption,
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
    WeeklyDigest,
    WhichCustomer,
    WhoIsMeant,
)
from crm.notices.waiting import WaitingLine, WaitingList

__all__ = [
    "KINDS",
    "Alarm",
    "AlikeFound",
    "AlreadyLinked",
    "Apology",
    "BriefPaper",
    "Choice",
    "CodeRefused",
    "CompanyCard",
    "ConsentDecided",
    "ConsentNoted",
    "CustomerBrief",
    "CustomerCard",
    "CustomerChanges",
    "CustomerLeft",
    "CustomerLinked",
    "CustomerWrote",
    "Doubt",
    "Due",
    "DueOption",
    "Fault",
    "FollowupAdded",
    "FollowupList",
    "FollowupNudge",
    "HandoverBrief",
    "HandoverCard",
    "HandoverDeclined",
    "HandoverEntry",
    "HandoverFarewell",
    "HandoverFigures",
    "HandoverGreeting",
    "HandoverLine",
    "HandoverPart",
    "HandoverReport",
    "HandoverUnanswered",
    "HandoverUndone",
    "HandoverUnreached",
    "Help",
    "HowToLink",
    "ImportCard",
    "InviteReady",
    "LeaverAlert",
    "LeaverBack",
    "LeaverViews",
    "Linked",
    "LogSaved",
    "LogShort",
    "LowScoreAlert",
    "LowScoreWords",
    "MergeDone",
    "MorningBundle",
    "News",
    "Notice",
    "NpsCounts",
    "NpsQuestion",
    "NpsThanks",
    "Occasion",
    "OpenCaseLine",
    "OverdueBundle",
    "OwedLine",
    "OwnField",
    "PulseLow",
    "PulseQuestion",
    "PulseThanks",
    "PulseWords",
    "ReasonThanks",
    "RepWeek",
    "Score",
    "ScoreChanged",
    "ScoreWords",
    "Sentence",
    "SurveyClosed",
    "Touch",
    "WaitingLine",
    "WaitingList",
    "WantImport",
    "WantProfile",
    "WeeklyDigest",
    "Welcome",
    "WhenFollowup",
    "WhichCompany",
    "WhichCustomer",
    "WhoIsMeant",
    "WhoseFollowup",
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
