"""What an erasure leaves of each table: where somebody's own words and values stand, and what takes their place."""

from typing import Any

from storage.tables import (
    Anniversary,
    Case,
    Company,
    Customer,
    Employment,
    Followup,
    Handover,
    HandoverCustomer,
    Interaction,
    Invite,
    LineUser,
    Media,
    Message,
    PointGrant,
    Purchase,
    PurchaseRefund,
    ReferralCode,
    Reply,
    SurveyAnswer,
    SurveyInvite,
    SurveyReply,
    Theme,
    Tracked,
    Voice,
)

NOBODY = "—"

# Rows that stay, because sums and histories count them, without what was said.
WORDS: dict[type[Tracked], dict[str, Any]] = {
    Interaction: {"text": ""},
    Followup: {"what": ""},
    Case: {"words": None, "cause": None, "prevention": None, "given": None},
    SurveyAnswer: {"reason": None},
    SurveyReply: {"text": None},
    Voice: {"words": ""},
    HandoverCustomer: {"why": None, "first_step": None},
    Reply: {"text": "", "why": None},
    Purchase: {"what": ""},
    PointGrant: {"note": "", "why": None},
}
# Rows that say something of the person and nothing else.
GONE: tuple[type[Tracked], ...] = (Anniversary, Employment, Invite, ReferralCode)

MEDIA: dict[str, Any] = {
    **dict.fromkeys(("digest", "public", "preview", "slack_file", "why")),
    "file_name": "",
    "state": "gone",
}
MESSAGE: dict[str, Any] = {"text": "", "details": {}}
REFUND: dict[str, Any] = {"why": ""}
PERSON: dict[str, Any] = {
    **dict.fromkeys(("reading", "company_id", "language", "title", "deputy_id", "email", "phone", "address")),
    **dict.fromkeys(("birth_year", "birth_month", "birth_day", "likes", "taboos", "note", "source", "external_id")),
    **dict.fromkeys(("mourning_from", "mourning_until", "cadence_days")),
    **dict.fromkeys(("key_person", "show_age", "gifts_declined"), False),
    "name": NOBODY,
    "tags": [],
    "custom": {},
}
ACCOUNT: dict[str, Any] = {
    **dict.fromkeys(("display_name", "language", "chosen_language", "delivery_hour", "rep_id", "menu")),
    "state": "gone",
}
# What the audit log remembers of each of these tables goes in the same way.
REMEMBERED: dict[str, dict[str, Any]] = {
    **{str(kind.__tablename__): blanks for kind, blanks in WORDS.items()},
    str(Message.__tablename__): MESSAGE,
    str(Media.__tablename__): MEDIA,
    str(PurchaseRefund.__tablename__): REFUND,
    str(ReferralCode.__tablename__): {"code": NOBODY},
    str(Customer.__tablename__): PERSON,
    str(LineUser.__tablename__): ACCOUNT | {"user_id": NOBODY},
    str(SurveyInvite.__tablename__): {"token": NOBODY},
    str(Anniversary.__tablename__): {"label": None, "year": None, "month": 1, "day": 1},
    str(Employment.__tablename__): {"title": None, "company_id": None},
    str(Invite.__tablename__): {"code_digest": NOBODY, "nonce_digest": None},
}
# Where other people's rows may name the person.
MENTIONS: tuple[tuple[type[Tracked], str], ...] = (
    *((kind, column) for kind, blanks in WORDS.items() for column in blanks),
    (Message, "text"),
    (PurchaseRefund, "why"),
    (Customer, "note"),
    (Customer, "likes"),
    (Customer, "taboos"),
    (Customer, "source"),
    (Company, "purpose"),
    (Company, "issues"),
    (Handover, "conflicts"),
    (Handover, "farewell"),
    (Handover, "greeting"),
    (Handover, "note"),
    (Handover, "why"),
    (Theme, "title"),
    (Theme, "done"),
)
