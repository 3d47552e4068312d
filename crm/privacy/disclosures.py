"""Showing customers what we know of them: a few lines in the talk, and a page of their own for three days."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from crm import post
from crm.notices import DisclosureSummary, DisclosureWanted, WhoseData
from crm.post import Reply
from crm.privacy import portraits
from crm.privacy.portraits import Portrait
from crm.records import customers
from crm.refusals import Gone, Refused
from crm.roles import rule
from crm.voice import friends
from crm.work import Work
from storage.privacy import disclosures
from storage.tables import Customer, Disclosure, LineUser
from storage.voice import links

GOOD_FOR = timedelta(hours=72)
WISH = "disclosure"
# Business days in which somebody hands over what LINE cannot show. (APPI, Article 33: without delay.)
HANDED_OVER = 5
# What stands in the talk itself; everything else is on the page.
_SHOWN = ("name", "reading", "company", "title", "email", "phone", "address", "birthday")
_TOKEN_BYTES = 32


async def wanted(work: Work, account: LineUser, people: Sequence[Customer], reply: Reply | None) -> None:
    """For rules that have found out who asks: what we know, or whose data are meant."""
    if len(people) > 1:
        whose = WhoseData(WISH, tuple((str(each.id), each.name) for each in people))
        await post.to_line(work, account, whose, reply=reply)
    elif people:
        await _show(work, account, people[0], reply)


@rule("disclosures.choose")
async def choose(work: Work, user_id: str, customer_id: int, at: datetime, reply: Reply | None) -> None:
    """Which of the customers that the account speaks for is meant; others are nobody's to ask for."""
    account = await friends.adopt(work, user_id, at)
    for each in await links.customers_of(work.session, account.id):
        if each.id == customer_id:
            await _show(work, account, each, reply)


async def _show(work: Work, account: LineUser, known: Customer, reply: Reply | None) -> None:
    customer, owner = await customers.reached(work, known.id)
    portrait = await _portrait(work.session, customer.id)
    public = work.house.public
    facts = tuple((name, str(value)) for name, value in portrait.facts if name in _SHOWN)
    summary = DisclosureSummary(
        name=customer.name,
        facts=facts,
        counts=tuple((table.noun, len(table.rows)) for table in portrait.tables if table.rows),
        link=await _page(work, customer) if public else None,
        until=work.now + GOOD_FOR if public else None,
    )
    await post.to_line(work, account, summary, customer_id=customer.id, reply=reply)
    due = work.house.business.add_business_days(work.today, HANDED_OVER)
    told = DisclosureWanted(customer.id, customer.name, public, due)
    await post.to_rep(work, owner, told, customer_id=customer.id)


async def _page(work: Work, customer: Customer) -> str:
    """The page's address; whoever has it sees the page, and nothing in the store could show it again."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    page = Disclosure(customer_id=customer.id, digest=digest(token), channel="line", expires_at=work.now + GOOD_FOR)
    await work.save(page)
    return f"{work.house.public_url}/d/{token}"


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def is_open(session: AsyncSession, token: str, now: datetime) -> bool:
    """Whether there is a page behind the address. Only reads."""
    page = await disclosures.by_digest(session, digest(token))
    return page is not None and now < page.expires_at


@rule("disclosures.fetch")
async def fetch(work: Work, token: str) -> Portrait | None:
    """What the page shows now, and that it was looked at; None when it is no page of ours or its time is over."""
    page = await disclosures.locked(work.session, digest(token))
    if page is None or work.now >= page.expires_at:
        return None
    portrait = await portraits.of(work.session, page.customer_id)
    if portrait is not None:
        page.fetched_at = page.fetched_at or work.now
    return portrait


@rule("disclosures.file")
async def file(work: Work, customer_id: int) -> Portrait:
    """What somebody of ours hands over; that it was made stands in the audit log.

    Raises:
        Refused: Gone.
    """
    customer, _ = await customers.reached(work, customer_id)
    made = Disclosure(customer_id=customer.id, digest=digest(secrets.token_hex()), channel="file", expires_at=work.now)
    await work.save(made)
    return await _portrait(work.session, customer.id)


async def _portrait(session: AsyncSession, customer_id: int) -> Portrait:
    portrait = await portraits.of(session, customer_id)
    if portrait is None:
        raise Refused(Gone())
    return portrait
