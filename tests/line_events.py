"""What a customer does in LINE, as LINE tells it, and what we owe because of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from itertools import count
from typing import TypeVar

from sqlalchemy import delete, select
from sqlmodel import col

import handlers.line
from crm.house import House
from crm.notices import CustomerWrote, Line, Notice, RelayedWords, unpack
from crm.surveys import surveys
from crm.work import Actor, Work
from handlers.line import heard as line_heard
from storage.store import Store
from storage.tables import Customer, Outbox, Rep, SurveyInvite
from tests.builders import HOUSE, NOW, a_customer, a_line_user, a_rep

USER = "U" + "1" * 32
Kind = TypeVar("Kind", bound=Notice)
_serial = count(1)


def event(kind: str, user: str = USER, at: datetime = NOW, **more) -> dict:
    """One webhook event of a person; `more` replaces or adds."""
    return {
        "type": kind,
        "mode": "active",
        "timestamp": int(at.timestamp() * 1000),
        "webhookEventId": f"01TEST{next(_serial):020}",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": f"reply{next(_serial)}",
        "source": {"type": "user", "userId": user},
    } | more


def words(text: str, user: str = USER, at: datetime = NOW, message_id: str = "") -> dict:
    message = {"type": "text", "id": message_id or str(next(_serial)), "text": text, "quoteToken": "q"}
    return event("message", user, at, message=message)


def tap(data: str, user: str = USER, at: datetime = NOW) -> dict:
    return event("postback", user, at, postback={"data": data})


async def hear(store: Store, *events: dict, now: datetime | None = None, house: House = HOUSE) -> None:
    """Each event in a transaction of its own, as the worker does it; `now` is the event's own time unless given."""
    for each in events:
        moment = now or line_heard.moment_of(each, NOW)
        async with store.write() as session:
            heard = line_heard.unpack(each, moment, next(_serial), house)
            work = Work(session, moment, await handlers.line.actor(session, heard), house=house)
            async with work.savepoint():
                await handlers.line.hear(work, heard)


@asynccontextmanager
async def acting(store: Store, rep: Rep, now: datetime = NOW, house: House = HOUSE) -> AsyncIterator[Work]:
    """A unit of work of this rep."""
    async with store.write() as session:
        work = Work(session, now, Actor("rep", rep.id, rep.role), house=house)
        async with work.savepoint():
            yield work


async def rows(store: Store, kind: type) -> list:
    """All rows of a table, in order."""
    async with store.read() as session:
        number = kind.seq if hasattr(kind, "seq") else kind.id
        return list(await session.scalars(select(kind).order_by(col(number))))


async def owed(store: Store, kind: type[Kind]) -> list[Kind]:
    """The notices of this kind that are owed, in order."""
    return [unpack(row.kind, row.fields) for row in await rows(store, Outbox) if row.kind == kind.__name__]


async def said(store: Store) -> list[str]:
    """Kinds of everything owed to customers, in order; profiles are asked for and menus given, not said."""
    found = [row.kind for row in await rows(store, Outbox) if row.channel == "line"]
    return [kind for kind in found if not kind.startswith("Want")]


async def linked(store: Store, **rep) -> tuple[Rep, Customer]:
    """A customer of the rep UOWNER, linked to the account that acts by default."""
    owner = await a_rep(store, slack_id="UOWNER", **rep)
    customer = await a_customer(store, owner=owner)
    await a_line_user(store, user_id=USER, customer=customer)
    return owner, customer


async def asked(store: Store, **rep) -> str:
    """The token of a question that this customer has on the phone; nothing is owed any more."""
    owner, customer = await linked(store, **rep)
    async with acting(store, owner) as work:
        await surveys.ask_nps(work, customer.id)
        await work.session.execute(delete(Outbox))
    [invite] = await rows(store, SurveyInvite)
    return invite.token


async def owner_of_it(store: Store) -> Rep:
    return next(rep for rep in await rows(store, Rep) if rep.slack_id == "UOWNER")


async def relayed(store: Store) -> list[Line]:
    """What customers wrote, as a person is asked to read it, in order: in their thread, or as a stranger's words."""
    found = []
    for row in await rows(store, Outbox):
        notice = unpack(row.kind, row.fields) if row.kind in {"RelayedWords", "CustomerWrote"} and row.fields else None
        if isinstance(notice, RelayedWords):
            found += [line for line in notice.lines if not line.dialogue]
        elif isinstance(notice, CustomerWrote):
            found.append(Line(notice.message_id, notice.kind, notice.text))
    return found
