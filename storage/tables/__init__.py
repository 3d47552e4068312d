"""The data dictionary: every table, by the noun it keeps."""

from storage.tables.base import METADATA, Tracked
from storage.tables.customers import Company, Customer, CustomerKey
from storage.tables.durable import Audit, Inbox, Ledger, Outbox, RateBucket
from storage.tables.line import Consent, Invite, LineLink, LineUser, Message
from storage.tables.people import Rep, Team
from storage.tables.surveys import Case, Survey, SurveyAnswer, SurveyInvite
from storage.tables.touches import Draft, Followup, Interaction

__all__ = [
    "METADATA",
    "Audit",
    "Case",
    "Company",
    "Consent",
    "Customer",
    "CustomerKey",
    "Draft",
    "Followup",
    "Inbox",
    "Interaction",
    "Invite",
    "Ledger",
    "LineLink",
    "LineUser",
    "Message",
    "Outbox",
    "RateBucket",
    "Rep",
    "Survey",
    "SurveyAnswer",
    "SurveyInvite",
    "Team",
    "Tracked",
]
