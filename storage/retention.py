"""Queries that let go of what is no longer needed. Each takes a page of rows, so that no transaction is long."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Text, and_, bindparam, cast, delete, exists, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.privacy.forgetting import ERASED, SETTLED
from storage.tables import Audit, Disclosure, Draft, Inbox, LineLink, LineUser, Message, Outbox, RateBucket

QUIETLY = {"synchronize_session": False}

Bucket = tuple[str, datetime]
FIRST_BUCKET: Bucket = ("", datetime(1970, 1, 1, tzinfo=UTC))


async def old_payloads(session: AsyncSession, after: int, *, before: datetime, limit: int) -> list[int]:
    """Numbers above `after` of settled events that came in before that moment and still hold what was said."""
    rows = select(col(Inbox.seq)).where(
        col(Inbox.seq) > after, col(Inbox.state) == "done", col(Inbox.received_at) < before, col(Inbox.payload) != ""
    )
    return list(await session.scalars(rows.order_by(col(Inbox.seq)).limit(limit)))


async def blank_payloads(session: AsyncSession, numbers: Sequence[int]) -> int:
    """Forget what the events said; their keys stay, so that a late redelivery still counts as known."""
    old = update(Inbox).where(col(Inbox.seq).in_(numbers), col(Inbox.state) == "done", col(Inbox.payload) != "")
    result = await session.execute(old.values(payload=""), execution_options=QUIETLY)
    return int(result.rowcount)  # type: ignore[attr-defined] # an UPDATE has it


async def old_buckets(session: AsyncSession, after: Bucket, *, before: datetime, limit: int) -> list[Bucket]:
    """Counters, behind `after`, of windows that began before that moment."""
    name, start = col(RateBucket.name), col(RateBucket.window_start)
    behind = or_(name > after[0], and_(name == after[0], start > after[1]))
    rows = select(name, start).where(start < before, behind).order_by(name, start).limit(limit)
    return [(name, start) for name, start in (await session.execute(rows))]


async def drop_buckets(session: AsyncSession, buckets: Sequence[Bucket]) -> int:
    gone = delete(RateBucket).where(tuple_(col(RateBucket.name), col(RateBucket.window_start)).in_(buckets))
    return int((await session.execute(gone, execution_options=QUIETLY)).rowcount)  # type: ignore[attr-defined]


async def old_drafts(session: AsyncSession, after: int, *, used: datetime, made: datetime, limit: int) -> list[int]:
    """Numbers above `after` of drafts used or made before these moments that still hold their text."""
    old = or_(col(Draft.used_at) < used, col(Draft.created_at) < made)
    rows = select(col(Draft.id)).where(col(Draft.id) > after, old, col(Draft.text) != "")
    return list(await session.scalars(rows.order_by(col(Draft.id)).limit(limit)))


async def drafts(session: AsyncSession, ids: Sequence[int]) -> list[Draft]:
    """These drafts, locked."""
    rows = select(Draft).where(col(Draft.id).in_(ids)).order_by(col(Draft.id)).with_for_update()
    return list(await session.scalars(rows))


async def old_letters(session: AsyncSession, after: int, *, before: datetime, limit: int) -> list[int]:
    """Numbers above `after` of messages that are settled, were made before that moment and still hold what was said."""
    rows = select(col(Outbox.seq)).where(
        col(Outbox.seq) > after,
        col(Outbox.state).in_(SETTLED),
        col(Outbox.created_at) < before,
        cast(Outbox.fields, Text) != "{}",
    )
    return list(await session.scalars(rows.order_by(col(Outbox.seq)).limit(limit)))


async def blank_letters(session: AsyncSession, numbers: Sequence[int]) -> int:
    """Forget what was said; to whom, when, and the platform's ids stay, so that it can still be looked up there."""
    old = update(Outbox).where(col(Outbox.seq).in_(numbers), col(Outbox.state).in_(SETTLED))
    result = await session.execute(old.values(fields={}), execution_options=QUIETLY)
    return int(result.rowcount)  # type: ignore[attr-defined] # an UPDATE has it


async def stray_letters(session: AsyncSession, after: int, *, limit: int) -> list[int]:
    """Settled messages to LINE accounts that have been forgotten: the receipt of an erasure is the last of them."""
    known = exists().where(col(LineUser.user_id) == col(Outbox.recipient))
    rows = select(col(Outbox.seq)).where(
        col(Outbox.seq) > after,
        col(Outbox.channel) == "line",
        col(Outbox.state).in_(SETTLED),
        col(Outbox.recipient).startswith("U"),  # LINE's own ids of people
        ~known,
    )
    return list(await session.scalars(rows.order_by(col(Outbox.seq)).limit(limit)))


async def blank_recipients(session: AsyncSession, numbers: Sequence[int]) -> int:
    stray = update(Outbox).where(col(Outbox.seq).in_(numbers)).values(recipient=ERASED, lane=ERASED)
    return int((await session.execute(stray, execution_options=QUIETLY)).rowcount)  # type: ignore[attr-defined]


async def silent_strangers(session: AsyncSession, after: int, *, before: datetime, limit: int) -> list[int]:
    """Accounts above `after` that speak for nobody, still have a profile, and have said nothing since that moment."""
    linked = exists().where(col(LineLink.line_user_id) == col(LineUser.id), col(LineLink.ended_at).is_(None))
    said = exists().where(col(Message.line_user_id) == col(LineUser.id), col(Message.at) >= before)
    rows = select(col(LineUser.id)).where(
        col(LineUser.id) > after,
        col(LineUser.created_at) < before,
        or_(col(LineUser.display_name).is_not(None), col(LineUser.language).is_not(None)),
        ~linked,
        ~said,
    )
    return list(await session.scalars(rows.order_by(col(LineUser.id)).limit(limit)))


async def accounts(session: AsyncSession, ids: Sequence[int]) -> list[LineUser]:
    """These accounts, locked."""
    rows = select(LineUser).where(col(LineUser.id).in_(ids)).order_by(col(LineUser.id)).with_for_update()
    return list(await session.scalars(rows))


async def old_pages(session: AsyncSession, after: int, *, before: datetime, limit: int) -> list[int]:
    """Pages of customers' own data whose time was over before that moment."""
    rows = select(col(Disclosure.id)).where(col(Disclosure.id) > after, col(Disclosure.expires_at) < before)
    return list(await session.scalars(rows.order_by(col(Disclosure.id)).limit(limit)))


async def drop_pages(session: AsyncSession, ids: Sequence[int]) -> int:
    """That they were made and looked at stays in the audit log."""
    gone = delete(Disclosure).where(col(Disclosure.id).in_(ids))
    return int((await session.execute(gone, execution_options=QUIETLY)).rowcount)  # type: ignore[attr-defined]


async def blank_audit(session: AsyncSession, table: str, ids: Sequence[int], blanks: dict[str, Any]) -> None:
    """Put `blanks` in the place of these columns' values wherever the audit log keeps them for these rows."""
    rows = select(col(Audit.id), col(Audit.before), col(Audit.after)).where(
        col(Audit.table_name) == table, col(Audit.row_id).in_(ids)
    )
    lines = [
        {"line": number, "was": before and {**before, **blanks}, "is": after and {**after, **blanks}}
        for number, before, after in (await session.execute(rows))
    ]
    blanked = update(Audit).where(col(Audit.id) == bindparam("line"))
    blanked = blanked.values(before=bindparam("was"), after=bindparam("is"))
    if lines:
        await (await session.connection()).execute(blanked, lines)
