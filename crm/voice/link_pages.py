"""LINE's account linking: the code is typed on our page, and LINE tells whose account that was.

Source: LINE Developers, "Link a LINE account": a link token (ten minutes, once) leads to our page, our nonce (at least
128 bits, once) to LINE, and the accountLink event brings the nonce back with the account.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from crm import post
from crm.notices import LinkPage
from crm.notices.voice import LINK_TOKEN
from crm.post import Reply
from crm.refusals import CodeExpired, CodeLocked, CodeUsed, CodeWrong, Refusal
from crm.roles import rule
from crm.voice import codes, friends, links
from crm.work import Work
from storage import ledger
from storage.tables import Customer
from storage.voice import invites

GOOD_FOR = timedelta(minutes=10)
MOST_WRONG = 10
WITHIN = timedelta(hours=1)
_NONCE_BYTES = 32


@rule("link_pages.show")
async def show(work: Work, user_id: str, at: datetime, reply: Reply | None) -> None:
    """「コードを入力する」: an address of ours for this account alone; where we have none, nothing."""
    account = await friends.adopt(work, user_id, at)
    if work.house.public:
        url = f"{work.house.public_url}/link?linkToken={LINK_TOKEN}"
        await post.to_line(work, account, LinkPage(work.house.company, url), reply=reply)


@rule("link_pages.begin")
async def begin(work: Work, text: str, ticket: str) -> str | Refusal:
    """A code was typed on our page: the nonce with which LINE is asked whose account it is, or why not.

    `ticket` is LINE's link token, by which wrong attempts are counted. Refusals are returned: attempts stay counted.
    """
    tries = f"wrong-code:{_digest(ticket)[:40]}"
    if await ledger.counted(work.session, tries, work.now, WITHIN) >= MOST_WRONG:
        return CodeLocked()
    code = codes.find_code(text)
    invite = await invites.locked(work.session, codes.digest(code)) if code else None
    if invite is None:
        await ledger.count(work.session, tries, work.now, WITHIN)
        return CodeWrong()
    if invite.used_at is not None:
        return CodeUsed()
    if work.now > invite.expires_at:
        return CodeExpired()
    nonce = secrets.token_urlsafe(_NONCE_BYTES)
    invite.nonce_digest, invite.nonce_until = _digest(nonce), work.now + GOOD_FOR
    return nonce


@rule("link_pages.finish")
async def finish(work: Work, user_id: str, nonce: str, at: datetime, reply: Reply | None) -> Customer | Refusal:
    """LINE has told whose account it is: the invitation is used up, and so is the nonce."""
    account = await friends.adopt(work, user_id, at)
    invite = await invites.by_nonce(work.session, _digest(nonce))
    if invite is None:
        return await links.refuse(work, account, CodeWrong(), reply)
    until, invite.nonce_digest, invite.nonce_until = invite.nonce_until, None, None
    if until is None or at > until:
        return await links.refuse(work, account, CodeExpired(), reply)
    return await links.use(work, account, invite, at, reply)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
