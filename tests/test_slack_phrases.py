"""Everything that reps read in Slack: within what Slack takes, in both languages, and nobody can shout through it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time

import pytest

from crm import notices
from crm.loglines import CONTACT
from crm.notices import (
    Alarm,
    Choice,
    ConsentDecided,
    CustomerCard,
    CustomerLeft,
    CustomerLinked,
    CustomerWrote,
    Due,
    FollowupNudge,
    Help,
    InviteReady,
    LogSaved,
    LogShort,
    LowScoreAlert,
    LowScoreWords,
    Notice,
    OpenCaseLine,
    RepWeek,
    ScoreChanged,
    ScoreWords,
    Sentence,
    Touch,
    WeeklyDigest,
    WhichCustomer,
    WhoIsMeant,
)
from crm.refusals import Refusal
from handlers.locales import LANGUAGES, phrases
from handlers.slack.answers import SlackMessage
from handlers.slack.blocks import PHRASES, customers, followups, logs, reps
from handlers.slack.say import refusal_key
from sandbox.slack.checks import blocks_faults, view_faults
from storage.tables import Rep, Team
from storage.tables.people import ROLES
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
)
BARE = CustomerCard(MOST, "田", None, None, "佐", None, (), None, (), 0, "none", open_case=False)
LOG = LogSaved(MOST, MOST, NAME, NAME, "exhibition", TEXT, DAY, MANY, "f" * 32, THEN)
NUDGE = FollowupNudge(MOST, MOST, NAME, NAME, WHAT, DAY, AT, promise=True)
ALERT = LowScoreAlert(MOST, MOST, NAME, NAME, 0, TEXT, DUE)


def _changed(notice: Notice, **fields: object) -> Notice:
    return type(notice)(**(vars(notice) | fields))


def _refusals() -> Iterator[Sentence]:
    for kind in subclasses(Refusal):
        parts = kind.__dataclass_fields__
        yield Sentence(refusal_key(kind(**dict.fromkeys(parts, ""))), dict.fromkeys(parts, NAME))


def _sentences() -> Iterator[Sentence]:
    """Every sentence of the catalogues that handlers answer with, each placeholder filled with a name."""
    for key in sorted(phrases("ja").keys()):
        if key.startswith(("settings.", "mishap.", "invites.made", "invites.usage", "surveys.asked", "surveys.usage")):
            yield Sentence(key, dict.fromkeys(placeholders(phrases("ja").sentence(key)), NAME))


SAID: list[Notice] = [
    *_refusals(),
    *_sentences(),
    *(Help(role, "U0SATO") for role in ROLES),
    CARD,
    BARE,
    *(_changed(CARD, line=line, stage=stage) for line, stage in (("gone", 1), ("none", 2), ("linked", 3))),
    WhichCustomer(NAME, CHOICES),
    WhichCustomer(NAME, CHOICES, then="survey.nps"),
    WhichCustomer(NAME, ()),
    *(_changed(LOG, state=state) for state in ("saved", "edited", "undone")),
    *(_changed(LOG, kind=kind, followups=(), company=None, text="") for kind in KINDS),
    _changed(LOG, followups=(Due(1, CONTACT, DAY, None, promise=False), Due(2, "", DAY, None, promise=False))),
    LogShort((NAME,) * 10, "visit", MANY, "slack://app?team=T1&id=A1&tab=messages"),
    LogShort(("田",), "other", (), ""),
    WhoIsMeant(MOST, NAME, CHOICES),
    WhoIsMeant(MOST, NAME, ()),
    *(_changed(NUDGE, state=state) for state in ("due", "done", "snoozed", "dropped")),
    _changed(NUDGE, company=None, time=None, promise=False, what=""),
    ALERT,
    _changed(ALERT, state="closed"),
    _changed(ALERT, reason=None, followup=None, company=None),
    LowScoreWords(NAME, 0, TEXT),
    LowScoreWords(NAME, 0, ""),
    ScoreWords(MOST, NAME, 9, TEXT),
    ScoreWords(MOST, NAME, 9, ""),
    ScoreChanged(MOST, NAME, 3, 9),
    CustomerLinked(MOST, NAME),
    ConsentDecided(MOST, NAME, granted=True),
    ConsentDecided(MOST, NAME, granted=False),
    CustomerLeft(MOST, NAME),
    *(CustomerWrote(MOST, NAME, TEXT, kind) for kind in ("text", "image", "sticker", "unsent", "hologram")),
    CustomerWrote(None, NAME, TEXT, "text"),
    CustomerWrote(None, "", "", "image"),
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
    *(Alarm(what, "ab12cd34", 1000, 1000) for what in ("line_silent", "dead_event", "slack_token", "of_tomorrow")),
]
FORMS = {
    "edit": lambda say: logs.edit_form(LOG, say),
    "edit without follow-ups": lambda say: logs.edit_form(_changed(LOG, followups=()), say),
    "edit of a bare contact": lambda say: logs.edit_form(
        _changed(LOG, followups=(Due(1, CONTACT, DAY, None, promise=False),)), say
    ),
    "settings": lambda say: reps.settings_form(_a_rep(NAME), say, admin=False),
    "settings of an admin": lambda say: reps.settings_form(_a_rep(None), say, admin=True),
    "appoint": lambda say: reps.appoint_form(_teams(150), say),
    "appoint without teams": lambda say: reps.appoint_form([], say),
    "team": lambda say: reps.team_form(_teams(150), say),
    "first team": lambda say: reps.team_form([], say),
}


def _a_rep(reading: str | None) -> Rep:
    return Rep(slack_id="U0SATO", display_name=NAME, full_name=NAME, reading=reading, language="en", seen_at=NOW)


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
    to_staff = {kind for kind in notices.KINDS.values() if kind.channel == "slack"}

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
    assert not any(call in text for text in shown for call in ("<!", "<@", "<#"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("notice", SAID, ids=lambda notice: type(notice).__name__)
def test_no_button_shows_the_signs_of_escaping(notice, language):
    message = _phrased(notice, language)

    plain = [each["text"] for each in _texts(list(message.blocks)) if each["type"] == "plain_text"]
    assert not any(sign in text for text in plain for sign in ("&amp;", "&lt;", "&gt;"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_that_is_sent_as_it_opens_changes_nothing(language):
    view = logs.edit_form(LOG, phrases(language))

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
    assert [option["value"] for option in menu["options"]] == [f"{MOST}.{way}" for way in followups.SNOOZES]
