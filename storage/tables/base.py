"""What every table shares: a number of its own, and a version that the audit log counts by."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Integer, MetaData, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

# Fixed names, so that a migration written on one database finds its constraint on the other.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
METADATA: MetaData = SQLModel.metadata

BIG = BigInteger().with_variant(Integer, "sqlite")
DOCUMENT = JSON().with_variant(JSONB, "postgresql")
# Search keys compare byte by byte on both databases: a locale's collation would break range scans.
BYTEWISE = String().with_variant(String(collation="C"), "postgresql")


def key(**more: Any) -> Any:  # noqa: ANN401 - SQLModel's Field is typed Any
    """The primary key: the database counts; None until the row is flushed."""
    return Field(default=None, primary_key=True, sa_type=BIG, **more)


def ref(target: str, *, index: bool = True, optional: bool = False, unique: bool = False) -> Any:  # noqa: ANN401 - as `key`
    """A foreign key to `table.column`."""
    shape: dict[str, Any] = {"default": None, "nullable": True} if optional else {}
    return Field(foreign_key=target, sa_type=BIG, index=index, unique=unique, **shape)


class Tracked(SQLModel):
    """A row whose every change stands in the audit log; `version` rises with each change."""

    id: int = key()
    version: int = Field(default=1)
    created_at: datetime = Field(default=None, nullable=False)
