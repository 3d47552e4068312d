"""Queries on what is known of a customer, for the customer, and on the pages that show it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, case, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import (
    Anniversary,
    Case,
    Company,
    Consent,
    CustomField,
    Disclosure,
    Employment,
    Followup,
    Interaction,
    LineLink,
    LineUser,
    Media,
    Message,
    Rep,
    Survey,
    SurveyAnswer,
    SurveyReply,
    Voice,
)

Row = tuple[Any, ...]


async def by_digest(session: AsyncSession, digest: str) -> Disclosure | None:
    return (await session.scalars(select(Disclosure).where(col(Disclosure.digest) == digest))).first()


async def locked(session: AsyncSession, digest: str) -> Disclosure | None:
    row = select(Disclosure).where(col(Disclosure.digest) == digest).with_for_update()
    return (await session.scalars(row.execution_options(populate_existing=True))).first()


async def fields(session: AsyncSession) -> dict[str, str]:
    """The company's own fields: {number, as customers hold it: name}."""
    rows = select(col(CustomField.id), col(CustomField.name)).order_by(col(CustomField.id))
    return {str(number): name for number, name in await session.execute(rows)}


async def anniversaries(session: AsyncSession, ids: Sequence[int], limit: int) -> list[Row]:
    columns = (col(Anniversary.kind), col(Anniversary.label), col(Anniversary.year), col(Anniversary.month))
    rows = select(*columns, col(Anniversary.day)).where(col(Anniversary.customer_id).in_(ids))
    return await _page(session, rows.order_by(col(Anniversary.id)), limit)


async def employments(session: AsyncSession, ids: Sequence[int], limit: int) -> list[Row]:
    rows = (
        select(col(Company.name), col(Employment.title), col(Employment.ended_at))
        .join(Company, col(Company.id) == col(Employment.company_id))
        .where(col(Employment.customer_id).in_(ids))
    )
    return await _page(session, rows.order_by(col(Employment.id)), limit)


async def accounts(session: AsyncSession, ids: Sequence[int], limit: int) -> list[Row]:
    rows = (
        select(col(LineUser.display_name), col(LineLink.created_at), col(LineLink.ended_at))
        .join(LineUser, col(LineUser.id) == col(LineLink.line_user_id))
        .where(col(LineLink.customer_id).in_(ids))
    )
    return await _page(session, rows.order_by(col(LineLink.id).desc()), limit)


async def consents(session: AsyncSession, ids: Sequence[int], limit: int) -> list[Row]:
    columns = (col(Consent.decided_at), col(Consent.purpose), col(Consent.granted), col(Consent.channel))
    rows = select(*columns, col(Consent.text_version)).where(col(Consent.customer_id).in_(ids))
    return await _page(session, rows.order_by(col(Consent.id).desc()), limit)


async def interactions(session: AsyncSession, ids: Sequence[int], limit: int) -> list[Row]:
    rows = (
        select(col(Interaction.day), col(Interaction.kind), col(Interaction.text), col(Rep.full_name))
        .join(Rep, col(Rep.id) == col(Interaction.rep_id))
        .where(col(Interaction.customer_id).in_(ids))
    )
    return await _page(session, rows.order_by(col(Interaction.day).desc(), col(Interaction.id).desc()), limit)


async def followups(session: AsyncSession, ids: Sequence[int], limit: int) -> list[Row]:
    rows = select(col(Followup.due_day), col(Followup.what), col(Followup.promise), col(Followup.state))
    rows = rows.where(col(Followup.customer_id).in_(ids), col(Followup.kind) == "task")
    return await _page(session, rows.order_by(col(Followup.due_day).desc(), col(Followup.id).desc()), limit)


async def messages(session: AsyncSession, ids: Sequence[int], limit: int) -> list[Row]:
    rows = select(col(Message.at), col(Message.direction), col(Message.kind), col(Message.text))
    rows = rows.where(col(Message.customer_id).in_(ids))
    return await _page(session, rows.order_by(col(Message.at).desc(), col(Message.id).desc()), limit)


async def files(session: AsyncSession, ids: Sequence[int], limit: int) -> list[Row]:
    """What was sent beside words, by them and to them."""
    direction = case((col(Media.reply_id).is_(None), "in"), else_="out")
    columns = (col(Media.created_at), direction, col(Media.kind), col(Media.file_name), col(Media.size))
    said = select(col(Message.id)).where(col(Message.customer_id).in_(ids))
    theirs = or_(col(Media.customer_id).in_(ids), col(Media.message_id).in_(said))
    rows = select(*columns).where(theirs, col(Media.state) == "kept")
    return await _page(session, rows.order_by(col(Media.id).desc()), limit)


async def answers(session: AsyncSession, ids: Sequence[int], limit: int) -> list[Row]:
    rows = (
        select(col(SurveyAnswer.answered_at), col(Survey.title), col(SurveyAnswer.score), col(SurveyAnswer.reason))
        .join(Survey, col(Survey.id) == col(SurveyAnswer.survey_id))
        .where(col(SurveyAnswer.customer_id).in_(ids))
    )
    return await _page(session, rows.order_by(col(SurveyAnswer.id).desc()), limit)


async def replies(session: AsyncSession, ids: Sequence[int], limit: int) -> list[Row]:
    columns = (col(SurveyReply.answered_at), col(Survey.title), col(SurveyReply.score), col(SurveyReply.choices))
    rows = (
        select(*columns, col(SurveyReply.text))
        .join(Survey, col(Survey.id) == col(SurveyReply.survey_id))
        .where(col(SurveyReply.customer_id).in_(ids))
    )
    return await _page(session, rows.order_by(col(SurveyReply.id).desc()), limit)


async def cases(session: AsyncSession, ids: Sequence[int], limit: int) -> list[Row]:
    columns = (col(Case.opened_at), col(Case.closed_at), col(Case.words), col(Case.cause), col(Case.prevention))
    rows = select(*columns, col(Case.given)).where(col(Case.customer_id).in_(ids))
    return await _page(session, rows.order_by(col(Case.id).desc()), limit)


async def voices(session: AsyncSession, ids: Sequence[int], limit: int) -> list[Row]:
    rows = select(col(Voice.created_at), col(Voice.words)).where(col(Voice.customer_id).in_(ids))
    return await _page(session, rows.order_by(col(Voice.id).desc()), limit)


async def _page(session: AsyncSession, rows: Select[*tuple[Any, ...]], limit: int) -> list[Row]:
    return [tuple(row) for row in await session.execute(rows.limit(limit))]
