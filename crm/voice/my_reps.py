"""「担当者」: who looks after the customer, as the customer sees them."""

from collections.abc import Sequence
from datetime import datetime

from crm import post
from crm.notices import MyRep, NoRepYet, RepCard
from crm.post import Reply
from crm.roles import rule
from crm.voice import friends
from crm.voice.plain import plain
from crm.work import Work
from storage import company_settings, reps
from storage.tables import Customer, LineUser, Rep
from storage.voice import links

MOST = 10
_WORDS = frozenset({"担当", "担当者", "私の担当", "担当者を見る", "my rep", "myrep", "contact person"})


def asked(text: str) -> bool:
    """Only as the whole message: 「担当の方へ」 is a letter to them."""
    return plain(text) in _WORDS


@rule("my_reps.show")
async def show(work: Work, user_id: str, at: datetime, reply: Reply | None) -> None:
    """The button of the menu."""
    account = await friends.adopt(work, user_id, at)
    await tell(work, account, await links.customers_of(work.session, account.id), reply)


async def tell(work: Work, account: LineUser, people: Sequence[Customer], reply: Reply | None) -> None:
    """One card a rep, with the customers whom they look after; the rep whose code brought a friend we do not know."""
    settings = await company_settings.current(work.session)
    cards = await _cards(work, account, people)
    telephone, company, business = settings.telephone or "", work.house.company, work.house.business
    notice: MyRep | NoRepYet = NoRepYet(company, telephone, work.house.public)
    if cards:
        notice = MyRep(company, cards, business.opens, business.closes, telephone)
    await post.to_line(work, account, notice, customer_id=people[0].id if people else None, reply=reply)


async def _cards(work: Work, account: LineUser, people: Sequence[Customer]) -> tuple[RepCard, ...]:
    by_owner: dict[int, list[str]] = {}
    for each in people:
        by_owner.setdefault(each.owner_id, []).append(each.name)
    if not people and account.rep_id:
        by_owner[account.rep_id] = []
    known = await reps.by_ids(work.session, list(by_owner))
    cards = [_card(known[owner], names) for owner, names in by_owner.items() if known[owner].active]
    return tuple(cards[:MOST])


def _card(rep: Rep, names: Sequence[str]) -> RepCard:
    return RepCard(rep.full_name, tuple(names[:MOST]), rep.photo_url or "", rep.hours or "")
