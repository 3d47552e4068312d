"""A week with a holiday, events of long ago, and looks into the outbox: what the tests of the sweeps share."""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import insert, select

from storage.store import Store
from storage.tables import METADATA, Outbox
from tests.builders import HOUSE

ZONE = HOUSE.business.zone
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
# Monday 23 November 2026 is 勤労感謝の日, a public holiday.
MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)


def local(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE).astimezone(UTC)


async def spoken(store: Store, kind: str = "") -> list[Outbox]:
    async with store.read() as session:
        rows = (await session.scalars(select(Outbox).order_by(Outbox.seq))).all()
    return [row for row in rows if kind in {"", row.kind}]


async def everything(store: Store) -> dict[str, list]:
    async with store.read() as session:
        return {
            table.name: sorted(map(repr, (await session.execute(select(table))).all()))
            for table in METADATA.sorted_tables
        }


async def insert_rows(store: Store, kind, *rows: dict) -> None:
    async with store.write() as session:
        await session.execute(insert(kind), list(rows))


def an_event(number: int, at: datetime, *, state: str = "done", reference: str | None = None) -> dict:
    return {
        "dedupe": f"event{number}",
        "source": "line",
        "kind": "message",
        "lane": "someone",
        "payload": '{"text": "秘密"}',
        "occurred_at": at,
        "received_at": at,
        "ready_at": at,
        "state": state,
        "reference": reference,
        "attempts": 1,
    }
