"""Listening: surveys, whom we asked, what they answered, and the cases that low answers open."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Text
from sqlmodel import Field

from storage.tables.base import BIG, Tracked, ref


class Survey(Tracked, table=True):
    """A survey: `nps` (0 to 10), or `handover` (1 to 5: how the new person does, a month after the old one left)."""

    __tablename__ = "surveys"
    __table_args__ = (CheckConstraint("kind IN ('nps', 'handover')", name="kind"),)

    kind: str = Field(max_length=16)
    title: str = Field(max_length=100)


class SurveyInvite(Tracked, table=True):
    """One asking of one customer on one LINE account. `token` is what the buttons carry: unguessable, looked up."""

    __tablename__ = "survey_invites"
    __table_args__ = (Index("ix_survey_invites_customer", "customer_id", "asked_at"),)

    survey_id: int = ref("surveys.id")
    customer_id: int = ref("customers.id", index=False)
    line_user_id: int = ref("line_users.id")
    rep_id: int | None = ref("reps.id", optional=True, index=False)
    token: str = Field(unique=True, max_length=64)
    asked_at: datetime


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


class Case(Tracked, table=True):
    """A customer who was let down, until it is put right. At most one for an answer."""

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'closed')", name="state"),
        Index("ix_cases_state", "state", "opened_at"),
    )

    customer_id: int = ref("customers.id")
    owner_id: int = ref("reps.id")
    answer_id: int | None = Field(default=None, foreign_key="survey_answers.id", unique=True, sa_type=BIG)
    state: str = Field(default="open", max_length=8)
    opened_at: datetime
    closed_at: datetime | None = None
