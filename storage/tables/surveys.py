"""Listening: surveys, whom we asked and will ask, and what they answered."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.base import BIG, DOCUMENT, Tracked, ref

PLANNED = text("state = 'planned'")


SURVEY_KINDS = ("nps", "csat", "ces", "own", "handover")


class Survey(Tracked, table=True):
    """A survey: `nps` (0 to 10), `csat` (1 to 5), `ces` (1 to 7), `own` (questions of the company's), or `handover`
    (1 to 5: how the new person does, a month after the old one left).

    `questions`: the company's own, in order, each {"key", "kind", "ja", "en", "choices", "next"} as crm/surveys says.
    An `anonymous` one keeps its answers in ballots. Nobody is asked after `closes_on`; who has not answered after
    `remind_after` days is reminded once. `occasion`: what makes it go out by itself, `occasion_hours` later.
    """

    __tablename__ = "surveys"
    __table_args__ = (
        CheckConstraint("kind IN ('nps', 'csat', 'ces', 'own', 'handover')", name="kind"),
        CheckConstraint("state IN ('draft', 'open', 'closed')", name="state"),
    )

    kind: str = Field(max_length=16)
    title: str = Field(max_length=100)
    state: str = Field(default="open", max_length=8)
    questions: list[dict[str, Any]] = Field(default_factory=list, sa_type=DOCUMENT)
    anonymous: bool = False
    closes_on: date | None = None
    remind_after: int | None = None
    occasion: str | None = Field(default=None, max_length=16)
    occasion_hours: int = 0
    made_by_id: int | None = ref("reps.id", optional=True, index=False)


class SurveyWave(Tracked, table=True):
    """A survey that goes to many, dripped evenly from one day to another. `chosen`: whom it was made for, as shown."""

    __tablename__ = "survey_waves"
    __table_args__ = (CheckConstraint("state IN ('running', 'paused', 'done', 'stopped')", name="state"),)

    survey_id: int = ref("surveys.id")
    state: str = Field(default="running", max_length=8, index=True)
    starts_on: date
    ends_on: date
    chosen: dict[str, Any] = Field(default_factory=dict, sa_type=DOCUMENT)
    made_by_id: int | None = ref("reps.id", optional=True, index=False)


class WaveCustomer(Tracked, table=True):
    """One customer of a wave: asked at `due_at`, or not, and then `why` (the kind of refusal)."""

    __tablename__ = "wave_customers"
    __table_args__ = (
        CheckConstraint("state IN ('planned', 'asked', 'skipped')", name="state"),
        Index("ix_wave_customers_wave", "wave_id", "state"),
        Index("ix_wave_customers_due", "due_at", sqlite_where=PLANNED, postgresql_where=PLANNED),
    )

    wave_id: int = ref("survey_waves.id", index=False)
    customer_id: int = ref("customers.id")
    due_at: datetime
    state: str = Field(default="planned", max_length=8)
    why: str | None = Field(default=None, max_length=40)


class SurveyInvite(Tracked, table=True):
    """One asking of one customer on one LINE account. `token` is what the buttons carry: unguessable, looked up.

    Of an anonymous survey nobody ever sees it: what the buttons carry there is known to the ballot alone.
    `occasion_id`: the visit or case that it asks about.
    """

    __tablename__ = "survey_invites"
    __table_args__ = (Index("ix_survey_invites_customer", "customer_id", "asked_at"),)

    survey_id: int = ref("surveys.id")
    customer_id: int = ref("customers.id", index=False)
    line_user_id: int = ref("line_users.id")
    rep_id: int | None = ref("reps.id", optional=True, index=False)
    token: str = Field(unique=True, max_length=64)
    asked_at: datetime
    wave_id: int | None = ref("survey_waves.id", optional=True)
    occasion_id: int | None = Field(default=None, sa_type=BIG)
    reminded_at: datetime | None = None


class SurveyAnswer(Tracked, table=True):
    """The answer to one asking (unique: a second tap changes it, it never counts twice)."""

    __tablename__ = "survey_answers"
    __table_args__ = (
        CheckConstraint("score BETWEEN 0 AND 10", name="score"),
        Index("ix_survey_answers_answered", "survey_id", "answered_at"),
    )

    invite_id: int = Field(foreign_key="survey_invites.id", unique=True, sa_type=BIG)
    survey_id: int = ref("surveys.id", index=False)
    customer_id: int = ref("customers.id")
    score: int
    reason: str | None = Field(default=None, sa_type=Text)
    answered_at: datetime
    reason_asked_at: datetime | None = None


class SurveyReply(Tracked, table=True):
    """What was answered to one question of a survey beyond its score, by the question's key."""

    __tablename__ = "survey_replies"
    __table_args__ = (UniqueConstraint("invite_id", "question", name="uq_survey_replies_question"),)

    invite_id: int = ref("survey_invites.id", index=False)
    survey_id: int = ref("surveys.id")
    customer_id: int = ref("customers.id")
    question: str = Field(max_length=32)
    score: int | None = None
    choices: list[str] = Field(default_factory=list, sa_type=DOCUMENT)
    text: str | None = Field(default=None, sa_type=Text)
    answered_at: datetime


class Ballot(SQLModel, table=True):
    """One answer that is nobody's: known by the SHA-256 of what its buttons carried. `replies`: by question, None while
    unanswered. No moment, no number and no line in the audit log, by whose order somebody could be told.
    """

    __tablename__ = "ballots"

    digest: str = Field(primary_key=True, max_length=64)
    survey_id: int = ref("surveys.id")
    replies: dict[str, Any] | None = Field(default=None, sa_type=DOCUMENT)
