"""What delivery asks before it speaks (is there anything, who reads it, where have named rows gone) and notes after."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.outbox import QUIETLY, Claimed
from storage.tables import Customer, LineLink, LineUser, Outbox, Rep
from storage.tables.durable import READY

AHEAD = frozenset({"ready", "leased", "waiting", "scheduled", "paused"})


@dataclass(frozen=True)
class Standing:
    """How an outbox row stands; `platform` are its ids once it is out, `ready_at` when it is looked at next."""

    state: str
    platform: dict[str, Any]
    ready_at: datetime

    @property
    def ahead(self) -> bool:
        """It has not been said, and will be."""
        return self.state in AHEAD


@dataclass(frozen=True)
class LineReader:
    """A LINE account: our number, the language LINE told us, its customers' languages (the latest link last), and the
    one that was asked for in the chat.
    """

    id: int
    tag: str | None
    chosen: str | None = None
    customers: dict[int, str | None] = field(default_factory=dict)


async def ready(session: AsyncSession, kinds: Sequence[str]) -> bool:
    """Is any row of these kinds ready (it may still stand behind another one of its lane)?"""
    found = select(col(Outbox.seq)).where(READY, col(Outbox.kind).in_(kinds)).limit(1)
    return (await session.execute(found)).first() is not None


async def held(session: AsyncSession, claimed: Sequence[Claimed]) -> set[int]:
    """The numbers of those rows whose lease is still ours; nobody else touches them until we commit."""
    mine = (
        select(col(Outbox.seq))
        .where(
            col(Outbox.seq).in_([row.seq for row in claimed]),
            col(Outbox.lease).in_({row.lease for row in claimed}),
            col(Outbox.state) == "leased",
        )
        .with_for_update()
    )
    return set(await session.scalars(mine))


async def settle_sent(session: AsyncSession, sent: Mapping[int, Mapping[str, Any]], now: datetime) -> None:
    """These rows, which we hold, are out: their platform ids by number. One statement for all of them."""
    common = {"state": "sent", "lease": None, "sent_at": now, "error": None}
    if sent:
        await session.execute(
            update(Outbox), [{"seq": seq, "platform": dict(ids), **common} for seq, ids in sent.items()]
        )


async def forget(session: AsyncSession, seqs: Collection[int]) -> None:
    """Keep that these were said, but not the words: whoever reads the database must not find live codes in it."""
    if seqs:
        blanked = update(Outbox).where(col(Outbox.seq).in_(seqs)).values(fields={})
        await session.execute(blanked, execution_options=QUIETLY)


async def standings(session: AsyncSession, seqs: Collection[int]) -> dict[int, Standing]:
    """How these rows stand, by their numbers."""
    if not seqs:
        return {}
    columns = (col(Outbox.seq), col(Outbox.state), col(Outbox.platform), col(Outbox.ready_at))
    rows = await session.execute(select(*columns).where(col(Outbox.seq).in_(seqs)))
    return {seq: Standing(state, dict(platform), ready_at) for seq, state, platform, ready_at in rows.all()}


async def slack_languages(session: AsyncSession, slack_ids: Collection[str]) -> dict[str, str]:
    """The languages of those who are reps."""
    if not slack_ids:
        return {}
    rows = select(col(Rep.slack_id), col(Rep.language)).where(col(Rep.slack_id).in_(slack_ids))
    return dict((await session.execute(rows)).all())


async def line_readers(session: AsyncSession, user_ids: Collection[str]) -> dict[str, LineReader]:
    """The accounts we know of these LINE user ids."""
    if not user_ids:
        return {}
    columns = (col(LineUser.user_id), col(LineUser.id), col(LineUser.language), col(LineUser.chosen_language))
    users = await session.execute(select(*columns).where(col(LineUser.user_id).in_(user_ids)))
    found = {user_id: LineReader(id_, tag, chosen) for user_id, id_, tag, chosen in users.all()}
    links = (
        select(col(LineLink.line_user_id), col(Customer.id), col(Customer.language))
        .join(Customer, col(Customer.id) == col(LineLink.customer_id))
        .where(
            col(LineLink.line_user_id).in_([reader.id for reader in found.values()]), col(LineLink.ended_at).is_(None)
        )
        .order_by(col(LineLink.id))
    )
    by_id = {reader.id: reader for reader in found.values()}
    for line_user_id, customer_id, language in (await session.execute(links)).all():
        by_id[line_user_id].customers[customer_id] = language
    return found
