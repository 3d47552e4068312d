"""What customers may ask of us about themselves: to see it, and to have it forgotten."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from storage.tables.base import DOCUMENT, Tracked, ref


class Disclosure(Tracked, table=True):
    """A page of one's own data, behind a name that nobody guesses (its SHA-256 is kept), until `expires_at`."""

    __tablename__ = "disclosures"

    customer_id: int = ref("customers.id")
    digest: str = Field(unique=True, max_length=64)
    channel: str = Field(max_length=8)
    expires_at: datetime
    fetched_at: datetime | None = None


class Erasure(Tracked, table=True):
    """A customer asks to be forgotten: asked, confirmed (once more), done, or left. `counts`: what went, by table.

    `receipt` is what the customer keeps of it. Nothing here names anybody once it is done.
    """

    __tablename__ = "erasures"
    __table_args__ = (CheckConstraint("state IN ('asked', 'confirmed', 'done', 'left')", name="state"),)

    customer_id: int = ref("customers.id")
    line_user_id: int | None = ref("line_users.id", optional=True, index=False)
    state: str = Field(default="asked", max_length=10)
    channel: str = Field(max_length=8)
    receipt: str = Field(unique=True, max_length=16)
    counts: dict[str, int] = Field(default_factory=dict, sa_type=DOCUMENT)
    confirmed_at: datetime | None = None
    done_at: datetime | None = None
