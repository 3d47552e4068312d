"""Being forgotten: asked for, confirmed twice, and from that moment nobody finds, asks or writes to the customer.

What is left is blanked after that, a few rows at a time (crm/privacy/forgetting.py).
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from crm import post
from crm.notices import ErasureAnswered, ErasureQuestion, ErasureTold, WhoseData
from crm.post import Reply
from crm.records import customers
from crm.refusals import ErasureUnderWay, Refused
from crm.roles import rule
from crm.voice import codes, friends, menus
from crm.work import Work
from storage.privacy import erasures
from storage.records import customers as rows
from storage.tables import Customer, Erasure, LineUser, Rep
from storage.voice import line_users, links

# Whoever presses a button of yesterday may not remember what they asked for.
GOOD_FOR = timedelta(hours=24)
ASKED, CONFIRMED, DONE, LEFT, LATE = "asked", "confirmed", "done", "left", "late"
WISH = "erasure"
_SYMBOLS = 12


async def wanted(work: Work, account: LineUser, people: Sequence[Customer], reply: Reply | None) -> None:
    """For rules that have found out who asks: the first question, or whose data are meant."""
    if len(people) > 1:
        whose = WhoseData(WISH, tuple((str(each.id), each.name) for each in people))
        await post.to_line(work, account, whose, reply=reply)
    elif people:
        await _ask(work, account, people[0], reply)


@rule("erasures.choose")
async def choose(work: Work, user_id: str, customer_id: int, at: datetime, reply: Reply | None) -> None:
    """Which of the customers that the account speaks for is meant; others are nobody's to ask for."""
    account = await friends.adopt(work, user_id, at)
    for each in await links.customers_of(work.session, account.id):
        if each.id == customer_id:
            await _ask(work, account, each, reply)


async def _ask(work: Work, account: LineUser, known: Customer, reply: Reply | None) -> None:
    customer, _ = await customers.reached(work, known.id)
    erasure = await erasures.open_of(work.session, customer.id)
    if erasure is None or erasure.line_user_id != account.id or _is_late(work, erasure):
        erasure = _new(customer, account, "line")
        await work.save(erasure)
    question = ErasureQuestion(customer.name, erasure.receipt)
    await post.to_line(work, account, question, customer_id=customer.id, reply=reply)


def _new(customer: Customer, account: LineUser | None, channel: str) -> Erasure:
    receipt = "E-" + "".join(secrets.choice(codes.ALPHABET) for _ in range(_SYMBOLS))
    return Erasure(
        customer_id=customer.id, line_user_id=account.id if account else None, channel=channel, receipt=receipt
    )


@rule("erasures.go_on")
async def go_on(work: Work, user_id: str, token: str, at: datetime, reply: Reply | None) -> None:
    """The first button: asked once more, as clearly as can be."""
    account = await friends.adopt(work, user_id, at)
    erasure = await _own(work, account, token)
    customer = await _theirs(work, account, erasure) if erasure else None
    if erasure is not None and customer is not None:
        question = ErasureQuestion(customer.name, erasure.receipt, last=True)
        await post.to_line(work, account, question, customer_id=customer.id, reply=reply)
    elif erasure is not None:
        await _answer(work, account, erasure, reply)


@rule("erasures.confirm")
async def confirm(work: Work, user_id: str, token: str, at: datetime, reply: Reply | None) -> bool:
    """The second button: from now on the customer is gone. False when nothing was to be done (any more)."""
    account = await friends.adopt(work, user_id, at)
    erasure = await _own(work, account, token)
    customer = await _theirs(work, account, erasure) if erasure else None
    if erasure is not None and customer is not None:
        await _begin(work, erasure, *await customers.reached(work, customer.id))
    if erasure is not None:
        await _answer(work, account, erasure, reply)
    return customer is not None


@rule("erasures.leave")
async def leave(work: Work, user_id: str, token: str, at: datetime, reply: Reply | None) -> None:
    """They have thought better of it, as long as there is time."""
    account = await friends.adopt(work, user_id, at)
    erasure = await _own(work, account, token)
    if erasure is not None:
        erasure.state = LEFT if erasure.state == ASKED else erasure.state
        await _answer(work, account, erasure, reply)


@rule("erasures.begin")
async def begin(work: Work, customer_id: int, channel: str) -> Erasure:
    """Somebody of ours does it on the customer's behalf and has been asked twice.

    Raises:
        Refused: Gone, ErasureUnderWay.
    """
    known = await rows.by_id(work.session, customer_id)
    if known is not None and known.erased_at is not None:
        raise Refused(ErasureUnderWay())
    customer, owner = await customers.reached(work, customer_id)
    accounts = await links.accounts_of(work.session, customer.id)
    erasure = _new(customer, accounts[0] if accounts else None, channel)
    await work.save(erasure)
    await _begin(work, erasure, customer, owner)
    return erasure


async def _own(work: Work, account: LineUser, token: str) -> Erasure | None:
    """What the button was made for, when this account was given it."""
    erasure = await erasures.by_receipt(work.session, token)
    return erasure if erasure is not None and erasure.line_user_id == account.id else None


async def _theirs(work: Work, account: LineUser, erasure: Erasure) -> Customer | None:
    """Whom it is about, if they may still decide: it is open, fresh, and the account speaks for them today."""
    if erasure.state != ASKED or _is_late(work, erasure):
        return None
    people = await links.customers_of(work.session, account.id)
    return next((each for each in people if each.id == erasure.customer_id), None)


def _is_late(work: Work, erasure: Erasure) -> bool:
    return work.now - erasure.created_at > GOOD_FOR


async def _begin(work: Work, erasure: Erasure, customer: Customer, owner: Rep) -> None:
    erasure.state, erasure.confirmed_at = CONFIRMED, work.now
    told = ErasureTold(customer.name, erasure.receipt)
    family = await erasures.family(work.session, customer.id)
    ids = [each.id for each in family]
    await rows.set_keys_many(work.session, dict.fromkeys(ids, ()))
    await erasures.end_all(work.session, ids, work.now)
    for each in family:
        each.erased_at = work.now
    for link in await erasures.open_links(work.session, ids):
        link.ended_at = work.now
        account = await line_users.by_id(work.session, link.line_user_id)
        if account is not None:
            await menus.settle(work, account)
    await post.to_rep(work, owner, told, customer_id=customer.id)


async def _answer(work: Work, account: LineUser, erasure: Erasure, reply: Reply | None) -> None:
    state = LATE if erasure.state == ASKED else erasure.state
    await post.to_line(work, account, ErasureAnswered(state, erasure.receipt), reply=reply)
