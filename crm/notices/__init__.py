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
from crm.notices.cases import (
    AngryWords,
    CaseCard,
    CaseForYou,
    CaseHelp,
    CaseLate,
    CaseLine,
    CaseList,
    MiddlingScore,
    MiddlingScores,
    Praise,
    ThemeCard,
    ThemeInPerson,
    ThemeLine,
    ThemeList,
    ThemeVoice,
    YouSaidWeDid,
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
    HandoverCalledOff,
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
from crm.notices.privacy import (
    DisclosureSummary,
    DisclosureWanted,
    ErasureAnswered,
    ErasureQuestion,
    ErasureReceipt,
    ErasureTold,
    HourNoted,
    LanguageNoted,
    SettingsCard,
    WhoseData,
)
from crm.notices.survey_results import (
    QuestionResult,
    ResultLine,
    SurveyChart,
    SurveyFile,
    SurveyLine,
    SurveyList,
    SurveyResult,
    SurveyVerbatim,
)
from crm.notices.surveys import (
    BallotQuestion,
    BallotThanks,
    OwnQuestion,
    OwnThanks,
    ScoreQuestion,
    ScoreThanks,
    SurveyReminder,
    SurveyWords,
    WantQuota,
    WaveCard,
    WhyLine,
    WhyNotSent,
)
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
from crm.notices.voice import (
    Away,
    CustomerUnlinked,
    CustomerWroteMuch,
    LinkDeclined,
    LinkPage,
    LinkQuestion,
    MyRep,
    NoRepYet,
    OfferDeclined,
    RepCard,
    RepGreeting,
    RepQr,
    Unlinked,
    UnlinkQuestion,
    UrgentHeard,
    WantMenu,
    WhoIsThis,
)
from crm.notices.waiting import WaitingLine, WaitingList

__all__ = [
    "KINDS",
    "Alarm",
    "AlikeFound",
    "AlreadyLinked",
    "AngryWords",
    "Apology",
    "Away",
    "BallotQuestion",
    "BallotThanks",
    "BriefPaper",
    "CaseCard",
    "CaseForYou",
    "CaseHelp",
    "CaseLate",
    "CaseLine",
    "CaseList",
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
    "CustomerUnlinked",
    "CustomerWrote",
    "CustomerWroteMuch",
    "DisclosureSummary",
    "DisclosureWanted",
    "Doubt",
    "Due",
    "DueOption",
    "ErasureAnswered",
    "ErasureQuestion",
    "ErasureReceipt",
    "ErasureTold",
    "Fault",
    "FollowupAdded",
    "FollowupList",
    "FollowupNudge",
    "HandoverBrief",
    "HandoverCalledOff",
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
    "HourNoted",
    "HowToLink",
    "ImportCard",
    "InviteReady",
    "LanguageNoted",
    "LeaverAlert",
    "LeaverBack",
    "LeaverViews",
    "LinkDeclined",
    "LinkPage",
    "LinkQuestion",
    "Linked",
    "LogSaved",
    "LogShort",
    "LowScoreAlert",
    "LowScoreWords",
    "MergeDone",
    "MiddlingScore",
    "MiddlingScores",
    "MorningBundle",
    "MyRep",
    "News",
    "NoRepYet",
    "Notice",
    "NpsCounts",
    "NpsQuestion",
    "NpsThanks",
    "Occasion",
    "OfferDeclined",
    "OpenCaseLine",
    "OverdueBundle",
    "OwedLine",
    "OwnField",
    "OwnQuestion",
    "OwnThanks",
    "Praise",
    "PulseLow",
    "PulseQuestion",
    "PulseThanks",
    "PulseWords",
    "QuestionResult",
    "ReasonThanks",
    "RepCard",
    "RepGreeting",
    "RepQr",
    "RepWeek",
    "ResultLine",
    "Score",
    "ScoreChanged",
    "ScoreQuestion",
    "ScoreThanks",
    "ScoreWords",
    "Sentence",
    "SettingsCard",
    "SurveyChart",
    "SurveyClosed",
    "SurveyFile",
    "SurveyLine",
    "SurveyList",
    "SurveyReminder",
    "SurveyResult",
    "SurveyVerbatim",
    "SurveyWords",
    "ThemeCard",
    "ThemeInPerson",
    "ThemeLine",
    "ThemeList",
    "ThemeVoice",
    "Touch",
    "UnlinkQuestion",
    "Unlinked",
    "UrgentHeard",
    "WaitingLine",
    "WaitingList",
    "WantImport",
    "WantMenu",
    "WantProfile",
    "WantQuota",
    "WaveCard",
    "WeeklyDigest",
    "Welcome",
    "WhenFollowup",
    "WhichCompany",
    "WhichCustomer",
    "WhoIsMeant",
    "WhoIsThis",
    "WhoseData",
    "WhoseFollowup",
    "WhyLine",
    "WhyNotSent",
    "YouSaidWeDid",
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
