"""Queries that find and blank what is kept of somebody who is to be forgotten, a page at a time.

Each `…_left` looks in a snapshot for rows behind a place that still hold something; blanking takes their numbers. What
is blank already is not found again, so a run that was cut short goes on where it was.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Text, and_, bindparam, cast, delete, false, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.privacy.belongings import ACCOUNT, PERSON
from storage.tables import (
    Audit,
    Customer,
    Draft,
    Erasure,
    Inbox,
    LineUser,
    Media,
    Message,
    Outbox,
    PointEntry,
    Purchase,
    PurchaseRefund,
    Tracked,
    WalletMember,
)

QUIETLY = {"synchronize_session": False}
SETTLED = ("sent", "unknown", "dead", "cancelled")
ERASED = "erased"
# What we say of the erasure itself goes on its way; it holds nothing that must not stay, or is forgotten once sent.
OWN_WORDS = ("ErasureAnswered", "ErasureReceipt", "ErasureTold")
# SQLite takes a thousand terms in one condition; each needle is looked for in up to three spellings.
MOST_NEEDLES = 120


@dataclass(frozen=True)
class Facts:
    """Who is to be forgotten: the customer with all duplicates, accounts that are nobody else's, words that name the
    person, and words of the last weeks by which events are known that spoke of them.
    """

    erasure_id: int
    ids: tuple[int, ...]
    account_ids: tuple[int, ...]
    user_ids: tuple[str, ...]
    names: tuple[str, ...]
    recent: tuple[str, ...]


def _holds(column: Any, words: Sequence[str]) -> ColumnElement[bool]:  # noqa: ANN401 - a mapped column
    """The column's text, or JSON, has one of the words, however it is escaped there."""
    text = cast(column, Text)
    return or_(false(), *(text.contains(form, autoescape=True) for form in _spellings(words[:MOST_NEEDLES])))


def _spellings(words: Sequence[str]) -> list[str]:
    return list(
        dict.fromkeys(f for each in words for f in (each, orjson.dumps(each).decode()[1:-1], json.dumps(each)[1:-1]))
    )


async def changes_since(session: AsyncSession, ids: Sequence[int], since: datetime) -> list[tuple[str, Any, Any]]:
    """(table, before, after) of what was changed of these customers since that moment, the latest first."""
    rows = select(col(Audit.table_name), col(Audit.before), col(Audit.after)).where(
        col(Audit.customer_id).in_(ids), col(Audit.at) >= since
    )
    found = await session.execute(rows.order_by(col(Audit.id).desc()).limit(10 * MOST_NEEDLES))
    return [(table, before, after) for table, before, after in found]


async def namesakes(session: AsyncSession, names: Sequence[str], ids: Sequence[int]) -> bool:
    """Whether somebody else goes by one of these names."""
    others = select(col(Customer.id)).where(col(Customer.name).in_(names), col(Customer.id).not_in(ids))
    return (await session.execute(others.limit(1))).first() is not None


# --- events and drafts ------------------------------------------------------------------------------------------------


async def events_left(session: AsyncSession, facts: Facts, after: int, limit: int) -> list[int]:
    """Settled events of their accounts, or that hold their words."""
    theirs = col(Inbox.lane).in_(facts.user_ids)
    said = and_(col(Inbox.payload).not_in(("", "{}")), _holds(Inbox.payload, facts.names + facts.recent))
    rows = select(col(Inbox.seq)).where(col(Inbox.seq) > after, col(Inbox.state) != "open", or_(theirs, said))
    return list(await session.scalars(rows.order_by(col(Inbox.seq)).limit(limit)))


async def blank_events(session: AsyncSession, seqs: Sequence[int], user_ids: Sequence[str] = ()) -> None:
    """That they came, and when, stays."""
    some = update(Inbox).where(col(Inbox.seq).in_(seqs), col(Inbox.state) != "open")
    await session.execute(some.values(payload="{}"), execution_options=QUIETLY)
    theirs = some.where(col(Inbox.lane).in_(user_ids))
    await session.execute(theirs.values(lane=ERASED), execution_options=QUIETLY)


async def drafts_left(session: AsyncSession, facts: Facts, after: int, limit: int) -> list[int]:
    said = and_(col(Draft.text) != "", _holds(Draft.text, facts.names + facts.recent))
    rows = select(col(Draft.id)).where(col(Draft.id) > after, said)
    return list(await session.scalars(rows.order_by(col(Draft.id)).limit(limit)))


# --- what hangs on them -----------------------------------------------------------------------------------------------


async def messages_left(session: AsyncSession, facts: Facts, after: int, limit: int) -> list[int]:
    theirs = or_(col(Message.customer_id).in_(facts.ids), _unclaimed(facts))
    rows = select(col(Message.id)).where(col(Message.id) > after, theirs)
    left = or_(col(Message.text) != "", cast(Message.details, Text) != "{}")
    return list(await session.scalars(rows.where(left).order_by(col(Message.id)).limit(limit)))


def _unclaimed(facts: Facts) -> ColumnElement[bool]:
    """What an account said before we knew whose it is."""
    return and_(col(Message.line_user_id).in_(facts.account_ids), col(Message.customer_id).is_(None))


async def media_left(session: AsyncSession, facts: Facts, after: int, limit: int) -> list[int]:
    """Pictures and files that they sent, or were sent."""
    said = select(col(Message.id)).where(or_(col(Message.customer_id).in_(facts.ids), _unclaimed(facts)))
    theirs = or_(col(Media.customer_id).in_(facts.ids), col(Media.message_id).in_(said))
    left = or_(
        col(Media.state) != "gone", *(getattr(Media, name).is_not(None) for name in ("why", "digest", "slack_file"))
    )
    rows = select(col(Media.id)).where(col(Media.id) > after, theirs, left)
    return list(await session.scalars(rows.order_by(col(Media.id)).limit(limit)))


async def wallets_left(session: AsyncSession, facts: Facts, after: int, limit: int) -> list[int]:
    """Numbers of their memberships of wallets."""
    rows = select(col(WalletMember.id)).where(
        col(WalletMember.id) > after, col(WalletMember.customer_id).in_(facts.ids), col(WalletMember.left_at).is_(None)
    )
    return list(await session.scalars(rows.order_by(col(WalletMember.id)).limit(limit)))


async def notes_left(session: AsyncSession, facts: Facts, after: int, limit: int) -> list[int]:
    """Entries of the ledger of points with words about them, or that name them."""
    theirs = or_(col(PointEntry.customer_id).in_(facts.ids), _holds(PointEntry.note, facts.names))
    rows = select(col(PointEntry.id)).where(col(PointEntry.id) > after, col(PointEntry.note).is_not(None), theirs)
    return list(await session.scalars(rows.order_by(col(PointEntry.id)).limit(limit)))


async def blank_notes(session: AsyncSession, ids: Sequence[int]) -> None:
    """What was earned and spent stays."""
    some = update(PointEntry).where(col(PointEntry.id).in_(ids))
    await session.execute(some.values(note=None), execution_options=QUIETLY)


async def refunds_left(session: AsyncSession, facts: Facts, after: int, limit: int) -> list[int]:
    """What they brought back, with a reason."""
    theirs = select(col(Purchase.id)).where(col(Purchase.customer_id).in_(facts.ids))
    rows = select(col(PurchaseRefund.id)).where(
        col(PurchaseRefund.id) > after, col(PurchaseRefund.purchase_id).in_(theirs), col(PurchaseRefund.why) != ""
    )
    return list(await session.scalars(rows.order_by(col(PurchaseRefund.id)).limit(limit)))


async def message_places(session: AsyncSession, ids: Sequence[int]) -> list[dict[str, str]]:
    """Where else the words of these messages stand (crm.voice.messages)."""
    return list(await session.scalars(select(col(Message.details)).where(col(Message.id).in_(ids))))


async def words_left(
    session: AsyncSession, kind: type[Tracked], blanks: dict[str, Any], facts: Facts, after: int, limit: int
) -> list[int]:
    columns = kind.__table__.columns  # type: ignore[attr-defined] # SQLModel sets it on table classes
    left = or_(
        *(columns[name].is_not(None) if blank is None else columns[name] != blank for name, blank in blanks.items())
    )
    rows = select(col(kind.id)).where(col(kind.id) > after, columns["customer_id"].in_(facts.ids), left)
    return list(await session.scalars(rows.order_by(col(kind.id)).limit(limit)))


async def blank(session: AsyncSession, kind: type[Tracked], ids: Sequence[int], blanks: dict[str, Any]) -> None:
    some = update(kind).where(col(kind.id).in_(ids)).values(version=kind.version + 1, **blanks)
    await session.execute(some, execution_options=QUIETLY)


async def gone_left(session: AsyncSession, kind: type[Tracked], facts: Facts, limit: int) -> list[int]:
    rows = select(col(kind.id)).where(col(kind.customer_id).in_(facts.ids))  # type: ignore[attr-defined] # of all in GONE
    return list(await session.scalars(rows.order_by(col(kind.id)).limit(limit)))


async def drop(session: AsyncSession, kind: type[Tracked], ids: Sequence[int]) -> None:
    await session.execute(delete(kind).where(col(kind.id).in_(ids)), execution_options=QUIETLY)


# --- messages and other people's rows ---------------------------------------------------------------------------------


async def letters_left(session: AsyncSession, facts: Facts, after: int, limit: int) -> list[int]:
    """Rows of the outbox about them, to them, or that name them; not those that are just being said."""
    holds = and_(
        cast(Outbox.fields, Text) != "{}",
        or_(col(Outbox.customer_id).in_(facts.ids), _holds(Outbox.fields, facts.names)),
        or_(col(Outbox.kind).not_in(OWN_WORDS), col(Outbox.state).in_(SETTLED)),
    )
    to_them = and_(col(Outbox.recipient).in_(facts.user_ids), col(Outbox.state).in_(SETTLED))
    rows = select(col(Outbox.seq)).where(col(Outbox.seq) > after, col(Outbox.state) != "leased", or_(holds, to_them))
    return list(await session.scalars(rows.order_by(col(Outbox.seq)).limit(limit)))


async def letters(session: AsyncSession, seqs: Sequence[int]) -> list[Outbox]:
    """These rows as they stand now, locked; those that are just being said are left out."""
    rows = select(Outbox).where(col(Outbox.seq).in_(seqs), col(Outbox.state) != "leased").order_by(col(Outbox.seq))
    return list(await session.scalars(rows.with_for_update().execution_options(populate_existing=True)))


async def being_said(session: AsyncSession, facts: Facts) -> bool:
    """Whether something about them is on its way at this moment."""
    theirs = or_(col(Outbox.customer_id).in_(facts.ids), _holds(Outbox.fields, facts.names))
    rows = select(col(Outbox.seq)).where(col(Outbox.state) == "leased", col(Outbox.kind).not_in(OWN_WORDS), theirs)
    return (await session.execute(rows.limit(1))).first() is not None


async def mentions_left(
    session: AsyncSession, kind: type[Tracked], column: str, facts: Facts, after: int, limit: int
) -> list[int]:
    held = kind.__table__.columns[column]  # type: ignore[attr-defined] # as in words_left
    rows = select(col(kind.id)).where(col(kind.id) > after, _holds(held, facts.names))
    return list(await session.scalars(rows.order_by(col(kind.id)).limit(limit)))


async def values_of(session: AsyncSession, kind: type[Tracked], column: str, ids: Sequence[int]) -> dict[int, Any]:
    held = kind.__table__.columns[column]  # type: ignore[attr-defined] # as in words_left
    rows = select(col(kind.id), held).where(col(kind.id).in_(ids)).with_for_update()
    return dict((await session.execute(rows)).all())


async def remembered_left(session: AsyncSession, facts: Facts, after: int, limit: int) -> list[int]:
    """Lines of the audit log about them, about their accounts, or that name them."""
    early = select(col(Message.id)).where(_unclaimed(facts))
    about = or_(
        col(Audit.customer_id).in_(facts.ids),
        and_(col(Audit.table_name) == LineUser.__tablename__, col(Audit.row_id).in_(facts.account_ids)),
        and_(col(Audit.table_name) == Message.__tablename__, col(Audit.row_id).in_(early)),
        _holds(Audit.before, facts.names),
        _holds(Audit.after, facts.names),
    )
    # What the erasure itself writes down names nobody, and would be found for ever.
    rows = select(col(Audit.id)).where(col(Audit.id) > after, about, col(Audit.table_name) != Erasure.__tablename__)
    return list(await session.scalars(rows.order_by(col(Audit.id)).limit(limit)))


async def remembered(session: AsyncSession, ids: Sequence[int]) -> list[Audit]:
    return list(await session.scalars(select(Audit).where(col(Audit.id).in_(ids)).order_by(col(Audit.id))))


async def remember(session: AsyncSession, lines: Mapping[int, tuple[Any, Any]]) -> None:
    """Make these the (before, after) of these lines: by the driver, for the session would count them as changes."""
    rows = [{"line": number, "was": before, "is": after} for number, (before, after) in lines.items()]
    blanked = update(Audit).where(col(Audit.id) == bindparam("line"))
    if rows:
        connection = await session.connection()
        await connection.execute(blanked.values(before=bindparam("was"), after=bindparam("is")), rows)


# --- themselves -------------------------------------------------------------------------------------------------------


async def blank_people(session: AsyncSession, facts: Facts) -> None:
    """Last of all: by their names everything else was found."""
    people = update(Customer).where(col(Customer.id).in_(facts.ids))
    await session.execute(people.values(version=Customer.version + 1, **PERSON), execution_options=QUIETLY)
    accounts = update(LineUser).where(col(LineUser.id).in_(facts.account_ids))
    named = literal(f"{ERASED}-").concat(cast(LineUser.id, Text))
    values = ACCOUNT | {"version": LineUser.version + 1, "user_id": named}
    await session.execute(accounts.values(**values), execution_options=QUIETLY)
