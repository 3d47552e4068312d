"""What an export holds, a query a noun: what the rows say, without tokens and without the platforms' user ids.

The labels are the column names of the CSV files (docs/data.md): they may be added to, and never change.
"""

from collections.abc import AsyncIterator, Callable
from typing import Any

from sqlalchemy import RowMapping, Select, String, case, cast, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from storage.tables import (
    Audit,
    Case,
    Company,
    Consent,
    Customer,
    Followup,
    Interaction,
    LineLink,
    LineUser,
    Message,
    Outbox,
    Rep,
    Survey,
    SurveyAnswer,
    SurveyInvite,
    Team,
)

PAGE = 500
Rows = Select[*tuple[Any, ...]]

# Columns that open doors, by table: the audit log keeps them, an export must not.
SECRETS = {
    "line_users": frozenset({"user_id"}),
    "invites": frozenset({"code_digest", "page"}),
    "survey_invites": frozenset({"token"}),
}


def columns(noun: str) -> list[str]:
    """The header of the noun's file."""
    return [column.name for column in NOUNS[noun]().selected_columns]


async def rows(session: AsyncSession, noun: str) -> AsyncIterator[tuple[Any, ...]]:
    """All rows of the noun in order of their number, a page at a time in memory."""
    found = await session.stream(NOUNS[noun](), execution_options={"yield_per": PAGE})
    async for line in found.mappings():
        yield _without_secrets(line) if noun == "audit" else tuple(line.values())


def _without_secrets(line: RowMapping) -> tuple[Any, ...]:
    secret = SECRETS.get(line["table"], frozenset())
    return tuple(
        {key: each for key, each in value.items() if key not in secret} if isinstance(value, dict) else value
        for value in line.values()
    )


def _customers() -> Rows:
    link = exists().where(col(LineLink.customer_id) == col(Customer.id), col(LineLink.ended_at).is_(None))
    return (
        select(
            col(Customer.id),
            col(Customer.name),
            col(Customer.reading),
            col(Company.name).label("company"),
            col(Rep.slack_id).label("owner"),
            col(Customer.language),
            link.label("line_linked"),
            col(Customer.created_at),
            col(Customer.company_id),
        )
        .join(Rep, col(Rep.id) == col(Customer.owner_id))
        .outerjoin(Company, col(Company.id) == col(Customer.company_id))
        .order_by(col(Customer.id))
    )


def _companies() -> Rows:
    return select(col(Company.id), col(Company.name), col(Company.created_at)).order_by(col(Company.id))


def _reps() -> Rows:
    return (
        select(
            col(Rep.id),
            col(Rep.slack_id),
            col(Rep.display_name),
            col(Rep.full_name),
            col(Rep.reading),
            col(Rep.role),
            col(Team.name).label("team"),
            col(Rep.language),
            col(Rep.active),
        )
        .outerjoin(Team, col(Team.id) == col(Rep.team_id))
        .order_by(col(Rep.id))
    )


def _teams() -> Rows:
    parent = aliased(Team)
    return (
        select(col(Team.id), col(Team.name), col(parent.name).label("parent"))
        .outerjoin(parent, col(parent.id) == col(Team.parent_id))
        .order_by(col(Team.id))
    )


def _interactions() -> Rows:
    return (
        select(
            col(Interaction.id),
            col(Interaction.customer_id),
            col(Customer.name).label("customer"),
            col(Rep.slack_id).label("rep"),
            col(Interaction.kind),
            col(Interaction.day),
            col(Interaction.text),
            col(Interaction.created_at),
        )
        .join(Customer, col(Customer.id) == col(Interaction.customer_id))
        .join(Rep, col(Rep.id) == col(Interaction.rep_id))
        .order_by(col(Interaction.id))
    )


def _followups() -> Rows:
    return (
        select(
            col(Followup.id),
            col(Followup.customer_id),
            col(Customer.name).label("customer"),
            col(Rep.slack_id).label("owner"),
            col(Followup.what),
            col(Followup.promise),
            col(Followup.due_day),
            col(Followup.due_time),
            col(Followup.zone),
            col(Followup.due_at),
            col(Followup.state),
            col(Followup.nudged_at),
            col(Followup.done_at),
            col(Followup.interaction_id),
            col(Followup.case_id),
        )
        .join(Customer, col(Customer.id) == col(Followup.customer_id))
        .join(Rep, col(Rep.id) == col(Followup.owner_id))
        .order_by(col(Followup.id))
    )


def _surveys() -> Rows:
    asked = select(func.count()).where(col(SurveyInvite.survey_id) == col(Survey.id)).scalar_subquery()
    answered = select(func.count()).where(col(SurveyAnswer.survey_id) == col(Survey.id)).scalar_subquery()
    return select(
        col(Survey.id),
        col(Survey.kind),
        col(Survey.title),
        asked.label("asked"),
        answered.label("answered"),
        col(Survey.created_at),
    ).order_by(col(Survey.id))


def _survey_answers() -> Rows:
    return (
        select(
            col(SurveyAnswer.id),
            col(SurveyAnswer.survey_id),
            col(Survey.kind),
            col(SurveyAnswer.customer_id),
            col(Customer.name).label("customer"),
            col(SurveyAnswer.score),
            col(SurveyAnswer.reason),
            col(SurveyInvite.asked_at),
            col(SurveyAnswer.answered_at),
        )
        .join(Survey, col(Survey.id) == col(SurveyAnswer.survey_id))
        .join(Customer, col(Customer.id) == col(SurveyAnswer.customer_id))
        .join(SurveyInvite, col(SurveyInvite.id) == col(SurveyAnswer.invite_id))
        .order_by(col(SurveyAnswer.id))
    )


def _cases() -> Rows:
    return (
        select(
            col(Case.id),
            col(Case.customer_id),
            col(Customer.name).label("customer"),
            col(Rep.slack_id).label("owner"),
            col(Case.answer_id),
            col(Case.state),
            col(Case.opened_at),
            col(Case.closed_at),
        )
        .join(Customer, col(Customer.id) == col(Case.customer_id))
        .join(Rep, col(Rep.id) == col(Case.owner_id))
        .order_by(col(Case.id))
    )


def _consents() -> Rows:
    return (
        select(
            col(Consent.id),
            col(Consent.customer_id),
            col(Customer.name).label("customer"),
            col(Consent.purpose),
            col(Consent.granted),
            col(Consent.text_version),
            col(Consent.channel),
            col(Consent.decided_at),
        )
        .join(Customer, col(Customer.id) == col(Consent.customer_id))
        .order_by(col(Consent.id))
    )


def _messages() -> Rows:
    return (
        select(
            col(Message.id),
            col(Message.customer_id),
            col(Customer.name).label("customer"),
            col(Message.line_user_id).label("line_user"),
            col(Message.direction),
            col(Message.kind),
            col(Message.text),
            col(Message.at),
        )
        .outerjoin(Customer, col(Customer.id) == col(Message.customer_id))
        .order_by(col(Message.id))
    )


def _audit() -> Rows:
    return select(
        col(Audit.id),
        col(Audit.operation),
        col(Audit.rule),
        col(Audit.actor),
        col(Audit.at),
        col(Audit.table_name).label("table"),
        col(Audit.row_id),
        col(Audit.row_version),
        col(Audit.customer_id),
        col(Audit.before),
        col(Audit.after),
    ).order_by(col(Audit.id))


def _outbox() -> Rows:
    # A LINE account goes by its number here, as in messages.csv; one that we do not know goes without.
    recipient = case((col(Outbox.channel) == "line", cast(col(LineUser.id), String)), else_=col(Outbox.recipient))
    return (
        select(
            col(Outbox.seq).label("id"),
            col(Outbox.channel),
            recipient.label("recipient"),
            col(Outbox.kind),
            col(Outbox.state),
            col(Outbox.ready_at),
            col(Outbox.attempts),
            col(Outbox.error),
            col(Outbox.created_at),
            col(Outbox.first_tried_at),
            col(Outbox.sent_at),
            col(Outbox.operation),
            col(Outbox.customer_id),
        )
        .outerjoin(LineUser, col(LineUser.user_id) == col(Outbox.recipient))
        .order_by(col(Outbox.seq))
    )


NOUNS: dict[str, Callable[[], Rows]] = {
    "customers": _customers,
    "companies": _companies,
    "reps": _reps,
    "teams": _teams,
    "interactions": _interactions,
    "followups": _followups,
    "surveys": _surveys,
    "survey_answers": _survey_answers,
    "cases": _cases,
    "consents": _consents,
    "messages": _messages,
    "audit": _audit,
    "outbox": _outbox,
}
