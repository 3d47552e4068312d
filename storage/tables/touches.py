"""What happened with a customer, and what was promised next."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, Index, Text, text
from sqlmodel import Field

from storage.tables.base import DOCUMENT, Tracked, ref

KINDS = ("visit", "call", "mail", "online", "meal", "exhibition", "other")


class Interaction(Tracked, table=True):
    """One touch with a customer, on a local date (`day`); `text` is the rep's own line."""

    __tablename__ = "interactions"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('visit', 'call', 'mail', 'online', 'meal', 'exhibition', 'other')",
            name="kind",
        ),
        Index("ix_interactions_customer_day", "customer_id", "day"),
        Index("ix_interactions_rep_day", "rep_id", "day"),
    )

    customer_id: int = ref("customers.id", index=False)
    rep_id: int = ref("reps.id", index=False)
    kind: str = Field(max_length=16)
    text: str = Field(sa_type=Text)
    day: date


class Followup(Tracked, table=True):
    """Something owed to a customer.

    `due_day` and `due_time` are what was said, in `zone`; `due_at` is the UTC index derived from them (a day without a
    time is due when business opens), so a change of zone or of daylight saving cannot move the appointment itself.
    `kind`: a task of its own, or `cadence`: it is time to be in touch again. `escalated`: how far an overdue one has
    climbed (0 its owner, 1 the customer's deputy, 2 the manager).
    """

    __tablename__ = "followups"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'done', 'dropped')", name="state"),
        CheckConstraint("kind IN ('task', 'cadence')", name="kind"),
        Index(
            "ix_followups_due",
            "due_at",
            sqlite_where=text("state = 'open' AND nudged_at IS NULL"),
            postgresql_where=text("state = 'open' AND nudged_at IS NULL"),
        ),
        Index("ix_followups_owner_state", "owner_id", "state", "due_at"),
        Index("ix_followups_customer", "customer_id", "state"),
    )

    customer_id: int = ref("customers.id", index=False)
    owner_id: int = ref("reps.id", index=False)
    interaction_id: int | None = ref("interactions.id", optional=True)
    case_id: int | None = ref("cases.id", optional=True)
    what: str = Field(max_length=500)
    promise: bool = False
    due_day: date
    due_time: time | None = None
    zone: str = Field(max_length=64)
    due_at: datetime
    state: str = Field(default="open", max_length=8)
    kind: str = Field(default="task", max_length=8)
    escalated: int = 0
    nudged_at: datetime | None = None
    done_at: datetime | None = None


class Draft(Tracked, table=True):
    """A log line that waits for one answer (which Tanaka?); its text must not be typed twice."""

    __tablename__ = "drafts"

    rep_id: int = ref("reps.id")
    text: str = Field(sa_type=Text)
    card: dict[str, str] = Field(default_factory=dict, sa_type=DOCUMENT)
    used_at: datetime | None = None
