"""Being heard: customers who were let down, and what several of them ask us to do better."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Text
from sqlmodel import Field

from storage.tables.base import BIG, Tracked, ref

CASE_STEPS = ("new", "apologised", "cause_found", "fixed", "told", "closed", "reopened")


class Case(Tracked, table=True):
    """A customer who was let down, until it is put right. At most one for an answer.

    `state` says whether it is open, `step` how far it is. `words`: theirs, or those of whoever has opened it by hand
    (`source`: score, words, hand). `reply_due` and `solve_due` are the two clocks, in business hours; `escalated`
    counts who has been told that one has run out. `helper_id` sees to it in another department; the owner stays the
    one whom the customer knows.
    """

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'closed')", name="state"),
        CheckConstraint(
            "step IN ('new', 'apologised', 'cause_found', 'fixed', 'told', 'closed', 'reopened')", name="step"
        ),
        Index("ix_cases_state", "state", "opened_at"),
    )

    customer_id: int = ref("customers.id")
    owner_id: int = ref("reps.id")
    answer_id: int | None = Field(default=None, foreign_key="survey_answers.id", unique=True, sa_type=BIG)
    state: str = Field(default="open", max_length=8)
    opened_at: datetime
    closed_at: datetime | None = None
    step: str = Field(default="new", max_length=16)
    source: str = Field(default="score", max_length=8)
    words: str | None = Field(default=None, sa_type=Text)
    reply_due: datetime | None = None
    replied_at: datetime | None = None
    solve_due: datetime | None = None
    solved_at: datetime | None = None
    cause: str | None = Field(default=None, sa_type=Text)
    prevention: str | None = Field(default=None, sa_type=Text)
    given: str | None = Field(default=None, sa_type=Text)
    escalated: int = 0
    helper_id: int | None = ref("reps.id", optional=True)
    routed_at: datetime | None = None
    acknowledged_at: datetime | None = None
    helped_at: datetime | None = None


class Theme(Tracked, table=True):
    """Something to do better, that several customers have asked for. `done`: what we did, as they read it."""

    __tablename__ = "themes"
    __table_args__ = (CheckConstraint("state IN ('open', 'done')", name="state"),)

    title: str = Field(max_length=100)
    state: str = Field(default="open", max_length=8)
    done: str | None = Field(default=None, sa_type=Text)
    done_at: datetime | None = None
    made_by_id: int | None = ref("reps.id", optional=True, index=False)


class Voice(Tracked, table=True):
    """What one customer said of a theme: `source` (answer, message, log, case) and its number. `told_at`: when they
    heard what became of it; `asked_at`: when they were asked once more after that.
    """

    __tablename__ = "voices"
    __table_args__ = (Index("ix_voices_theme", "theme_id", "customer_id"),)

    theme_id: int = ref("themes.id", index=False)
    customer_id: int = ref("customers.id")
    rep_id: int | None = ref("reps.id", optional=True, index=False)
    words: str = Field(sa_type=Text)
    source: str = Field(max_length=8)
    source_id: int | None = Field(default=None, sa_type=BIG)
    told_at: datetime | None = None
    asked_at: datetime | None = None
