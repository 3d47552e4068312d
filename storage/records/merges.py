"""Queries on duplicates: what hangs on a customer, who lives on in whom, and by which names all of them are found."""

from collections.abc import Collection

from sqlalchemy import CTE, ColumnElement, Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import (
    Anniversary,
    Case,
    Company,
    Consent,
    Conversation,
    Customer,
    Disclosure,
    Employment,
    Erasure,
    Followup,
    HandoverCustomer,
    Interaction,
    Invite,
    LineLink,
    LinkOffer,
    Media,
    Message,
    PointGrant,
    Purchase,
    Redemption,
    Referral,
    ReferralCode,
    Reply,
    SurveyAnswer,
    SurveyInvite,
    SurveyReply,
    Tracked,
    Voice,
    Wait,
    WalletMember,
    WaveCustomer,
)

# Everything that hangs on a customer and moves with them; tests/records/test_merges.py compares it with the tables.
KINDS = (
    Anniversary,
    Case,
    Consent,
    Conversation,
    Disclosure,
    Employment,
    Erasure,
    Followup,
    HandoverCustomer,
    Interaction,
    Invite,
    LineLink,
    LinkOffer,
    Media,
    Message,
    PointGrant,
    Purchase,
    Redemption,
    Referral,
    ReferralCode,
    Reply,
    SurveyAnswer,
    SurveyInvite,
    SurveyReply,
    Voice,
    Wait,
    WalletMember,
    WaveCustomer,
)
Belonging = (
    Anniversary
    | Case
    | Consent
    | Conversation
    | Disclosure
    | Employment
    | Erasure
    | Followup
    | HandoverCustomer
    | Interaction
    | Invite
    | LineLink
    | LinkOffer
    | Media
    | Message
    | PointGrant
    | Purchase
    | Redemption
    | Referral
    | ReferralCode
    | Reply
    | SurveyAnswer
    | SurveyInvite
    | SurveyReply
    | Voice
    | Wait
    | WalletMember
    | WaveCustomer
)
Spelling = tuple[str, str | None, str | None]


def lives_in(customer_id: int) -> Select[int]:
    """The customer's number, and those of all duplicates that live on in them, however often merged."""
    family = _family(col(Customer.id) == customer_id)
    return select(family.c.member)


async def spellings(session: AsyncSession, ids: Collection[int]) -> dict[int, list[Spelling]]:
    """(name, reading, company) of each of these customers and of the duplicates in them; duplicates have none."""
    family = _family(and_(col(Customer.id).in_(ids), col(Customer.merged_into_id).is_(None)))
    rows = (
        select(family.c.survivor, col(Customer.name), col(Customer.reading), col(Company.name))
        .join(Customer, col(Customer.id) == family.c.member)
        .outerjoin(Company, col(Company.id) == col(Customer.company_id))
    )
    found: dict[int, list[Spelling]] = {each: [] for each in ids}
    for survivor, *spelling in await session.execute(rows):
        found[survivor].append((spelling[0], spelling[1], spelling[2]))
    return found


async def counts(session: AsyncSession, customer_id: int) -> dict[str, int]:
    """How many rows of each table hang on the customer, by the table's name; tables without any are left out.

    `promises` are the open follow-ups among them that were promised.
    """
    asked = {str(kind.__tablename__): _count(kind).where(col(kind.customer_id) == customer_id) for kind in KINDS}
    owed = col(Followup.customer_id) == customer_id, col(Followup.state) == "open", col(Followup.promise)
    asked["promises"] = _count(Followup).where(*owed)
    found = {name: int((await session.execute(number)).scalar_one()) for name, number in asked.items()}
    return {name: number for name, number in found.items() if number}


def _count(kind: type[Tracked]) -> Select[int]:
    return select(func.count()).select_from(kind)


async def belongings(session: AsyncSession, customer_id: int) -> list[Belonging]:
    """Every row that hangs on the customer, locked."""
    found: list[Belonging] = []
    for kind in KINDS:
        rows = select(kind).where(col(kind.customer_id) == customer_id).order_by(col(kind.id)).with_for_update()
        found += await session.scalars(rows.execution_options(populate_existing=True))
    return found


def _family(who: ColumnElement[bool]) -> CTE:
    """(member, survivor): these customers, each as their own survivor, with everybody who lives on in them."""
    number = col(Customer.id)
    family = select(number.label("member"), number.label("survivor")).where(who).cte("family", recursive=True)
    duplicates = select(number, family.c.survivor).join(family, col(Customer.merged_into_id) == family.c.member)
    return family.union_all(duplicates)
