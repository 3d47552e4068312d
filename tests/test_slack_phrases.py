"""Everything that reps read in Slack: within what Slack takes, in both languages, and nobody can shout through it."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.slack import SILENT
from crm import notices
from crm.activities.followup_entries import Blank
from crm.activities.loglines import CONTACT
from crm.handovers.listings import Listing, Row
from crm.handovers.plans import Wish
from crm.handovers.previews import Conflict, Line, Part, Preview
from crm.handovers.proposing import Beginning
from crm.imports import judging
from crm.imports.headers import FIELDS
from crm.notices import (
    Alarm,
    AlikeFound,
    Choice,
    CompanyCard,
    ConsentDecided,
    CustomerBrief,
    CustomerCard,
    CustomerChanges,
    CustomerLeft,
    CustomerLinked,
    CustomerWrote,
    Doubt,
    Due,
    DueOption,
    Fault,
    FollowupAdded,
    FollowupList,
    FollowupNudge,
    Help,
    ImportCard,
    InviteReady,
    LogSaved,
    LogShort,
    LowScoreAlert,
    LowScoreWords,
    MergeDone,
    MorningBundle,
    News,
    Notice,
    Occasion,
    OpenCaseLine,
    OverdueBundle,
    OwedLine,
    OwnField,
    RepWeek,
    Score,
    ScoreChanged,
    ScoreWords,
    Sentence,
    Touch,
    WeeklyDigest,
    WhenFollowup,
    WhichCompany,
    WhichCustomer,
    WhoIsMeant,
    WhoseFollowup,
)
from crm.notices.companies import Change, CompanyCase, CompanyChoice, CompanyDue, Contact, FormerContact
from crm.notices.handover_briefs import BrokenPromise, Complaint, OwedThing
from crm.records.merges import Merging, Picking
from crm.records.unions import union
from crm.refusals import Refusal
from crm.surveys import whys
from handlers.locales import LANGUAGES, phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import PHRASES, company_settings, helps, reps
from handlers.slack.blocks.activities import followup_entries, followups, log_forms
from handlers.slack.blocks.activities.log_forms import Start
from handlers.slack.blocks.handovers import cards as handovers
from handlers.slack.blocks.handovers import forms
from handlers.slack.blocks.records import briefs, cards, customers, merges
from handlers.slack.say import refusal_key
from sandbox.slack.checks import blocks_faults, view_faults
from storage.records.merges import KINDS as MERGED_KINDS
from storage.tables import CompanySettings, Customer, Rep, Team
from storage.tables.cases import CASE_STEPS
from storage.tables.customers import ANNIVERSARIES
from storage.tables.people import ROLES
from storage.tables.relay import REPLY_STATES
from storage.tables.touches import KINDS
from tests.builders import HOUSE, NOW
from tests.test_promises import placeholders, subclasses

ZONE = HOUSE.business.zone
SHOUT = "<!channel>&<@U0SATO>*_~`\n"
NAME = (SHOUT * 9)[:100]
WHAT = (SHOUT * 30)[:500]
TEXT = (SHOUT * 130)[:3000]
MOST = 9_223_372_036_854_775_807
DAY, AT, THEN = date(2026, 12, 31), time(23, 59), datetime(2026, 12, 31, 14, 59, tzinfo=UTC)
# Where the words of people stand in these forms, they are typed over: Slack shows them as they are.
TYPED = {"plain_text_input"}

SENT = ("text", "image", "sticker", "unsent", "hologram")
# Whom we name ourselves, by their Slack ids.
OURS = ("<@UOWNER>", "<@UHOLDER>", "<@UWRITER>", "<@UABOVE>", "<#C0GENERAL>")
HEAD = notices.ThreadHead(MOST, NAME, NAME, "UOWNER", 4, MOST, THEN, "UHOLDER", THEN)
REPLY = notices.ReplyShown(MOST, MOST, NAME, "UWRITER", TEXT[:1500], (NAME,) * 4, "sent", THEN, "", "UABOVE")
DUE = Due(MOST, WHAT, DAY, AT, promise=True)
MANY = tuple(Due(MOST - number, WHAT, DAY, AT, promise=True) for number in range(10))
CHOICES = tuple(Choice(MOST - number, NAME, NAME, NAME) for number in range(10))
CARD = CustomerCard(
    customer_id=MOST,
    name=NAME,
    reading=NAME,
    company=NAME,
    owner=NAME,
    stage=4,
    evidence=(
        ("stage.contacts", {"n": 1000}),
        ("stage.promises", {"kept": 999, "n": 1000}),
        ("stage.nps", {"score": 10}),
    ),
    last_touch=Touch(DAY, "exhibition", TEXT),
    followups=MANY[:5],
    more_followups=1000,
    line="linked",
    open_case=True,
    created=True,
    company_id=MOST,
    title=NAME,
    key_person=True,
    deputy=NAME,
    days_since_touch=4000,
    overdue=5,
    cadence_days=3650,
    scores=(Score(DAY, 10),) * 3,
    consent="no",
    occasions=tuple(Occasion(kind, NAME, 2, 29, DAY, 3, 100) for kind in ("birthday", *ANNIVERSARIES)),
    likes=TEXT,
    taboos=TEXT,
    note=TEXT,
    mourning_until=DAY,
    gifts="company",
    phone=NAME[:40],
    email=NAME,
    address=NAME,
    tags=(NAME,) * 50,
    custom=(OwnField(NAME[:50], "text", TEXT),) * 20,
    points=notices.PointsNow(MOST, MOST, NAME[:40]),
    alike=CHOICES[:3],
)
BRIEF = CustomerBrief(
    customer_id=MOST,
    name=NAME,
    company=NAME,
    title=NAME,
    key_person=True,
    stage=4,
    today=DAY,
    mine=Touch(DAY, "visit", TEXT),
    theirs=Touch(DAY, "call", TEXT, NAME),
    colleagues=1000,
    followups=MANY[:2],
    more_followups=1000,
    overdue=1,
    heard=(News(DAY, TEXT, 0), News(DAY, TEXT)),
    open_case=True,
    taboos=TEXT,
    likes=TEXT,
    gifts="own",
    mourning_until=DAY,
    occasions=CARD.occasions,
)
BARE = CustomerCard(MOST, "田", None, None, "佐", None, (), None, (), 0, "none", open_case=False)
LOG = LogSaved(MOST, MOST, NAME, NAME, "exhibition", TEXT, DAY, MANY, "f" * 32, THEN)
DOUBTS = tuple(
    Doubt(MANY[0].followup_id, why, TEXT[:200], options)
    for why, options in (
        ("weekday", (DueOption(DAY, AT), DueOption(DAY, None))),
        ("weekday", ()),
        ("several", (DueOption(DAY, AT),) * 4),
        ("period", ()),
        ("year", ()),
        ("undated", ()),
    )
)
NUDGE = FollowupNudge(MOST, MOST, NAME, NAME, WHAT, DAY, AT, promise=True)
OWED = OwedLine(MOST, MOST, NAME, NAME, WHAT, DAY, AT, promise=True, late=1000, owner=NAME, revision=MOST)
LINES = tuple(replace(OWED, followup_id=MOST - number) for number in range(10))
BECAME = tuple(
    replace(OWED, followup_id=MOST - number, state=state, undo_until=THEN)
    for number, state in enumerate(("open", "done", "dropped", "snoozed", "handed"))
)
COMPANY = CompanyCard(
    company_id=MOST,
    name=NAME,
    industry=NAME,
    size=NAME,
    purpose=TEXT,
    issues=TEXT,
    gifts_declined=True,
    contacts=tuple(Contact(MOST - number, NAME, NAME, NAME, DAY, key_person=True) for number in range(15)),
    people=1000,
    former=tuple(FormerContact(MOST, NAME, NAME, DAY, NAME) for _ in range(5)),
    followups=(CompanyDue(NAME, DUE),) * 5,
    owed=1000,
    cases=(CompanyCase(NAME, DAY),) * 5,
    open_cases=1000,
)
BARE_COMPANY = CompanyCard(MOST, "サ", None, None, None, None, False, (), 0, (), (), 0, (), 0)
CHANGED = (
    Change("note", "", TEXT, TEXT, "rep", NAME, THEN),
    Change("custom", NAME, "", TEXT, "system", "", THEN),
    Change("company", "", NAME, "", "customer", "", THEN),
    Change("birthday", "", "4/5", "1980-04-05", "rep", "", THEN),
    Change("key_person", "", "", "yes", "rep", NAME, THEN),
    Change("language", "", "ja", "en", "rep", NAME, THEN),
    Change("cadence_days", "", "", "30", "rep", NAME, THEN),
    Change("anniversary.contract", "", "", f"2015-04-01 {NAME}", "rep", NAME, THEN),
    Change("merged", "", "", "yes", "rep", NAME, THEN),
    Change("merged", "", "yes", "", "rep", NAME, THEN),
    Change("created", "", "", "", "rep", NAME, THEN),
)
MOVED = tuple((str(kind.__tablename__), 100_000) for kind in MERGED_KINDS)
MERGED = MergeDone("f" * 32, MOST, NAME, NAME, NAME, (*MOVED, ("promises", 1000)), THEN)
RESULT_LINE = notices.SurveyLine(MOST, "own", NAME, "closed", MOST, MOST)
WAVE = notices.ResultLine("2026-10-01", 1000, {1: 400, 5: 90})
ASKED = notices.QuestionResult(
    {"ja": TEXT[:300], "en": TEXT[:300]},
    1000,
    dict.fromkeys("abcdefghij", 1000),
    {"a": {"ja": NAME, "en": NAME}},
    (TEXT,) * 10,
)


def _result(kind: str, counts: dict[int, int]) -> notices.SurveyResult:
    line = notices.ResultLine(NAME, 1000, counts)
    said = notices.SurveyVerbatim(MOST, NAME, 10, TEXT)
    return notices.SurveyResult(
        MOST, kind, NAME, "open", 1000, 999, counts, (line,) * 8, (line,) * 10, (line,) * 10, (said,) * 10
    )


WAVES = ("running", "paused", "done", "stopped")
WHY = notices.WhyLine(MOST, NAME, "recent", 1000, DAY)
ALERT = LowScoreAlert(MOST, MOST, NAME, NAME, 0, TEXT, DUE)
CASE = notices.CaseCard(MOST, MOST, NAME, NAME, NAME, "new", "score", date(2026, 11, 20), score=0, words=TEXT)
FOR_YOU = notices.CaseForYou(MOST, MOST, NAME, NAME, NAME, TEXT, TEXT[:500])
ANGRY = notices.AngryWords(MOST, MOST, NAME, NAME, TEXT, NAME)
CASE_LINES = tuple(
    notices.CaseLine(MOST - place, NAME, NAME, NAME, step, TEXT[:80], NOW if place % 2 else None, late=place > 2)
    for place, step in enumerate(CASE_STEPS * 2)
)[:10]
WAITING = tuple(
    notices.UnansweredLine(MOST, NAME, NAME, NAME, NOW, MOST, TEXT[:120], MOST - place, case=place > 3, kind=kind)
    for place, kind in enumerate(("text", "image", "sticker", "file", "unsent") * 2)
)
SPEED = notices.FirstAnswers(MOST, MOST, MOST, MOST)
ANSWERS = notices.TeamAnswers(30, MOST, SPEED, SPEED, ((NAME, SPEED),) * 10)
FOUND = tuple(
    notices.FoundLine(MOST, NAME, NAME, NOW, way, NAME if by else "", TEXT[:31], TEXT[:100], TEXT[:61])
    for way, by in (("in", False), ("out", True), ("out", False)) * 3
)
THEMES = tuple(notices.ThemeLine(MOST, NAME, state, MOST, MOST, NOW) for state in ("open", "done") * 5)
MIDDLING = tuple(
    notices.MiddlingScore(MOST - place, MOST, NAME, NAME, 5, TEXT if place % 2 else None) for place in range(10)
)


def _a_rep(reading: str | None) -> Rep:
    return Rep(slack_id="U0SATO", display_name=NAME, full_name=NAME, reading=reading, language="en", seen_at=NOW)


def _away() -> Rep:
    return _a_rep(NAME).model_copy(update={"away_from": DAY, "away_until": DAY})


HANDOVER_STATES = (*("draft", "asked", "agreeing", "agreed", "done", "refused", "cancelled", "undoing", "undone"),)
CONFLICTS = tuple(Conflict(kind, NAME, NAME, 5000) for kind in ("away", "load", "refused", "waits", "lead"))
HANDOVER = notices.HandoverCard(
    handover_id=MOST,
    state="agreeing",
    predecessor=NAME,
    by=NAME,
    reason="parental",
    effective_day=DAY,
    return_day=DAY,
    told=True,
    notice_day=DAY,
    parts=tuple(notices.HandoverPart(number, NAME, dict.fromkeys(handovers.STATES, 5000)) for number in range(20)),
    lines=(notices.HandoverLine(MOST, MOST, NAME, NAME, NAME),) * 10,
    customers=5000,
    can=("approve", "answer", "advise", "cancel", "undo"),
    mine=1,
    why=TEXT[:500],
    decided_by=NAME,
    note=TEXT[:2000],
    undo_until=DAY,
    conflicts=tuple(asdict(each) for each in CONFLICTS),
    left=1000,
)
ROW = Row(MOST, MOST, NAME, NAME, NAME, "declined", TEXT[:500], TEXT[:500])
LISTED = Listing(MOST, MOST, 1, 9, (ROW,) * 15, answers=True, advises=True)
LEFT = [replace(ROW, state="moved", why=each) for each in ("owner", "merged", "late", "touched")]
ALL_STATES = replace(LISTED, rows=(*(replace(ROW, state=each, why="") for each in handovers.STATES), *LEFT))
WISH = Wish("U" * 21, (MOST,) * 100, ("U" * 21,) * 20, "hand", "cover", DAY, DAY, DAY, told=True, joint_visit=True)
PREVIEW = Preview(
    wish=WISH,
    predecessor=_a_rep(NAME),
    parts=tuple(Part(number, f"U{number:020}", NAME, 5000, 5000) for number in range(20)),
    moves={"followups": 5000, "promises": 5000, "cases": 5000},
    reachable=5000,
    lines=tuple(Line(MOST - number, NAME, NAME, number, 1000, reachable=True) for number in range(20)),
    conflicts=CONFLICTS,
    split={},
    approval=True,
    notice_day=DAY,
)
PREVIEW_OF_ONE = replace(PREVIEW, wish=replace(WISH, method="even"), lines=PREVIEW.lines[:1], split={MOST: 0})


IMPORT = ImportCard(
    "ready",
    NAME,
    preset=NAME,
    nicknames=True,
    columns=tuple((NAME, field) for field in (*FIELDS, *FIELDS, "", "-")),
    counts=dict.fromkeys(judging.KINDS, 1_000_000),
    samples=((NAME, NAME),) * 3,
    faults=(Fault(MOST, ((NAME, "refused.other_person", {"name": NAME}),) * 5),) * 5,
    token="t" * 2000,
)


def _changed(notice: Notice, **fields: object) -> Notice:
    return type(notice)(**(vars(notice) | fields))


def _refusals() -> Iterator[Sentence]:
    for kind in subclasses(Refusal):
        parts = kind.__dataclass_fields__
        yield Sentence(refusal_key(kind(**dict.fromkeys(parts, ""))), dict.fromkeys(parts, NAME))


ANSWERED = (
    *("settings.", "mishap.", "invites.made", "invites.usage", "surveys.asked", "surveys.usage"),
    *("profile.usage", "changes.usage", "company.usage", "brief.usage", "timeline.usage"),
    *("survey_form.made", "survey_auto.made", "survey_results.coming", "survey_results.now_closed", "wave.started"),
    "followup.usage",
    "followup.taken_back",
    "handover_brief.pdf_coming",
)


def _sentences() -> Iterator[Sentence]:
    """Every sentence of the catalogues that handlers answer with, each placeholder filled with a name."""
    for key in sorted(phrases("ja").keys()):
        if key.startswith(ANSWERED):
            yield Sentence(key, dict.fromkeys(placeholders(phrases("ja").sentence(key)), NAME))


NOBODY = notices.NpsCounts(0, 0, 0)
OWED_THINGS = tuple(OwedThing(WHAT[:300], DAY, AT, late=late, slipped=not late) for late in (True, False) * 3)[:5]
TAKEN_OVER = notices.HandoverBrief(
    row_id=MOST,
    customer_id=MOST,
    today=NOW.date(),
    name=NAME,
    reading=NAME,
    company=NAME,
    title=NAME,
    key_person=True,
    predecessor=NAME,
    successor=NAME,
    day=DAY,
    first_step=TEXT[:1200],
    stage=4,
    evidence=CARD.evidence,
    taboos=TEXT[:1200],
    likes=TEXT[:1200],
    note=TEXT[:1200],
    mourning_until=DAY,
    gifts="company",
    promises=OWED_THINGS,
    more_promises=1000,
    broken=tuple(BrokenPromise(WHAT[:300], DAY, done) for done in (DAY, None, DAY)),
    followups=OWED_THINGS,
    more_followups=1000,
    complaints=tuple(
        Complaint(DAY, score, TEXT[:300], closed, WHAT[:300], state)
        for score, closed, state in ((0, None, "open"), (4, DAY, "done"), (None, DAY, "dropped"))
    ),
    scores=tuple(News(DAY - timedelta(days=days), TEXT[:300], 10) for days in range(5)),
    words=News(DAY, TEXT[:300]),
    touches=tuple(Touch(DAY, kind, TEXT[:300], NAME) for kind in KINDS[:5]),
    occasions=CARD.occasions,
    phone=NAME[:40],
    email=NAME,
    address=NAME,
    language="ja",
    line="linked",
    consent="no",
)
HARDLY_KNOWN = notices.HandoverBrief(0, MOST, DAY, "田", None, None, None, key_person=False)
FIGURES = notices.HandoverFigures(
    *(5000, 100, 100, 100, 5000, 5000, 900, 800),
    before=notices.NpsCounts(2, 1, 1),
    after=notices.NpsCounts(30, 5, 5),
    pulse_asked=5000,
    pulse=(1, 2, 3, 4, 1000),
)
NO_FIGURES = notices.HandoverFigures(0, 0, 0, 0, 0, 0, 0, 0, NOBODY, NOBODY, 0, (0, 0, 0, 0, 0))

UNDO_LEFT = (("owner", 1000), ("merged", 1000), ("late", 1000), ("touched", 1000))


def _waits(number: int) -> notices.WaitingLine:
    kind = "approval" if number % 2 else "acceptance"
    return notices.WaitingLine(kind, MOST, NAME, 5000, NAME if number else "", number, "" if number % 3 else NAME)


BOUGHT = notices.PurchaseCard(
    *(MOST, MOST, NAME, NAME, MOST, TEXT[:500], DAY, THEN), points=MOST, spent=MOST, balance=MOST, tier=NAME[:40]
)
GIVEN = notices.GrantShown(
    *(MOST, MOST, NAME, NAME, MOST, "hand", TEXT[:300], "given"), balance=MOST, by="UABOVE", why=TEXT[:300]
)
ASKING = notices.GrantAsked(*(MOST, "UWRITER", MOST, NAME, NAME, MOST, "hand", TEXT[:300]), by="UABOVE", why=TEXT[:300])
GRANT_STATES = ("asked", "refused", "offered", "given", "lapsed", "cancelled")
HAS = notices.PointsStatement(
    MOST,
    *(MOST, MOST, MOST),
    tier=notices.TierSeen(NAME[:40]),
    leaves=(notices.PointsLeave(DAY, MOST), notices.PointsLeave(date.max, MOST)) * 5,
    history=(
        notices.PointsStep(DAY, -MOST, "checkout", "spend", TEXT[:500]),
        notices.PointsStep(DAY, 0, "visit", "pending", "", 5),
    )
    * 5,
    shared=True,
)


def _grant(state: str) -> notices.GrantLine:
    return notices.GrantLine(DAY, "" if state == "offered" else NAME, MOST, "hand", TEXT[:300], state)


SAID: list[Notice] = [
    *_refusals(),
    *_sentences(),
    *(Help(role, "U0SATO") for role in ROLES),
    *(Help("admin", "U0SATO", topic, CHOICES[0], CHOICES[1], invites=True) for topic in helps.TOPICS),
    *(Help("read_only", "U0SATO", topic) for topic in helps.TOPICS),
    CARD,
    BARE,
    BRIEF,
    _changed(BRIEF, theirs=None, heard=BRIEF.heard[::-1], gifts="", taboos=None, mourning_until=None, open_case=False),
    *(_changed(CARD, line=line, stage=stage) for line, stage in (("gone", 1), ("none", 2), ("linked", 3))),
    WhichCustomer(NAME, CHOICES),
    WhichCustomer(NAME, CHOICES, then="survey.nps"),
    WhichCustomer(NAME, CHOICES, close=True),
    WhichCustomer(NAME, ()),
    *(_changed(LOG, state=state) for state in ("saved", "edited", "undone")),
    *(_changed(LOG, kind=kind, followups=(), company=None, text="") for kind in KINDS),
    _changed(LOG, followups=(Due(1, CONTACT, DAY, None, promise=False), Due(2, "", DAY, None, promise=False))),
    LogShort((NAME,) * 10, "visit", MANY, "slack://app?team=T1&id=A1&tab=messages"),
    LogShort(("田",), "other", (), ""),
    _changed(LOG, doubts=DOUBTS, others=(NAME,) * 3),
    LogShort((NAME,), "visit", MANY, "", DOUBTS),
    WhoIsMeant(MOST, NAME, CHOICES),
    WhoIsMeant(MOST, NAME, CHOICES, close=True),
    WhoIsMeant(MOST, NAME, ()),
    *(_changed(NUDGE, state=state) for state in ("due", "done", "snoozed", "dropped")),
    _changed(NUDGE, company=None, time=None, promise=False, what=""),
    _changed(NUDGE, kind="cadence", time=None, promise=False, what=""),
    _changed(NUDGE, state="given", by=NAME, word=TEXT[:300]),
    _changed(NUDGE, state="handed", owner=NAME),
    _changed(NUDGE, state="done", undo_until=THEN, revision=MOST),
    MorningBundle(DAY, LINES, 1000, NAME),
    MorningBundle(DAY, BECAME),
    OverdueBundle(LINES, 1000),
    OverdueBundle(BECAME),
    FollowupList("mine", LINES, 1, 3, 1000, 1000, just=_changed(NUDGE, state="done", undo_until=THEN, revision=3)),
    FollowupList("team", LINES, 0, 1, 10, 10, just=_changed(NUDGE, state="snoozed")),
    *(FollowupList("mine", (replace(OWED, late=late),), 0, 1, 1, 1) for late in (None, 0, 1)),
    *(FollowupList(scope, (), 0, 1, 0, 0) for scope in ("mine", "team")),
    FollowupAdded((replace(OWED, late=None),) * 20, "f" * 32, THEN, NAME),
    FollowupAdded((replace(OWED, late=None, promise=False, company=None),), "f" * 32, THEN),
    WhoseFollowup(MOST, NAME, CHOICES),
    WhoseFollowup(MOST, NAME, CHOICES, close=True),
    WhoseFollowup(MOST, NAME, ()),
    WhenFollowup(MOST, (NAME,) * 10, WHAT, DAY, DAY, DAY, AT),
    WhenFollowup(MOST, ("田",), "", DAY, date(2027, 1, 4)),
    ALERT,
    CASE,
    *(_changed(CASE, step=step, source="hand", score=None, words=None) for step in CASE_STEPS),
    _changed(CASE, reply_due=NOW, replied_at=NOW, solve_due=NOW, solved_at=NOW, followup=DUE),
    _changed(CASE, reply_due=NOW, solve_due=NOW, cause=TEXT[:1000], prevention=TEXT[:1000], given=TEXT[:1000]),
    _changed(CASE, mine=False),
    *(_changed(CASE, helper=NAME, help=state) for state in ("asked", "acknowledged", "done")),
    notices.CaseList(CASE_LINES, 1, 3, 30, team=True),
    notices.CaseList((), 0, 1, 0),
    *(notices.Inbox(whose, WAITING, MOST, 1, 3, ANSWERS) for whose in ("mine", "team", "all")),
    *(notices.Inbox(whose, (), 0) for whose in ("mine", "team", "all")),
    *(notices.UnansweredLong(WAITING[0], level, words=TEXT[:120]) for level in (1, 2)),
    notices.MessagesFound(TEXT[:100], FOUND, first=False, older=MOST),
    notices.MessagesFound(TEXT[:100], ()),
    *(notices.CaseLate(MOST, MOST, NAME, NAME, NAME, what, TEXT) for what in ("answer", "solution")),
    *(_changed(FOR_YOU, state=state) for state in ("asked", "acknowledged", "done", "withdrawn")),
    *(notices.CaseHelp(MOST, NAME, NAME, state, TEXT) for state in ("acknowledged", "done")),
    *(_changed(ANGRY, state=state) for state in ("asked", "opened", "left")),
    notices.MiddlingScores(MIDDLING, 100),
    notices.Praise(NAME, NAME, NAME, 10, TEXT),
    notices.ThemeList(THEMES, 1, 3, 30, mine=True),
    notices.ThemeList((), 0, 1, 0),
    notices.ThemeCard(MOST, NAME, "open", MOST, (notices.ThemeVoice(NAME, TEXT[:1000]),) * 5, mine=True),
    notices.ThemeCard(MOST, NAME, "done", 0, (), TEXT[:1000]),
    notices.ThemeInPerson(MOST, NAME, NAME, TEXT[:1000], TEXT[:1000]),
    _changed(ALERT, state="closed"),
    _changed(ALERT, reason=None, followup=None, company=None),
    LowScoreWords(NAME, 0, TEXT),
    LowScoreWords(NAME, 0, ""),
    ScoreWords(MOST, NAME, 9, TEXT),
    ScoreWords(MOST, NAME, 9, ""),
    notices.SurveyWords(MOST, NAME, NAME, {"ja": TEXT[:300], "en": TEXT[:300]}, TEXT),
    notices.SurveyWords(MOST, NAME, NAME, {"ja": "ご意見", "en": "Anything else?"}, ""),
    notices.WhyNotSent((WHY,) * whys.SHOWN, 1000, 1000),
    *(notices.WhyNotSent((replace(WHY, why=why, wave=None),), who=NAME) for why in whys.WORDS),
    notices.WhyNotSent(()),
    *(
        notices.WaveCard(MOST, NAME, state, DAY, DAY, MOST, MOST, dict.fromkeys(whys.WORDS, MOST), MOST)
        for state in WAVES
    ),
    notices.SurveyList((RESULT_LINE,) * 15, makes=True),
    notices.SurveyList(()),
    *(_result(kind, counts) for kind in ("nps", "csat", "ces") for counts in ({1: 3}, {1: 9, 5: 9}, {1: 40, 5: 90})),
    _changed(_result("own", {}), waves=(), words=(), questions=(ASKED,) * 10),
    _changed(_result("own", {}), waves=(), words=(), questions=(), anonymous=True, answered=4),
    *(notices.SurveyChart(kind, NAME, (WAVE, WAVE)) for kind in ("nps", "csat", "ces")),
    notices.SurveyFile(MOST, NAME, (("=" + NAME,) * 8,) * 3),
    notices.WaveCard(1, "NPS", "running", DAY, DAY, 1, 0, {}, None),
    notices.WhyNotSent((), who=NAME),
    ScoreChanged(MOST, NAME, 3, 9),
    CustomerLinked(MOST, NAME),
    ConsentDecided(MOST, NAME, granted=True),
    ConsentDecided(MOST, NAME, granted=False),
    ConsentDecided(MOST, NAME, granted=False, purposes=("service", "surveys", "offers", "birthday")),
    notices.ErasureTold(NAME, "E-0123456789AB"),
    *(notices.DisclosureWanted(MOST, NAME, link, date(2026, 11, 27)) for link in (True, False)),
    CustomerLeft(MOST, NAME),
    AlikeFound(MOST, NAME, NAME, CHOICES[:3]),
    AlikeFound(MOST, NAME, None, CHOICES[:1]),
    *(_changed(MERGED, state=state, left=left) for state, left in (("merged", 0), ("undone", 0), ("undone", 1000))),
    _changed(MERGED, by=NAME, company=None, moved=()),
    *(CustomerWrote(MOST, NAME, TEXT, kind) for kind in ("text", "image", "sticker", "unsent", "hologram")),
    CustomerWrote(None, NAME, TEXT, "text"),
    CustomerWrote(None, "", "", "image"),
    *(notices.WhoIsThis(MOST, NAME, TEXT, kind, CHOICES[:3]) for kind in ("text", "image", "unsent", "friend")),
    notices.WhoIsThis(MOST, "", "", "sticker"),
    notices.OfferDeclined(MOST, NAME),
    CustomerWrote(MOST, NAME, TEXT, "text", urgent=True),
    notices.CustomerWroteMuch(MOST, MOST, NAME, (TEXT[:120],) * 20, 5000, urgent=True),
    notices.CustomerWroteMuch(MOST, None, "", (), 1),
    *(
        notices.RelayedFile(MOST, MOST, NAME, kind, TEXT[:255], "a" * 32, MOST, "application/pdf", size)
        for kind, size in (("image", 1), ("file", 25 << 20), ("hologram", 0))
    ),
    *(
        notices.RelayedFile(MOST, None, "", "file", name, "a" * 32, MOST, state=state, why=why)
        for name, state, why in (
            ("a.exe", "refused", "type"),
            (TEXT[:255], "refused", "type"),
            ("a.pdf", "refused", "large"),
            ("a.pdf", "refused", "empty"),
            ("", "gone", "unsent"),
            ("", "gone", "unfetched"),
            ("", "gone", ""),
        )
    ),
    *(
        _changed(HEAD, **more)
        for more in (
            {},
            {"moved_to": "UOWNER"},
            {"moved_to": "C0GENERAL"},
            {"case_id": None, "stage": None, "waiting_since": None, "holder": "", "held_until": None, "company": None},
        )
    ),
    *(notices.RelayedWords(MOST, NAME, ("UOWNER",), (notices.Line(MOST, kind, TEXT * 2, NAME),)) for kind in SENT),
    notices.RelayedWords(MOST, NAME, (), (notices.Line(MOST, "text", TEXT[:300], NAME, urgent=True),) * 20, 5000),
    notices.RelayedWords(MOST, NAME, (), (notices.Line(MOST, "sticker", "", dialogue=True),)),
    notices.ThreadSoFar(
        MOST,
        NAME,
        tuple(notices.SaidLine(way, by, TEXT[:300], THEN) for way, by in (("in", ""), ("out", NAME), ("out", ""))),
    ),
    *(_changed(REPLY, state=state) for state in REPLY_STATES),
    *(_changed(REPLY, state="failed", why=why) for why in ("large", "old", "unknown", "nobody", "file_type", "new")),
    *(_changed(REPLY, state="owed", why=why) for why in ("quota", "later")),
    _changed(REPLY, state="asked", deciding=True, answers=TEXT[:300]),
    _changed(REPLY, state="refused", why=TEXT[:1000]),
    _changed(REPLY, customer_id=None, customer="", text="", state="sent"),
    notices.CustomerUnlinked(MOST, NAME),
    notices.CustomerUnlinked(MOST, NAME, NAME),
    notices.RepQr("KR-AAAA-BBBB", f"https://line.me/R/oaMessage/x/?{'%E3' * 300}"),
    InviteReady(MOST, NAME, "KZ-AAAA-BBBB-CCCC", f"https://line.me/R/oaMessage/x/?{'%E3' * 300}", "https://a/b", THEN),
    WeeklyDigest(
        DAY,
        DAY,
        THEN,
        tuple(RepWeek(NAME, 10_000, 10_000, 10_000) for _ in range(200)),
        promoters=1000,
        passives=1000,
        detractors=1000,
        asked=10_000,
        answered=3000,
        cases=tuple(OpenCaseLine(MOST, NAME, NAME, date(2020, 1, 1), 0) for _ in range(200)),
        open_cases=500,
    ),
    WeeklyDigest(DAY, DAY, THEN, (), 0, 0, 0, 0, 0, (), 0),
    notices.HandoverUnreached(MOST, NAME, (NAME,) * 10, 5000, DAY),
    notices.HandoverUnreached(MOST, NAME, (NAME,), 1, DAY),
    notices.FamilyWallet(MOST, NAME, (NAME,) * 10, MOST, MOST),
    notices.FamilyWallet(MOST, NAME, (), 0, 0, left=True),
    notices.ReferredBy(MOST, NAME, MOST, NAME),
    notices.ProgrammeFileRefused(
        NAME, tuple(notices.ProgrammeFault(NAME, "unknown_like", {"like": NAME}, MOST) for _ in range(5)), MOST
    ),
    notices.PointsMonthFile(DAY, (("=1+1", NAME, "-5"),) * 3),
    notices.TierNews(MOST, NAME, "reached", NAME, "", others=MOST),
    notices.TierNews(MOST, NAME, "ending", "", NAME, DAY),
    notices.TierNews(MOST, NAME, "lowered", NAME, NAME),
    notices.TierNews(MOST, NAME, "lowered", "", NAME),
    notices.HandoverCalledOff(MOST, (NAME,) * 10, 5000),
    notices.HandoverCalledOff(MOST, (NAME,), 1),
    notices.PulseLow(MOST, MOST, NAME, NAME, NAME, 1, 1),
    notices.PulseLow(MOST, MOST, NAME, None, NAME, 2, 5),
    notices.PulseWords(MOST, NAME, 1, TEXT),
    notices.PulseWords(MOST, NAME, 5, ""),
    TAKEN_OVER,
    HARDLY_KNOWN,
    _changed(HARDLY_KNOWN, first_step=TEXT[:500], line="gone", complaints=(Complaint(DAY, None, "", None),)),
    _changed(HARDLY_KNOWN, followups=(OwedThing(CONTACT, DAY, None), OwedThing("", DAY, None)), gifts="own"),
    notices.BriefPaper((TAKEN_OVER,), NAME, DAY),
    notices.BriefPaper((TAKEN_OVER, HARDLY_KNOWN), "", DAY, 1000),
    notices.HandoverReport(DAY, DAY, 3, FIGURES, NAME, (NAME,) * 20),
    notices.HandoverReport(DAY, DAY, 3, FIGURES, "", (), (notices.HandoverEntry(MOST, NAME, DAY, 5000),) * 10, 1000),
    notices.HandoverReport(DAY, DAY, 3, NO_FIGURES, handovers=0),
    notices.HandoverReport(DAY, DAY, 3, NO_FIGURES, NAME, (NAME,)),
    COMPANY,
    BARE_COMPANY,
    WhichCompany(NAME, tuple(CompanyChoice(MOST - number, NAME, 1000) for number in range(10))),
    WhichCompany(NAME, ()),
    CustomerChanges(MOST, NAME, NAME, (*CHANGED, *CHANGED)[:20]),
    CustomerChanges(MOST, NAME, None, ()),
    *(Alarm(what, "ab12cd34", 1000, 1000) for what in ("line_silent", "dead_event", "slack_token", "of_tomorrow")),
    *(ImportCard(state, NAME, done=9, total=10) for state in ("reading", "running", "stopped")),
    ImportCard("refused", NAME, why="refused.no_name_column", parts={"columns": TEXT}),
    *(_changed(IMPORT, state=state) for state in ("ready", "done")),
    _changed(IMPORT, counts={"unchanged": 3}, columns=(), samples=(), faults=(), preset=""),
    HANDOVER,
    *(_changed(HANDOVER, state=state, can=(), mine=0) for state in HANDOVER_STATES),
    *(_changed(HANDOVER, can=can) for can in (("approve",), ("cancel", "undo"), ("advise",))),
    _changed(HANDOVER, parts=(), lines=(), customers=0, can=("cancel",), conflicts=(), why="", note=""),
    notices.HandoverDeclined(MOST, NAME, (NAME,) * 5, 5000, TEXT[:500]),
    notices.HandoverDeclined(MOST, NAME, (NAME,), 1, "否"),
    notices.HandoverUnanswered(MOST, "agreeing", NAME, (NAME,) * 20, 5000, 30),
    notices.HandoverUnanswered(MOST, "asked", NAME, (), 5000, 30),
    notices.WaitingList(tuple(_waits(each) for each in range(10)), page=1, pages=100, total=1000),
    notices.WaitingList((), page=0, pages=1, total=0),
    notices.HandoverUndone(MOST, "undoing", NAME, NAME),
    notices.HandoverUndone(MOST, "undone", NAME, NAME, 5000, UNDO_LEFT, (NAME,) * 5, told=5000),
    notices.HandoverUndone(MOST, "undone", NAME, "", 0, UNDO_LEFT[:1], (NAME,)),
    *(notices.LeaverAlert(MOST, NAME, 5000, 1000, 1000, 100, state) for state in ("open", "planned", "back")),
    notices.LeaverBack(NAME),
    notices.LeaverViews(MOST, NAME, 1000, 1000),
    notices.RewardConfirmed(MOST, MOST, NAME, NAME, NAME[:100], MOST, NAME[:40]),
    notices.RewardConfirmed(MOST, MOST, NAME, None, NAME[:100], 300),
    notices.RewardTakenBack(NAME, NAME[:100], MOST),
    notices.TillPass(f"https://crm.example.com/till/{'t' * 200}", THEN),
    notices.CodesGuessed("UWRITER", 5, 15),
    *(_changed(BOUGHT, state=state) for state in ("saved", "undone", "returned")),
    _changed(BOUGHT, off=True, company=None, what=""),
    _changed(BOUGHT, ready_on=DAY, spent=0, tier=""),
    _changed(BOUGHT, state="returned", refunded=1000, returned=1000, taken=1000, given=1000),
    notices.PurchaseList(MOST, NAME, NAME, (notices.PurchaseLine(MOST, MOST, 1000, TEXT[:500], DAY),) * 5, MOST),
    *(
        notices.WhosePoints(MOST, NAME, choices, then, close=close)
        for then in ("purchase.pick", "purchase.pick_return", "points.pick")
        for choices, close in ((CHOICES, False), (CHOICES, True), ((), True))
    ),
    notices.PointsOf(MOST, NAME, NAME, HAS),
    notices.PointsOf(MOST, NAME, None, notices.PointsStatement(MOST, 0), off=True),
    *(_changed(GIVEN, state=state) for state in ("given", "taken", "asked", "refused", "cancelled", "undone")),
    _changed(GIVEN, rest=1000, undo_until=THEN, by="", why=""),
    *(_changed(ASKING, state=state) for state in ("given", "refused", "cancelled")),
    _changed(ASKING, by="", why=""),
    *(
        notices.GrantFlag(MOST, "UWRITER", kind, MOST, NAME, 1000, MOST, MOST)
        for kind in ("own", "often", "one", "both")
    ),
    notices.GrantList(MOST, NAME, tuple(_grant(state) for state in GRANT_STATES) * 5),
    notices.GrantList(MOST, NAME, ()),
    notices.OfferReady(MOST, 500, NAME, "https://kizuna.example.jp/offers/1-" + "Z" * 16, THEN),
    notices.OfferReady(MOST, 500, "", "https://kizuna.example.jp/offers/1-" + "Z" * 16, THEN),
    notices.OfferTaken(MOST, NAME, 500, MOST),
]
FORMS = {
    "card": lambda say: cards.card_sheet(CARD, say, ZONE),
    "brief": lambda say: briefs.brief_sheet(BRIEF, say, ZONE),
    "edit": lambda say: log_forms.edit_form(LOG, say),
    "log": lambda say: log_forms.new_form(Start(), say),
    "log with everything": lambda say: log_forms.new_form(Start(CHOICES[0], "visit", TEXT, DAY, THEN.isoformat()), say),
    "edit without follow-ups": lambda say: log_forms.edit_form(_changed(LOG, followups=()), say),
    "edit of a bare contact": lambda say: log_forms.edit_form(
        _changed(LOG, followups=(Due(1, CONTACT, DAY, None, promise=False),)), say
    ),
    "another date": lambda say: followups.until_form(NUDGE, "list", say),
    "hand on": lambda say: followups.hand_form(NUDGE, "list", say),
    "day of a line": lambda say: followup_entries.day_form(str(MOST), say),
    "new follow-up": lambda say: followup_entries.new_form(Blank(CHOICES[0], "U0SATO"), say),
    "new follow-up for somebody": lambda say: followup_entries.new_form(Blank(None, "U0SATO"), say),
    "escalation": lambda say: company_settings.escalation_form(CompanySettings(), say),
    "handover settings": lambda say: company_settings.handovers_form(CompanySettings(handover_load=100_000), say),
    "handover": lambda say: forms.request(Beginning(_a_rep(NAME), CHOICES, (_a_rep(NAME),), DAY), say),
    "handover of nobody yet": lambda say: forms.request(Beginning(_a_rep(None), (), (), DAY, "leaving"), say),
    "handover looked at": lambda say: forms.confirm(PREVIEW, (TEXT[:1000], TEXT[:1000]), say, own=True),
    "handover of one": lambda say: forms.confirm(PREVIEW_OF_ONE, ("", ""), say, own=True),
    "handover one by one": lambda say: handovers.listing(LISTED, say),
    "handover, all answers": lambda say: handovers.listing(ALL_STATES, say),
    "why not": lambda say: handovers.why_form("decline", f"{MOST}.{MOST}.{MOST}.9", say),
    "why not at all": lambda say: handovers.why_form("refuse", str(MOST), say),
    "first step": lambda say: handovers.step_form(ROW, f"{MOST}.{MOST}.{MOST}.9", say),
    "merge": lambda say: merges.preview(Merging(CHOICES[0], CHOICES[1], MERGED.moved, tuple(_union())), say),
    "merge of nothing": lambda say: merges.preview(Merging(CHOICES[0], CHOICES[1], (), ()), say),
    "whom to merge": lambda say: merges.pick_form(Picking(CHOICES[0], CHOICES), say),
    "whom to merge, of nobody alike": lambda say: merges.pick_form(Picking(CHOICES[0], ()), say),
    "settings": lambda say: reps.settings_form(_a_rep(NAME), say, AT, DAY, admin=False),
    "settings of an admin": lambda say: reps.settings_form(_a_rep(None), say, AT, DAY, admin=True, deputy="U0ITO"),
    "settings of somebody who is away": lambda say: reps.settings_form(_away(), say, AT, DAY, admin=False),
    "settings of the relay": lambda say: company_settings.relay_form(CompanySettings(), _teams(150), say),
    "appoint": lambda say: reps.appoint_form(_teams(150), say),
    "appoint without teams": lambda say: reps.appoint_form([], say),
    "team": lambda say: reps.team_form(_teams(150), say),
    "first team": lambda say: reps.team_form([], say),
}


def _union() -> set[str]:
    """Every column that a merge could fill."""
    full = {column: "x" for column in Customer.model_fields if column not in {"id", "tags", "custom", "created_at"}}
    full |= {"mourning_from": DAY, "mourning_until": DAY, "created_at": THEN, "tags": ["x"], "custom": {"1": "x"}}
    empty = Customer(id=1, name="田", owner_id=1, tags=[], custom={}, created_at=THEN + timedelta(days=1))
    return set(union(empty, Customer.model_construct(**full)))


def _teams(number: int) -> list[Team]:
    return [Team(id=each + 1, name=NAME) for each in range(number)]


def _phrased(notice: Notice, language: str) -> SlackMessage:
    return PHRASES[type(notice)](notice, phrases(language), ZONE)


def _texts(node: object) -> Iterator[Mapping]:
    """Every text object inside blocks."""
    if isinstance(node, Mapping):
        if node.get("type") in {"mrkdwn", "plain_text"}:
            yield node
        for name, value in node.items():
            if not (node.get("type") in TYPED and name == "initial_value"):
                yield from _texts(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from _texts(value)


def test_every_notice_that_reps_read_is_tried_here():
    to_staff = {kind for kind in notices.KINDS.values() if kind.channel == "slack"} - set(SILENT)

    assert set(PHRASES) == to_staff == {type(notice) for notice in SAID}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("notice", SAID, ids=lambda notice: type(notice).__name__)
def test_slack_takes_every_message(notice, language):
    message = _phrased(notice, language)

    assert blocks_faults(list(message.blocks)) == []
    assert 0 < len(message.text) <= 4000


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_slack_takes_every_form(form, language):
    view = FORMS[form](phrases(language))

    assert view_faults(view, ["modal"]) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("notice", SAID, ids=lambda notice: type(notice).__name__)
def test_nobodys_words_call_anybody(notice, language):
    message = _phrased(notice, language)

    shown = [message.text, *(each["text"] for each in _texts(list(message.blocks)) if each["type"] == "mrkdwn")]
    for meant in OURS:
        shown = [text.replace(meant, "") for text in shown]
    assert not any(call in text for text in shown for call in ("<!", "<@", "<#"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("notice", SAID, ids=lambda notice: type(notice).__name__)
def test_no_button_shows_the_signs_of_escaping(notice, language):
    message = _phrased(notice, language)

    plain = [each["text"] for each in _texts(list(message.blocks)) if each["type"] == "plain_text"]
    assert not any(sign in text for text in plain for sign in ("&amp;", "&lt;", "&gt;"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_that_is_sent_as_it_opens_changes_nothing(language):
    view = log_forms.edit_form(LOG, phrases(language))

    fields = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    assert fields["text"]["initial_value"] == LOG.text
    assert fields["kind"]["initial_option"]["value"] == LOG.kind
    for due in LOG.followups:
        assert fields[f"what_{due.followup_id}"]["initial_value"] == due.what
        assert fields[f"day_{due.followup_id}"]["initial_date"] == "2026-12-31"
        assert fields[f"time_{due.followup_id}"]["initial_time"] == "23:59"


def test_the_form_of_a_bare_contact_shows_no_word_of_the_program():
    view = FORMS["edit of a bare contact"](phrases("ja"))

    assert CONTACT not in str(view)


def test_what_was_edited_offers_no_undo():
    assert "log.undo" in str(_phrased(LOG, "ja").blocks)
    assert "log.undo" not in str(_phrased(_changed(LOG, state="edited"), "ja").blocks)


def test_pressing_a_choice_does_what_was_asked_for():
    asked = customers.which_customer(WhichCustomer(NAME, CHOICES, then="survey.nps"), phrases("ja"), ZONE)

    buttons = [element for block in asked.blocks for element in block.get("elements", [])]
    assert {button["action_id"].partition(":")[0] for button in buttons} == {"survey.nps"}
    assert [button["value"] for button in buttons] == [str(choice.customer_id) for choice in CHOICES]


def test_the_menu_of_a_nudge_names_the_follow_up_and_the_way():
    nudge = followups.followup_nudge(NUDGE, phrases("ja"), ZONE)

    [menu] = [e for block in nudge.blocks for e in block.get("elements", []) if e["type"] == "static_select"]
    assert [option["value"] for option in menu["options"]] == [f"{MOST}.{way}" for way in (*followups.SNOOZES, "date")]
