"""The data dictionary: every table, by the noun it keeps."""

from storage.tables.base import METADATA, Tracked
from storage.tables.customers import (
    Anniversary,
    Company,
    Customer,
    CustomerGram,
    CustomerKey,
    CustomField,
    Employment,
)
from storage.tables.durable import Audit, Inbox, Ledger, Outbox, RateBucket
from storage.tables.handovers import Handover, HandoverCustomer
from storage.tables.imports import ImportRun
from storage.tables.line import Consent, Invite, LineLink, LineUser, Message
from storage.tables.people import CompanySettings, Rep, Team
from storage.tables.surveys import Case, Survey, SurveyAnswer, SurveyInvite
from storage.tables.touches import Draft, Followup, Interaction

__all__ = [
    "METADATA",
    "Anniversary",
    "Audit",
    "Case",
    "Company",
    "CompanySettings",
    "Consent",
    "CustomField",
    "Customer",
    "CustomerGram",
    "CustomerKey",
    "Draft",
    "Employment",
    "Followup",
    "Handover",
    "HandoverCustomer",
    "ImportRun",
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
