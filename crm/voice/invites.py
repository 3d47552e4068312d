"""Invitations: a single-use code on paper or in a mail that brings a customer's LINE account to us."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from sqlalchemy.ext.asyncio import AsyncSession

from crm import post
from crm.house import House
from crm.notices import InviteReady, WhichCustomer
from crm.records import choices, customers
from crm.refusals import InviteUnavailable, Refused
from crm.roles import must_reach, rule
from crm.voice import codes
from crm.work import Work
from storage import reps
from storage.records import customers as people
from storage.tables import Customer, Invite
from storage.voice import invites

GOOD_FOR = timedelta(days=7)

Sentence = Callable[[str, str], str]
"""(customer's language, code) → the polite sentence that fills the box in LINE."""


@dataclass(frozen=True)
class InvitePage:
    """What the printable page shows: nothing about the customer but the name."""

    name: str
    language: str | None
    code: str
    expires_at: datetime


@rule("invites.make")
async def make(work: Work, who: str | int, sentence: Sentence) -> InviteReady | WhichCustomer:
    """Make a code for the customer and owe it to the rep's own DM, or ask which customer is meant.

    Raises:
        Refused: InviteUnavailable without LINE_BASIC_ID, NotAllowed, and those of finding.
    """
    if not work.house.line_basic_id:
        raise Refused(InviteUnavailable())
    found = await choices.one(work, who, "customer.invite")
    if isinstance(found, WhichCustomer):
        return found
    customer, owner = await customers.reached(work, found.id)
    must_reach(work, owner)
    notice = await _new(work, customer, sentence)
    rep = await reps.by_id(work.session, work.actor.id) or owner
    await post.to_rep(work, rep, notice, customer_id=customer.id)
    return notice


async def _new(work: Work, customer: Customer, sentence: Sentence) -> InviteReady:
    code = codes.new_code()
    invite = Invite(
        customer_id=customer.id,
        rep_id=work.actor.id,
        code_digest=codes.digest(code),
        expires_at=work.now + GOOD_FOR,
    )
    await work.save(invite)
    language = customer.language or work.house.language
    return InviteReady(
        customer_id=customer.id,
        customer=customer.name,
        code=code,
        link=line_link(work.house, sentence(language, code)),
        page=f"{work.house.public_url}/invites/{code}",
        expires_at=invite.expires_at,
    )


def line_link(house: House, text: str) -> str:
    """Opens the talk with our account with `text` in the box; sending stays the customer's own act.

    Source: LINE Developers, "Use LINE features with the LINE URL scheme", sending text messages: phones only, the
    account's id and the text percent-encoded.
    """
    account = quote(house.line_basic_id or "", safe="")
    return f"https://line.me/R/oaMessage/{account}/?{quote(text, safe='')}"


async def page(session: AsyncSession, code: str, now: datetime) -> InvitePage | None:
    """What to print for this code; None when it is no code of ours, used, or past its time.

    The code in the address is the key to the page: only its digest is stored, so nothing else could show it again.
    """
    normal = codes.find_code(code)
    invite = await invites.by_digest(session, codes.digest(normal)) if normal else None
    if normal is None or invite is None or invite.used_at is not None or now > invite.expires_at:
        return None
    customer = await people.by_id(session, invite.customer_id)
    if customer is None:
        return None
    return InvitePage(customer.name, customer.language, normal, invite.expires_at)
