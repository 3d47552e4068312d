"""People and rows that tests need, written through the store as the system would.

`await a_customer(store, name="田中 一郎")` gives a row as it stands in the database; whatever is not named is filled
in, with the rows that it needs. To extend: one small function a noun, `a_<noun>(store, *, field=default, **more)`,
which ends in `saved(store, Row(...))`; several rows in one transaction go through `async with written(store) as work`.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import TypeVar

from crm.house import House
from crm.notices import Notice, Sentence, pack
from crm.work import SYSTEM, Work
from storage import outbox
from storage.store import Store
from storage.tables import (
    Case,
    Customer,
    Followup,
    Handover,
    HandoverCustomer,
    Interaction,
    LineLink,
    LineUser,
    Outbox,
    Rep,
    Survey,
    SurveyAnswer,
    SurveyInvite,
    Team,
    Tracked,
)

# A Friday, 9:00 in Tokyo.
NOW = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
HOUSE = House(company="サクラ商事", admins=("UADMIN001",), line_basic_id="@kizuna-demo")

Row = TypeVar("Row", bound=Tracked)
_serial = count(1)


class Clock:
    """Aware UTC that moves only when told to."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **passed: float) -> None:
        """As in timedelta: `clock.forward(minutes=5)`."""
        self.now += timedelta(**passed)


@asynccontextmanager
async def written(store: Store, now: datetime = NOW, house: House = HOUSE) -> AsyncIterator[Work]:
    """A unit of work of the system, committed at the end of the block."""
    async with store.write() as session:
        work = Work(session, now, SYSTEM, house=house)
        async with work.savepoint():
            yield work


async def saved(store: Store, row: Row) -> Row:
    async with written(store) as work:
        await work.save(row)
    return row


async def a_rep(store: Store, *, slack_id: str = "", role: str = "rep", language: str = "ja", **more) -> Rep:
    slack_id = slack_id or f"U{next(_serial):08}"
    fields = {"display_name": "佐藤/営業1", "full_name": "佐藤 花子", "seen_at": NOW} | more
    return await saved(store, Rep(slack_id=slack_id, role=role, language=language, **fields))


async def a_customer(store: Store, *, owner: Rep | None = None, name: str = "田中 一郎", **more) -> Customer:
    owner = owner or await a_rep(store)
    return await saved(store, Customer(name=name, owner_id=owner.id, **more))


async def a_line_user(store: Store, *, user_id: str = "", customer: Customer | None = None, **more) -> LineUser:
    """A friend in LINE; with `customer` linked to them."""
    user_id = user_id or f"U{next(_serial):032x}"
    row = await saved(store, LineUser(user_id=user_id, **more))
    if customer is not None:
        await saved(store, LineLink(line_user_id=row.id, customer_id=customer.id))
    return row


async def a_team(store: Store, *, name: str = "営業一課", parent: Team | None = None) -> Team:
    return await saved(store, Team(name=name, parent_id=parent.id if parent else None))


async def an_interaction(store: Store, *, customer: Customer, day: date = date(2026, 11, 20), **more) -> Interaction:
    fields = {"rep_id": customer.owner_id, "kind": "visit", "text": "訪問 見積の件"} | more
    return await saved(store, Interaction(customer_id=customer.id, day=day, **fields))


async def a_followup(
    store: Store,
    *,
    customer: Customer,
    day: date = date(2026, 11, 20),
    at: time | None = None,
    what: str = "電話",
    **more,
) -> Followup:
    """Due as the rules have it: at its time, or when business opens on that day or the next business day."""
    business = HOUSE.business
    due_at = business.moment(day, at) if at else business.moment(business.on_or_after(day))
    fields = {"owner_id": customer.owner_id, "zone": business.zone.key, "due_at": due_at} | more
    return await saved(store, Followup(customer_id=customer.id, what=what, due_day=day, due_time=at, **fields))


async def an_asking(store: Store, *, customer: Customer, at: datetime = NOW) -> SurveyInvite:
    """An NPS question, of a survey and on a LINE account of its own."""
    survey = await saved(store, Survey(kind="nps", title="NPS"))
    account = await a_line_user(store, customer=customer)
    return await saved(
        store,
        SurveyInvite(
            survey_id=survey.id,
            customer_id=customer.id,
            line_user_id=account.id,
            rep_id=customer.owner_id,
            token=f"token{next(_serial):08}",
            asked_at=at,
        ),
    )


async def an_answer(
    store: Store, *, customer: Customer, score: int = 9, at: datetime = NOW, reason: str | None = None
) -> SurveyAnswer:
    """The answer to an NPS question that was asked at the same moment."""
    asking = await an_asking(store, customer=customer, at=at)
    made = SurveyAnswer(
        invite_id=asking.id,
        survey_id=asking.survey_id,
        customer_id=customer.id,
        score=score,
        reason=reason,
        answered_at=at,
    )
    return await saved(store, made)


async def a_case(
    store: Store, *, customer: Customer, answer: SurveyAnswer | None = None, at: datetime = NOW, **more
) -> Case:
    fields = {"owner_id": customer.owner_id, "answer_id": answer.id if answer else None} | more
    return await saved(store, Case(customer_id=customer.id, opened_at=at, **fields))


async def a_handover(store: Store, *, customer: Customer, to: Rep | None = None, **more) -> HandoverCustomer:
    """The customer in a handover that everybody has agreed to, unless told otherwise."""
    to = to or await a_rep(store)
    plain = {"from_id": customer.owner_id, "made_by_id": customer.owner_id, "reason": "transfer", "state": "agreed"}
    handover = await saved(store, Handover(**(plain | {"effective_day": NOW.date()})))
    row = {"customer_id": customer.id, "from_id": customer.owner_id, "to_id": to.id, "state": "accepted"}
    return await saved(store, HandoverCustomer(handover_id=handover.id, **(row | more)))


async def owed(store: Store, to: str = "UREP00001", notice: Notice | None = None, **columns) -> Outbox:
    """A message that waits in the outbox, by default some words to a rep in Slack."""
    notice = notice or Sentence("承知しました")
    fields = {
        "channel": notice.channel,
        "lane": f"{notice.channel}:{to}",
        "kind": type(notice).__name__,
        "schema_version": notice.version,
        "operation": "op",
        "ready_at": NOW,
        "created_at": NOW,
    }
    row = Outbox(uuid=outbox.new_uuid(), recipient=to, fields=pack(notice), **(fields | columns))
    async with store.write() as session:
        return await outbox.put(session, row)
