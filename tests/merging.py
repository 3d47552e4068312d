"""Two records of one person, for the tests of merging."""

from datetime import timedelta

from crm.notices import MergeDone
from crm.records import finding, merges
from storage.store import Store
from storage.tables import (
    Anniversary,
    Company,
    Consent,
    Conversation,
    Customer,
    Disclosure,
    Employment,
    Erasure,
    Invite,
    LinkOffer,
    Media,
    Message,
    Rep,
    Reply,
    Survey,
    SurveyInvite,
    SurveyReply,
    SurveyWave,
    Theme,
    Voice,
    Wait,
    WaveCustomer,
)
from tests.builders import (
    NOW,
    a_case,
    a_followup,
    a_handover,
    a_line_user,
    an_answer,
    an_interaction,
    saved,
)
from tests.deeds import by, created
from tests.line_events import rows
from tests.points import everything as points

DAY = timedelta(days=1)


async def merged(store: Store, rep: Rep, survivor: Customer, other: Customer, now=NOW) -> MergeDone:
    async with by(store, rep, now) as work:
        return await merges.merge(work, survivor.id, other.id)


async def undone(store: Store, rep: Rep, done: MergeDone, now=NOW) -> MergeDone:
    async with by(store, rep, now) as work:
        return await merges.undo(work, done.operation)


async def fresh(store: Store, customer: Customer) -> Customer:
    return next(each for each in await rows(store, Customer) if each.id == customer.id)


async def owners(store: Store, kind: type) -> list[int]:
    return [each.customer_id for each in await rows(store, kind)]


async def found(store: Store, rep: Rep, words: str) -> list[int]:
    async with by(store, rep) as work:
        return [each.id for each in (await finding.find(work, words)).customers]


async def two_of(store: Store, rep: Rep) -> tuple[Customer, Customer]:
    """One person, known twice."""
    return await created(store, rep, "株式会社サクラ 田中一郎"), await created(store, rep, "タナカイチロー")


async def everything(store: Store, customer: Customer) -> None:
    """A row of every kind that hangs on a customer."""
    account = await a_line_user(store, customer=customer)
    touch = await an_interaction(store, customer=customer)
    await a_followup(store, customer=customer, promise=True, interaction_id=touch.id)
    await a_case(store, customer=customer, answer=await an_answer(store, customer=customer, score=2))
    await saved(store, Anniversary(customer_id=customer.id, kind="contract", month=4, day=1))
    company = await saved(store, Company(name="株式会社モミジ", key="モミジ"))
    await saved(store, Employment(customer_id=customer.id, company_id=company.id, ended_at=NOW))
    decision = {"purpose": "surveys", "granted": True, "text_version": "surveys-1", "channel": "line"}
    await saved(store, Consent(customer_id=customer.id, decided_at=NOW, **decision))
    await saved(
        store, Invite(customer_id=customer.id, rep_id=customer.owner_id, code_digest="d" * 64, expires_at=NOW + DAY)
    )
    await a_handover(store, customer=customer)
    soon, surveyed = NOW + DAY, await saved(store, Survey(kind="own", title="ご要望"))
    await saved(store, Disclosure(customer_id=customer.id, digest="d" * 64, channel="line", expires_at=soon))
    await saved(store, Erasure(customer_id=customer.id, channel="line", receipt="R1"))
    await saved(store, LinkOffer(line_user_id=account.id, customer_id=customer.id, rep_id=customer.owner_id))
    wave = await saved(store, SurveyWave(survey_id=surveyed.id, starts_on=NOW.date(), ends_on=soon.date()))
    await saved(store, WaveCustomer(wave_id=wave.id, customer_id=customer.id, due_at=soon))
    [invite, *_] = await rows(store, SurveyInvite)
    reply = {"invite_id": invite.id, "survey_id": surveyed.id, "question": "q1", "answered_at": NOW}
    await saved(store, SurveyReply(customer_id=customer.id, score=1, **reply))
    theme = await saved(store, Theme(title="駐車場"))
    await saved(store, Voice(theme_id=theme.id, customer_id=customer.id, words="狭い", source="message"))
    said = {"direction": "in", "platform_id": "m1", "kind": "text", "text": "こんにちは", "at": NOW}
    heard = await saved(store, Message(line_user_id=account.id, customer_id=customer.id, **said))
    await saved(store, Conversation(customer_id=customer.id, place="U1", root=1))
    who = {"customer_id": customer.id, "line_user_id": account.id, "message_id": heard.id, "rep_id": customer.owner_id}
    await saved(store, Wait(began_at=NOW, **who))
    answer = await saved(store, Reply(text="承知しました", fingerprint="f", **who))
    await saved(store, Media(customer_id=customer.id, reply_id=answer.id, kind="image", name="n1"))
    rep = next(each for each in await rows(store, Rep) if each.id == customer.owner_id)
    await points.more(store, customer, await points.hung(store, rep, customer, account))
