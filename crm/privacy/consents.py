"""Consent: asked with its purpose stated, withdrawn as easily as given, and never overwritten."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime

from crm import post
from crm.notices import ConsentDecided, ConsentNoted
from crm.post import Reply
from crm.records import customers
from crm.roles import rule
from crm.voice import friends
from crm.work import Work
from storage.privacy import consents
from storage.tables import Consent, Customer, LineUser
from storage.voice import links

SURVEYS = "surveys"
CHANNEL = "line"
TEXT_VERSION = "surveys-1"
"""Which wording of `links.consent` in the catalogues the customer read; raise it when that wording changes."""

_STOP = frozenset({"停止", "配信停止", "解除", "stop", "unsubscribe"})
_START = frozenset({"再開", "start"})
# Our own messages print the words as 「停止」, so people copy the brackets too.
_AROUND = " \t\r\n\u3000「」『』“”\"'。．.!！"


def word(text: str) -> bool | None:
    """False for a word that stops, True for one that resumes, None when the message as a whole is neither."""
    said = unicodedata.normalize("NFKC", text).strip(_AROUND).casefold()
    if said in _STOP:
        return False
    return True if said in _START else None


async def given(work: Work, customer_id: int) -> bool | None:
    """Whether the customer agrees to surveys; None when they have not answered."""
    decision = await consents.latest(work.session, customer_id, SURVEYS)
    return decision.granted if decision is not None else None


@rule("consents.decide")
async def decide(
    work: Work, user_id: str, link_id: int | None, at: datetime, reply: Reply | None, *, granted: bool
) -> bool:
    """Keep the decision for the customer of `link_id`, or (None) for everyone whom this account speaks for.

    What does not concern this account is left alone. Returns what counts now: a newer decision may be here already.
    """
    account = await friends.adopt(work, user_id, at)
    concerned = await links.customers_of(work.session, account.id)
    if link_id is not None:
        link = await links.by_id(work.session, link_id)
        concerned = [each for each in concerned if link and each.id == link.customer_id]
    if granted and not concerned:
        return False  # Nobody's decision: a yes would promise what is kept nowhere.
    return await hear(work, account, concerned, at, reply, granted=granted)


async def hear(
    work: Work, account: LineUser, concerned: Sequence[Customer], at: datetime, reply: Reply | None, *, granted: bool
) -> bool:
    """For rules that have found out who decides: keep it, tell the owners, answer with what counts now."""
    counts = [await _keep(work, each, at, granted=granted) for each in concerned]
    now = all(counts) if counts else granted
    customer_id = concerned[0].id if concerned else None
    notice = ConsentNoted(now, work.house.company)
    await post.to_line(work, account, notice, customer_id=customer_id, reply=reply)
    return now


async def _keep(work: Work, customer: Customer, at: datetime, *, granted: bool) -> bool:
    customer, owner = await customers.reached(work, customer.id)
    before = await given(work, customer.id)
    await work.save(
        Consent(
            customer_id=customer.id,
            purpose=SURVEYS,
            granted=granted,
            text_version=TEXT_VERSION,
            channel=CHANNEL,
            decided_at=at,
        )
    )
    after = bool(await given(work, customer.id))
    if after != before:
        notice = ConsentDecided(customer.id, customer.name, after)
        await post.to_rep(work, owner, notice, customer_id=customer.id)
    return after
