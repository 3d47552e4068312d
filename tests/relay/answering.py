"""Answers by rule, without forms: whoever acts writes to a customer of theirs."""

from datetime import datetime

from crm.house import House
from crm.relay import replies
from crm.relay.replies import Draft
from storage.store import Store
from storage.tables import Message, Outbox, Rep, Reply
from tests.builders import HOUSE, NOW
from tests.deeds import by
from tests.line_events import rows


async def sent(store: Store, rep: Rep, message: Message, text: str, now: datetime = NOW, house: House = HOUSE) -> Reply:
    async with by(store, rep, now, house) as work:
        return await replies.send(work, Draft(message.id, text))


async def reply(store: Store, reply_id: int) -> Reply:
    return next(each for each in await rows(store, Reply) if each.id == reply_id)


async def last_heard(store: Store) -> Message:
    return [each for each in await rows(store, Message) if each.direction == "in"][-1]


async def carriers(store: Store) -> list[Outbox]:
    """The rows that take replies to LINE."""
    return [row for row in await rows(store, Outbox) if row.kind == "RepReply"]
