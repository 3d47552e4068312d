"""Linking a LINE account to a customer by a code, and refusing codes kindly."""

import re
import unicodedata
from datetime import datetime, timedelta

from crm import post
from crm.notices import AlreadyLinked, CodeRefused, CustomerLinked, Linked
from crm.points.earning import referrals
from crm.post import Reply
from crm.privacy import consents
from crm.records import customers
from crm.refusals import CodeExpired, CodeLocked, CodeUsed, CodeWrong, Refusal
from crm.roles import rule
from crm.voice import codes, menus
from crm.work import Work
from storage import ledger, many
from storage.tables import Customer, Invite, LineLink, LineUser, Rep
from storage.voice import invites, links, messages, offers

MOST_WRONG = 10
WITHIN = timedelta(hours=1)

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ー_.・", "-"))
# Somebody has tried to copy a code: "KZ-" and a beginning, "KZ7Q2M…" with a digit in it, or the four groups alone.
_ATTEMPT = re.compile(
    r"(?<![0-9A-Z])(?:"
    r"KZ\s?-\s?[0-9A-Z]{2}"
    r"|KZ\s?(?=[A-Z]{0,11}[0-9])[0-9A-Z]{4}"
    r"|(?=[0-9-]{0,18}[A-Z])(?=[A-Z-]{0,18}[0-9])[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}(?![0-9A-Z])"
    r")"
)
_WHY: dict[type[Refusal], str] = {
    CodeWrong: "wrong",
    CodeExpired: "expired",
    CodeUsed: "used",
    CodeLocked: "locked",
}


def attempted(text: str) -> bool:
    """Whether the text holds a code, or something that was meant to be one."""
    plain = "".join(each for each in unicodedata.normalize("NFKC", text) if unicodedata.category(each) != "Cf")
    return codes.find_code(text) is not None or _ATTEMPT.search(plain.translate(_DASHES).upper()) is not None


@rule("links.use_code")
async def use_code(work: Work, account: LineUser, text: str, at: datetime, reply: Reply | None) -> Customer | Refusal:
    """Link the account to the customer whom the code in `text` was made for, and ask for consent.

    Refusals are returned, not raised: wrong attempts must stay counted. `at` is the message's own time, so a code sent
    in time counts even if we were late to hear of it.
    """
    tries = f"wrong-code:{account.id}"
    if await ledger.counted(work.session, tries, work.now, WITHIN) >= MOST_WRONG:
        return await refuse(work, account, CodeLocked(), reply)
    code = codes.find_code(text)
    invite = await invites.by_digest(work.session, codes.digest(code)) if code else None
    if invite is None:
        await ledger.count(work.session, tries, work.now, WITHIN)
        return await refuse(work, account, CodeWrong(), reply)
    return await use(work, account, invite, at, reply)


async def use(work: Work, account: LineUser, found: Invite, at: datetime, reply: Reply | None) -> Customer | Refusal:
    """For rules that know which invitation the account holds: link it, unless that has been used or is too old."""
    customer, owner = await customers.reached(work, found.customer_id)
    invite = await invites.locked(work.session, found.code_digest)
    linked = await links.between(work.session, account.id, customer.id)
    if invite is None or (invite.used_at is not None and linked is None):
        return await refuse(work, account, CodeUsed(), reply)
    if linked is None and at > invite.expires_at:
        return await refuse(work, account, CodeExpired(), reply)
    invite.used_at = invite.used_at or work.now
    if linked is not None:
        await post.to_line(work, account, AlreadyLinked(customer.name), customer_id=customer.id, reply=reply)
    else:
        await link(work, account, customer, owner, reply)
    return customer


async def link(work: Work, account: LineUser, customer: Customer, owner: Rep, reply: Reply | None) -> None:
    """For rules that have found out whose account it is: from now on it speaks for the customer, and what was said with
    it before is theirs.
    """
    made = LineLink(line_user_id=account.id, customer_id=customer.id)
    await work.save(made)
    before = await messages.nobodys(work.session, account.id)
    for each in before:
        each.customer_id = customer.id
    await many.change(work.session, work, before)  # a stranger may have written for a year
    await offers.void_open(work.session, account.id, work.now)
    asks = await consents.given(work, customer.id) is None
    notice = Linked(work.house.company, customer.name, owner.full_name, str(made.id) if asks else "")
    await post.to_line(work, account, notice, customer_id=customer.id, reply=reply)
    told = CustomerLinked(customer.id, customer.name)
    await post.to_rep(work, owner, told, customer_id=customer.id)
    await menus.settle(work, account)
    await referrals.linked(work, account, customer)


async def refuse(work: Work, account: LineUser, refusal: Refusal, reply: Reply | None) -> Refusal:
    """Say in LINE why the code does not work; the refusal itself."""
    notice = CodeRefused(_WHY[type(refusal)], work.house.company)
    await post.to_line(work, account, notice, reply=reply)
    return refusal
