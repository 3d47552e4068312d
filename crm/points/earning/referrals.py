"""Referral: a customer brings a friend, and both are rewarded once the friend has bought something."""

from datetime import date, timedelta

from crm import post
from crm.notices import ReferralEarned, ReferralMet, ReferralRefused, ReferredBy
from crm.points.bank import expiries, giving, ledger, telling
from crm.points.bank.giving import Gift
from crm.points.bank.ledger import Posted, Slip
from crm.points.earning import referral_checks, referral_codes
from crm.points.earning.referral_codes import open_to
from crm.points.programme import programmes, tiers
from crm.points.programme.programme import Programme
from crm.post import LineLetter, Reply
from crm.privacy import consents
from crm.records import customers
from crm.refusals import Refused
from crm.voice import codes, strangers
from crm.work import Work
from storage import ledger as counters
from storage import reps
from storage.points import entries, referrals
from storage.points.referrals import LAPSED, MET, PENDING, REFUSED, REWARDED
from storage.tables import Customer, LineUser, Outbox, Purchase, Referral

WORDS = frozenset({"紹介", "友だち紹介", "友達紹介", "紹介コード", "referral", "refer a friend"})
MOST_WRONG = 10
WITHIN = timedelta(hours=1)
_AROUND = " \t\r\n\u3000「」『』“”\"'。．.!！"


async def hear(
    work: Work, account: LineUser, people: list[Customer], text: str, reply: Reply | None
) -> list[Outbox] | None:
    """For rules that hear words: the word that asks for one's own code, or a friend's code.

    Where one of ours was told that somebody came; None when the words are about something else.
    """
    code = codes.find_referral_code(text)
    wanted = text.strip(_AROUND).casefold() in WORDS and bool(people)
    if code is None and not wanted:
        return None
    programme = await programmes.current(work)
    if not open_to(programme):
        return None
    if code is None:
        await referral_codes.tell(work, programme, account, people[0], reply)
        return []
    return await _came(work, programme, account, people, code, reply)


async def _came(
    work: Work, programme: Programme, account: LineUser, people: list[Customer], code: str, reply: Reply | None
) -> list[Outbox]:
    bringer = await _bringer(work, account, code)
    if isinstance(bringer, str):
        return await _refuse(work, account, bringer, reply)
    before = await referrals.of_account(work.session, account.id)
    if before is not None:
        return await _refuse(work, account, "once" if before.state == REFUSED else "again", reply)
    why = await referral_checks.of_account(work, account, people, bringer)
    referral = Referral(customer_id=bringer.id, line_user_id=account.id, state=REFUSED if why else MET, why=why)
    referral.decided_at = work.now if why else None
    await work.save(referral)
    if not why and people:
        friend, _ = await customers.reached(work, people[0].id)
        await _known(work, programme, referral, friend, bringer)
        why = referral.why
    if why:
        return await _refuse(work, account, why, reply)
    earn = programme.earn.referral
    met = ReferralMet(work.house.company, earn.friend, earn.lapse_days, linked=bool(people))
    await post.to_line(work, account, met, reply=reply)
    account.rep_id = account.rep_id or bringer.owner_id
    return [] if people else await strangers.came(work, account)


async def _bringer(work: Work, account: LineUser, code: str) -> Customer | str:
    """Whose code it is, locked; or why it is not looked at, or nobody's."""
    tries = f"wrong-referral:{account.id}"
    if await counters.counted(work.session, tries, work.now, WITHIN) >= MOST_WRONG:
        return "locked"
    found = await referrals.by_code(work.session, code)
    if found is not None:
        try:
            bringer, _ = await customers.reached(work, found.customer_id)
        except Refused:  # forgotten since: the code is nobody's any more
            found = None
        else:
            return bringer
    await counters.count(work.session, tries, work.now, WITHIN)
    return "unknown"


async def _refuse(work: Work, account: LineUser, why: str, reply: Reply | None) -> list[Outbox]:
    await post.to_line(work, account, ReferralRefused(work.house.company, why), reply=reply)
    return []


async def linked(work: Work, account: LineUser, customer: Customer) -> None:
    """For rules that have found out whose account it is: a friend who came by a code is promised the points."""
    referral = await referrals.of_account(work.session, account.id)
    if referral is None or referral.state != MET:
        return
    programme = await programmes.current(work)
    last = _met_on(work, referral) + timedelta(days=programme.earn.referral.lapse_days)
    if not open_to(programme) or work.today > last:
        referral.state, referral.decided_at = LAPSED, work.now
        return
    try:
        bringer = await customers.survivor(work, referral.customer_id)
    except Refused:  # forgotten since
        referral.state, referral.decided_at = LAPSED, work.now
        return
    await _known(work, programme, referral, customer, bringer)


async def _known(work: Work, programme: Programme, referral: Referral, friend: Customer, bringer: Customer) -> None:
    """We know who came: promise both their points, or say why not on the referral."""
    met = _met_on(work, referral)
    why = await referral_checks.of_friend(work, referral.line_user_id, friend, bringer, met)
    referral.friend_id, referral.decided_at = friend.id, work.now
    referral.state, referral.why = (REFUSED, why) if why else (PENDING, None)
    await work.session.flush()
    if why:
        return
    earn = programme.earn.referral
    lapses = met + timedelta(days=earn.lapse_days)
    for customer_id, side, points in sorted(
        ((friend.id, "friend", earn.friend), (bringer.id, "referrer", earn.referrer))
    ):
        slip = Slip(_key(referral.id, side), "friend" if side == "friend" else "referral", f"referrals:{referral.id}")
        await giving.give(work, programme, customer_id, Gift(points, slip, lapses_on=lapses))
    owner = await reps.by_id(work.session, friend.owner_id)
    if owner is not None:
        told = ReferredBy(friend.id, friend.name, bringer.id, bringer.name)
        await post.to_rep(work, owner, told, customer_id=friend.id)
    first = await referrals.first_purchase(work.session, friend.id, met)
    if first is not None:
        await bought(work, programme, first)


async def bought(work: Work, programme: Programme, purchase: Purchase) -> None:
    """After every purchase, with its customer locked: a friend's first one brings both sides what they were promised.

    Tells both in LINE. A purchase of nothing, or by anybody else, changes nothing.
    """
    if purchase.amount <= purchase.refunded:
        return
    for referral in await referrals.of_friend(work.session, purchase.customer_id, [PENDING]):
        if referral.customer_id == purchase.customer_id:  # two records of one person, merged since
            await _take_back(work, programme, referral, referral_checks.OWN)
        elif await referrals.dealt_before(work.session, purchase.customer_id, _met_on(work, referral)):
            await _take_back(work, programme, referral, referral_checks.KNOWN)
        else:
            await _reward(work, programme, referral, purchase)


async def _reward(work: Work, programme: Programme, referral: Referral, purchase: Purchase) -> None:
    referral.state, referral.purchase_id, referral.decided_at = REWARDED, purchase.id, work.now
    until = expiries.last_day(programme.expiry, work.today)
    for customer_id, side in sorted(((purchase.customer_id, "friend"), (referral.customer_id, "referrer"))):
        posted = await giving.release(work, programme, _key(referral.id, side), until=until)
        if posted is not None:
            await _tell(work, customer_id, posted, friend=side == "friend")


async def _tell(work: Work, customer_id: int, posted: Posted, *, friend: bool) -> None:
    try:
        customer = await customers.survivor(work, customer_id)
    except Refused:  # forgotten since; whoever shared the wallet has the points
        return
    account = await telling.reachable(work, customer.id)
    if account is None or not (await consents.standing(work, [customer]))[consents.SERVICE]:
        return
    notice = ReferralEarned(work.house.company, customer.name, posted.points, posted.balance, friend)
    due = work.house.business.next_loud(work.now)
    await post.to_lines(work, [LineLetter(account, notice, customer.id, due)])


async def returned(work: Work, programme: Programme, purchase: Purchase) -> None:
    """After every refund, with the customer locked: when nothing is left of the purchase that counted, both sides give
    back what it brought them.
    """
    if purchase.refunded < purchase.amount:
        return
    for referral in await referrals.of_friend(work.session, purchase.customer_id, [REWARDED]):
        if referral.purchase_id == purchase.id:
            await _take_back(work, programme, referral, "returned")


async def _take_back(work: Work, programme: Programme, referral: Referral, why: str) -> None:
    """The friend was no new one after all, or has brought the purchase back: neither side keeps anything."""
    referral.state, referral.why, referral.decided_at = REFUSED, why, work.now
    for customer_id, side in sorted(((referral.friend_id or 0, "friend"), (referral.customer_id, "referrer"))):
        key = _key(referral.id, side)
        if not await entries.of_key(work.session, key):  # this side was offered nothing
            continue
        posted = await ledger.reverse(work, key, Slip(f"{key}:back", "returned", f"referrals:{referral.id}"))
        await tiers.moved(work, programme, posted.wallet_id)
        await telling.tell(work, programme, customer_id, posted, "returned")


async def lapsed(work: Work, referral_id: int) -> None:
    """For whoever drops what was promised: the friend has not bought anything in time."""
    referral = await referrals.locked(work.session, referral_id)
    if referral is not None and referral.state == PENDING:
        referral.state, referral.decided_at = LAPSED, work.now


def _key(referral_id: int, side: str) -> str:
    return f"referral:{referral_id}:{side}"


def _met_on(work: Work, referral: Referral) -> date:
    """The company's date on which the friend came with the code."""
    return work.house.business.local(referral.created_at).date()
