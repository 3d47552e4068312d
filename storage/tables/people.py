"""Our own people: teams (a 部 contains 課) and the reps in them."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from storage.tables.base import DOCUMENT, Tracked, ref

ROLES = ("admin", "manager", "rep", "read_only")


class Team(Tracked, table=True):
    """A team; `parent_id` names the department it belongs to, `channel` the Slack channel it works in."""

    __tablename__ = "teams"

    name: str = Field(max_length=100)
    parent_id: int | None = ref("teams.id", optional=True)
    channel: str | None = Field(default=None, max_length=32)


class Rep(Tracked, table=True):
    """A member of the Slack workspace who uses the bot.

    `full_name` is what customers read (「弊社の鈴木」); `display_name` is what Slack shows (「佐藤/営業1」).
    `quiet_from` to `quiet_until` is when the rep wants no nudges (None: at any hour), `bundle_at` when the morning's
    come (None: when business opens). `deputy_id` stands in for what waits for them: approvals and acceptances.
    `friend_code` stands in the personal QR code; `photo_url` and `hours` are what customers see of them. They are away
    from `away_from` to `away_until` (both days included): the deputy answers meanwhile.
    """

    __tablename__ = "reps"
    __table_args__ = (
        CheckConstraint("role IN ('admin', 'manager', 'rep', 'read_only')", name="role"),
        CheckConstraint("language IN ('ja', 'en')", name="language"),
        Index("uq_reps_friend_code", "friend_code", unique=True),
    )

    slack_id: str = Field(unique=True, max_length=32)
    display_name: str = Field(max_length=100)
    full_name: str = Field(max_length=100)
    reading: str | None = Field(default=None, max_length=100)
    role: str = Field(default="rep", max_length=16)
    team_id: int | None = ref("teams.id", optional=True)
    language: str = Field(default="ja", max_length=2)
    active: bool = True
    seen_at: datetime
    quiet_from: time | None = None
    quiet_until: time | None = None
    bundle_at: time | None = None
    deputy_id: int | None = ref("reps.id", optional=True)
    friend_code: str | None = Field(default=None, max_length=24)
    photo_url: str | None = Field(default=None, max_length=500)
    hours: str | None = Field(default=None, max_length=100)
    away_from: date | None = None
    away_until: date | None = None


class CompanySettings(Tracked, table=True):
    """What the company has settled for all of its people; one row at most, defaults without it.

    An overdue follow-up climbs to the deputy after `deputy_after` business days and to the manager after
    `manager_after`. A manager must agree to a handover never, always, or `above` so many customers
    (`handover_above`); who has not answered after `handover_accept_days` business days is told of; customers hear of it
    `handover_notice_days` before; nobody should have more than `handover_load` customers (None: no limit).

    What customers write stands in `relay_place` (the owner's direct message, or the team's channel); who has not been
    answered after `relay_wait` business minutes is told of; a manager reads before it is sent what is written never,
    by whoever joined less than `relay_new_days` days ago (new), to whoever has an open case (case), or always.
    """

    __tablename__ = "company_settings"
    __table_args__ = (
        CheckConstraint("handover_approval IN ('never', 'above', 'always')", name="handover_approval"),
        CheckConstraint("relay_place IN ('dm', 'channel')", name="relay_place"),
        CheckConstraint("relay_approval IN ('never', 'new', 'case', 'always')", name="relay_approval"),
    )

    deputy_after: int = 2
    manager_after: int = 4
    handover_approval: str = Field(default="above", max_length=8)
    handover_above: int = 10
    handover_accept_days: int = 3
    handover_notice_days: int = 14
    handover_load: int | None = None
    case_low: int = 4
    case_morning: int = 6
    csat_low: int = 2
    reply_hours: int = 4
    solve_days: int = 5
    angry_words: list[str] | None = Field(default=None, sa_type=DOCUMENT)
    urgent_words: list[str] | None = Field(default=None, sa_type=DOCUMENT)
    telephone: str | None = Field(default=None, max_length=40)
    review_url: str | None = Field(default=None, max_length=500)
    relay_place: str = Field(default="dm", max_length=8)
    relay_wait: int = 60
    relay_approval: str = Field(default="never", max_length=8)
    relay_new_days: int = 30
