"""Telephones at the till: let in with a pass that works once, for a day's work, and shut out by one word.

Passes and cookies are signed, not stored: a leaked table opens no till. What is stored is which passes were used, and
since when a rep's telephones are shut out.
"""

import secrets
from datetime import timedelta

from crm.notices import TillPass
from crm.points.rewards import seals
from crm.points.rewards.seals import Ticket
from crm.refusals import Refused, TillClosed
from crm.roles import TABLE, rule
from crm.work import Work
from storage import audit, ledger, reps
from storage.points import tills
from storage.tables import Rep

PASS_GOOD_FOR = timedelta(minutes=2)
TILL_GOOD_FOR = timedelta(hours=12)
PASS, TILL = "pass", "till"
_USED = "till-pass"
_NONCE_BYTES = 18


@rule("till.open")
async def open_(work: Work) -> TillPass:
    """The way to the till for the rep's telephone: an address that works once, for two minutes.

    Raises:
        Refused: TillClosed where telephones cannot reach us.
    """
    if not work.house.public or not work.house.seal:
        raise Refused(TillClosed())
    ticket = Ticket(PASS, work.actor.id, work.now, secrets.token_urlsafe(_NONCE_BYTES))
    return TillPass(f"{work.house.public_url}/till/{seals.signed(work.house, ticket)}", work.now + PASS_GOOD_FOR)


@rule("till.enter")
async def enter(work: Work, text: str) -> str | None:
    """A telephone came with a pass: what it holds from now on (a cookie's value), or None. A pass works once."""
    ticket = seals.read(work.house, text, PASS)
    rep = await _holder(work, ticket, PASS_GOOD_FOR)
    if ticket is None or rep is None or not await ledger.take(work.session, _USED, ticket.nonce, work.now):
        await audit.note(work.session, work, "tills", rep.id if rep else 0, {"till": "refused"})
        return None
    await audit.note(work.session, work, "tills", rep.id, {"till": "opened"})
    return seals.signed(work.house, Ticket(TILL, rep.id, work.now, secrets.token_urlsafe(_NONCE_BYTES)))


@rule("till.end")
async def end(work: Work) -> None:
    """「端末解除」: no telephone of the rep's is let in any more, and no pass of theirs works."""
    await tills.end(work.session, work.actor.id, work.now)
    await audit.note(work.session, work, "tills", work.actor.id, {"till": "ended"})


async def holder(work: Work, cookie: str) -> Rep | None:
    """The rep whose telephone it is, if it may be let in. Only reads."""
    return await _holder(work, seals.read(work.house, cookie, TILL), TILL_GOOD_FOR)


async def is_pass(work: Work, text: str) -> bool:
    """Whether the address could still let a telephone in. Only reads."""
    ticket = seals.read(work.house, text, PASS)
    used = ticket is not None and await ledger.used(work.session, _USED, ticket.nonce)
    return not used and await _holder(work, ticket, PASS_GOOD_FOR) is not None


async def _holder(work: Work, ticket: Ticket | None, good_for: timedelta) -> Rep | None:
    if ticket is None or not ticket.at <= work.now <= ticket.at + good_for:
        return None
    ended = await tills.ended(work.session, ticket.rep_id)
    if ended is not None and ticket.at <= ended:
        return None
    rep = await reps.by_id(work.session, ticket.rep_id)
    return rep if rep is not None and rep.active and rep.role in TABLE["rewards.confirm"] else None
