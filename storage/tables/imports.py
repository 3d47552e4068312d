"""Imports: how far a file has been read, so that it can be gone on with and is never read twice."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from storage.tables.base import DOCUMENT, key


class ImportRun(SQLModel, table=True):
    """One file (`digest`: SHA-256 of its bytes, its column mapping and its owner); `next_row` is where to go on."""

    __tablename__ = "import_runs"
    __table_args__ = (CheckConstraint("state IN ('running', 'done')", name="state"),)

    id: int = key()
    digest: str = Field(unique=True, max_length=64)
    operation: str = Field(max_length=32)
    state: str = Field(default="running", max_length=8)
    next_row: int = 0
    counts: dict[str, Any] = Field(default_factory=dict, sa_type=DOCUMENT)
    started_at: datetime
    done_at: datetime | None = None
