"""Handovers: customers go from one rep to another, agreed by all who must, felt by none who should not."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, Text, text
from sqlmodel import Field

from storage.tables.base import DOCUMENT, Tracked, ref

REASONS = ("transfer", "leaving", "parental", "cover")
PENDING = text("state IN ('waiting', 'accepted')")


class Handover(Tracked, table=True):
    """What somebody proposed: customers of `from_id`, the reason, the days, and how the customers hear of it.

    `state`: draft (somebody left; nobody has chosen successors yet), asked (a manager must approve), agreeing (the
    successors answer), agreed (all have; what was accepted moves on `effective_day`), done, refused, cancelled,
    undoing (a large one is taken back a few customers at a time), undone.
    `reason`: transfer, leaving, parental, cover (back on `return_day` by itself). It stays
    inside: customers read one of the two accepted forms. `choices`: what becomes of open `followups`, `promises` and
    `cases`: move, keep, close. `told`: customers in LINE hear of it: `farewell` on `notice_day`, in the words of the
    predecessor, `greeting` before `effective_day`, in those of the successor; {customer}, {from} and {to} are filled
    in. The predecessor stays the customers' deputy until `overlap_until`. `conflicts`: what spoke against it when it
    was proposed. `cards`: where the people concerned have it before them ({"Slack id": number of the outbox row}), so
    that it can be brought up to date there.
    """

    __tablename__ = "handovers"
    __table_args__ = (
        CheckConstraint("reason IN ('transfer', 'leaving', 'parental', 'cover')", name="reason"),
        CheckConstraint(
            "state IN ('draft', 'asked', 'agreeing', 'agreed', 'done', 'refused', 'cancelled', 'undoing', 'undone')",
            name="state",
        ),
    )

    from_id: int = ref("reps.id")
    made_by_id: int | None = ref("reps.id", optional=True, index=False)
    reason: str = Field(max_length=16)
    state: str = Field(max_length=16, index=True)
    effective_day: date
    return_day: date | None = None
    overlap_until: date | None = None
    choices: dict[str, str] = Field(default_factory=dict, sa_type=DOCUMENT)
    told: bool = False
    notice_day: date | None = None
    farewell: str | None = Field(default=None, sa_type=Text)
    greeting: str | None = Field(default=None, sa_type=Text)
    joint_visit: bool = False
    note: str | None = Field(default=None, sa_type=Text)
    decided_by_id: int | None = ref("reps.id", optional=True, index=False)
    decided_at: datetime | None = None
    why: str | None = Field(default=None, sa_type=Text)
    conflicts: list[dict[str, Any]] = Field(default_factory=list, sa_type=DOCUMENT)
    cards: dict[str, int] = Field(default_factory=dict, sa_type=DOCUMENT)
    asked_at: datetime | None = None
    chased_at: datetime | None = None
    finished_at: datetime | None = None


class HandoverCustomer(Tracked, table=True):
    """One customer of a handover: from whom to whom, and how far it has come.

    `state`: waiting (for approval and for the successor's yes), accepted, moved, declined (`why`), cancelled, undone,
    returned (a cover has ended). A customer waits in one handover at a time. `operation` is the move, which can be
    inverted. `first_step`: what the predecessor would do first. `call_id`: a follow-up that must be done before any
    message goes to the customer. The moments of what was sent and made keep it from happening twice.
    """

    __tablename__ = "handover_customers"
    __table_args__ = (
        CheckConstraint(
            "state IN ('waiting', 'accepted', 'moved', 'declined', 'cancelled', 'undone', 'returned')", name="state"
        ),
        Index(
            "uq_handover_customers_pending", "customer_id", unique=True, sqlite_where=PENDING, postgresql_where=PENDING
        ),
        Index("ix_handover_customers_handover", "handover_id", "state"),
        Index("ix_handover_customers_to", "to_id", "state"),
    )

    handover_id: int = ref("handovers.id", index=False)
    customer_id: int = ref("customers.id")
    from_id: int = ref("reps.id", index=False)
    to_id: int = ref("reps.id", index=False)
    state: str = Field(default="waiting", max_length=16)
    why: str | None = Field(default=None, sa_type=Text)
    first_step: str | None = Field(default=None, sa_type=Text)
    call_id: int | None = ref("followups.id", optional=True, index=False)
    operation: str | None = Field(default=None, max_length=32, index=True)
    decided_at: datetime | None = None
    moved_at: datetime | None = None
    returned_at: datetime | None = None
    farewell_at: datetime | None = None
    greeting_at: datetime | None = None
    pulse_at: datetime | None = None
