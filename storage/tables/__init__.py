"""The data dictionary: every table, by the noun it keeps."""

from storage.tables.base import METADATA, Tracked
from storage.tables.cases import Case, Theme, Voice
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
from storage.tables.line import Consent, Invite, LineLink, LineQuota, LineUser, LinkOffer, Message
from storage.tables.people import CompanySettings, Rep, Team
from storage.tables.points import (
    PointEntry,
    PointGrant,
    PointLot,
    PointPending,
    ProgrammeText,
    Purchase,
    PurchaseRefund,
    Redemption,
    Referral,
    ReferralCode,
    RewardStock,
    TierStanding,
    Wallet,
    WalletMember,
)
from storage.tables.privacy import Disclosure, Erasure
from storage.tables.relay import Conversation, Media, MessageKey, Reply, ReplyTemplate, Wait
from storage.tables.surveys import Ballot, Survey, SurveyAnswer, SurveyInvite, SurveyReply, SurveyWave, WaveCustomer
from storage.tables.touches import Draft, Followup, Interaction

__all__ = [
    "METADATA",
    "Anniversary",
    "Audit",
    "Ballot",
    "Case",
    "Company",
    "CompanySettings",
    "Consent",
    "Conversation",
    "CustomField",
    "Customer",
    "CustomerGram",
    "CustomerKey",
    "Disclosure",
    "Draft",
    "Employment",
    "Erasure",
    "Followup",
    "Handover",
    "HandoverCustomer",
    "ImportRun",
    "Inbox",
    "Interaction",
    "Invite",
    "Ledger",
    "LineLink",
    "LineQuota",
    "LineUser",
    "LinkOffer",
    "Media",
    "Message",
    "MessageKey",
    "Outbox",
    "PointEntry",
    "PointGrant",
    "PointLot",
    "PointPending",
    "ProgrammeText",
    "Purchase",
    "PurchaseRefund",
    "RateBucket",
    "Redemption",
    "Referral",
    "ReferralCode",
    "Rep",
    "Reply",
    "ReplyTemplate",
    "RewardStock",
    "Survey",
    "SurveyAnswer",
    "SurveyInvite",
    "SurveyReply",
    "SurveyWave",
    "Team",
    "Theme",
    "TierStanding",
    "Tracked",
    "Voice",
    "Wait",
    "Wallet",
    "WalletMember",
    "WaveCustomer",
]
