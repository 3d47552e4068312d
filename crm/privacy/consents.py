"""Consent by purpose: asked with its purpose stated, withdrawn as easily as given, and never overwritten."""

from collections.abc import Mapping, Sequence
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

SERVICE, SURVEYS, OFFERS, BIRTHDAY = "service", "surveys", "offers", "birthday"
PURPOSES = (SERVICE, SURVEYS, OFFERS, BIRTHDAY)
"""What customers decide upon, each by itself. Answers to their own questions and about bookings need no consent."""
STOPPED = (SURVEYS, OFFERS, BIRTHDAY)
"""What 「停止」 stops; a change of contact and the like is still told, until it is switched off in the settings."""
DEFAULTS: Mapping[str, bool] = {SERVICE: True, SURVEYS: True, OFFERS: False, BIRTHDAY: False}
"""What counts while nothing has been decided: a survey states its purpose and the way out itself."""
CHANNEL = "line"
TEXT_VERSION = "surveys-1"
"""Which wording of `links.consent` in the catalogues the customer read; raise it when that wording changes."""
VERSIONS = {SERVICE: "service-1", SURVEYS: "surveys-2", OFFERS: "offers-1", BIRTHDAY: "birthday-1"}
"""Which wording of `privacy.purpose_…`, on the card of the settings; raised as above."""
STOP_VERSION = "stop-1"
"""Decided by 「停止」: what counted before it comes back with 「再開」."""


async def given(work: Work, customer_id: int, purpose: str = SURVEYS) -> bool | None:
    """Whether the customer agrees; None when they have not answered."""
    decision = await consents.latest(work.session, customer_id, purpose)
    return decision.granted if decision is not None else None


async def standing(work: Work, concerned: Sequence[Customer]) -> dict[str, bool]:
    """By purpose, whether all of these customers may be written to."""
    last = {(each.customer_id, each.purpose): each.granted for each in await _history(work, concerned)}
    return {purpose: all(last.get((each.id, purpose), DEFAULTS[purpose]) for each in concerned) for purpose in PURPOSES}


@rule("consents.decide")
async def decide(
    work: Work, user_id: str, link_id: int | None, at: datetime, reply: Reply | None, *, granted: bool
) -> bool:
    """Keep the answer to the request for surveys: of the customer of `link_id`, or (None) of everyone whom this account
    speaks for.

    What does not concern this account is left alone. Returns what counts now: a newer decision may be here already.
    """
    account = await friends.adopt(work, user_id, at)
    concerned = await links.customers_of(work.session, account.id)
    if link_id is not None:
        link = await links.by_id(work.session, link_id)
        concerned = [each for each in concerned if link and each.id == link.customer_id]
    if granted and not concerned:
        return False  # Nobody's decision: a yes would promise what is kept nowhere.
    return await choose(work, account, concerned, {SURVEYS: granted}, at, reply, version=TEXT_VERSION)


async def stop(work: Work, account: LineUser, concerned: Sequence[Customer], at: datetime, reply: Reply | None) -> None:
    """The word that stops everything but service."""
    await choose(work, account, concerned, dict.fromkeys(STOPPED, False), at, reply, version=STOP_VERSION)


async def resume(
    work: Work, account: LineUser, concerned: Sequence[Customer], at: datetime, reply: Reply | None
) -> None:
    """The word that resumes what each of them had agreed to before they stopped it; whoever had agreed to nothing asks
    for surveys, because that is what our messages name the word for.
    """
    history = await _history(work, concerned)
    resumed = set[str]()
    for each in concerned:
        before = [one for one in history if one.customer_id == each.id and one.text_version != STOP_VERSION]
        last = {one.purpose: one for one in before}
        versions = {purpose: one.text_version for purpose, one in last.items() if purpose in STOPPED and one.granted}
        counts = await _keep(work, each, versions or {SURVEYS: TEXT_VERSION}, at, granted=True)
        resumed |= {purpose for purpose, counts_now in counts.items() if counts_now}
    notice = ConsentNoted(bool(resumed), work.house.company, _ordered(resumed) or (SURVEYS,))
    await post.to_line(work, account, notice, customer_id=concerned[0].id if concerned else None, reply=reply)


async def choose(
    work: Work,
    account: LineUser,
    concerned: Sequence[Customer],
    choice: Mapping[str, bool],
    at: datetime,
    reply: Reply | None,
    *,
    version: str = "",
) -> bool:
    """For rules that have found out who decides (all purposes alike): keep it, tell the owners, answer with what counts
    now, and return that.
    """
    granted = all(choice.values())
    versions = {purpose: version or VERSIONS[purpose] for purpose in choice}
    counts = [await _keep(work, each, versions, at, granted=granted) for each in concerned]
    now = all(all(each.values()) for each in counts) if counts else granted
    customer_id = concerned[0].id if concerned else None
    notice = ConsentNoted(now, work.house.company, _ordered(choice))
    await post.to_line(work, account, notice, customer_id=customer_id, reply=reply)
    return now


async def _keep(
    work: Work, known: Customer, versions: Mapping[str, str], at: datetime, *, granted: bool
) -> dict[str, bool]:
    """The same decision on each of these purposes, with the wording they read; what counts now, by purpose."""
    customer, owner = await customers.reached(work, known.id)
    before = _last(await _history(work, [customer]))
    made = [
        Consent(
            customer_id=customer.id,
            purpose=purpose,
            granted=granted,
            text_version=version,
            channel=CHANNEL,
            decided_at=at,
        )
        for purpose, version in versions.items()
    ]
    await work.save(*made)
    after = _last(await _history(work, [customer]))
    changed = {each for each in versions if _told(before, each) != after[each]}
    for answer in (True, False):
        if purposes := _ordered({each for each in changed if after[each] is answer}):
            notice = ConsentDecided(customer.id, customer.name, answer, purposes)
            await post.to_rep(work, owner, notice, customer_id=customer.id)
    return {purpose: after[purpose] for purpose in versions}


def _told(before: Mapping[str, bool], purpose: str) -> bool | None:
    """What the owner knows of. A first answer about surveys is news even when it is the one that we have assumed."""
    return before.get(purpose, None if purpose == SURVEYS else DEFAULTS[purpose])


async def _history(work: Work, concerned: Sequence[Customer]) -> list[Consent]:
    return await consents.history(work.session, [each.id for each in concerned])


def _last(history: Sequence[Consent]) -> dict[str, bool]:
    return {each.purpose: each.granted for each in history}


def _ordered(purposes: Mapping[str, bool] | set[str]) -> tuple[str, ...]:
    return tuple(each for each in PURPOSES if each in purposes)
