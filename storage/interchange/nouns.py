"""What every file of an export holds, column by column: read by `exports`, put back by `restores`.

The labels are the column names of the CSV files (docs/data.md): they may be added to at the end, and never change.
Every column of a noun's table stands in its file, or the restored store would not be the same store.
"""

from typing import Any

from sqlalchemy import String, case, cast, exists, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from storage.interchange import points
from storage.interchange.sheets import Noun, Own, Shown, noun, of, own
from storage.interchange.shown import TRACKED, customer_of, rep_of
from storage.tables import (
    Anniversary,
    Audit,
    Ballot,
    Case,
    Company,
    CompanySettings,
    Consent,
    Conversation,
    Customer,
    CustomField,
    Disclosure,
    Draft,
    Employment,
    Erasure,
    Followup,
    Handover,
    HandoverCustomer,
    Inbox,
    Interaction,
    Invite,
    Ledger,
    LineLink,
    LineQuota,
    LineUser,
    LinkOffer,
    Media,
    Message,
    Outbox,
    Rep,
    Reply,
    ReplyTemplate,
    Survey,
    SurveyAnswer,
    SurveyInvite,
    SurveyReply,
    SurveyWave,
    Team,
    Theme,
    Voice,
    Wait,
    WaveCustomer,
)

# Tables that have no file, and why (docs/data.md says it too).
NOT_EXPORTED = {
    "customer_keys": "derived: made again from the names by a restore",
    "customer_grams": "derived, as customer_keys",
    "message_keys": "derived: made again from what was said by a restore",
    "import_runs": "how far one file on one machine has been read",
    "rate_buckets": "counters of the last minutes and hours",
}


def _line_linked() -> Shown:
    return Shown(
        "line_linked", exists().where(col(LineLink.customer_id) == col(Customer.id), col(LineLink.ended_at).is_(None))
    )


def _parent() -> Shown:
    parent = aliased(Team)
    return of("parent", parent.name, col(parent.id) == col(Team.parent_id))


def _deputy() -> Shown:
    deputy = aliased(Rep)
    return of("deputy", deputy.slack_id, col(deputy.id) == col(Rep.deputy_id))


def _number_of(label: str, kind: Any) -> Shown:  # noqa: ANN401 - a table class
    """How many rows of that table belong to the survey."""
    return Shown(label, select(func.count()).where(col(kind.survey_id) == col(Survey.id)).scalar_subquery())


def _recipient() -> Shown:
    """A LINE account goes by its number, as in messages.csv; one that we do not know goes without."""
    account = select(cast(col(LineUser.id), String)).where(col(LineUser.user_id) == col(Outbox.recipient))
    return Shown("recipient", case((col(Outbox.channel) == "line", account.scalar_subquery()), else_=Outbox.recipient))


def _payload() -> Own:
    """What has been dealt with goes without its words: they stand where they belong by now. What has not is owed."""
    return own(Inbox, "payload", "payload", case((col(Inbox.state) == "done", ""), else_=col(Inbox.payload)))


NOUNS: dict[str, Noun] = {
    "customers": noun(
        Customer,
        *("id", "name", "reading"),
        of("company", Company.name, col(Company.id) == col(Customer.company_id)),
        rep_of("owner", Customer.owner_id),
        "language",
        _line_linked(),
        *("created_at", "company_id", "version", "owner_id", "title"),
        rep_of("deputy", Customer.deputy_id),
        *("deputy_id", "key_person", "email", "phone", "address", "birth_year", "birth_month", "birth_day", "show_age"),
        *("likes", "taboos", "note", "mourning_from", "mourning_until", "gifts_declined", "cadence_days"),
        *("source", "external_id", "tags", "custom", "merged_into_id", "erased_at"),
    ),
    "companies": noun(
        Company,
        *("id", "name", "created_at", "version", "key", "industry", "size", "purpose", "issues", "gifts_declined"),
    ),
    "reps": noun(
        Rep,
        *("id", "slack_id", "display_name", "full_name", "reading", "role"),
        of("team", Team.name, col(Team.id) == col(Rep.team_id)),
        *("language", "active", *TRACKED, "team_id", "seen_at", "quiet_from", "quiet_until", "bundle_at"),
        "deputy_id",
        _deputy(),
        *("friend_code", "photo_url", "hours", "away_from", "away_until"),
    ),
    "teams": noun(Team, "id", "name", _parent(), *TRACKED, "parent_id", "channel"),
    "interactions": noun(
        Interaction,
        *("id", "customer_id"),
        customer_of(Interaction),
        rep_of("rep", Interaction.rep_id),
        *("kind", "day", "text", "created_at", "version", "rep_id"),
    ),
    "followups": noun(
        Followup,
        *("id", "customer_id"),
        customer_of(Followup),
        rep_of("owner", Followup.owner_id),
        *("what", "promise", "due_day", "due_time", "zone", "due_at", "state", "nudged_at", "done_at"),
        *("interaction_id", "case_id", *TRACKED, "owner_id", "kind", "escalated"),
    ),
    "surveys": noun(
        Survey,
        *("id", "kind", "title"),
        _number_of("asked", SurveyInvite),
        _number_of("answered", SurveyAnswer),
        *("created_at", "version", "state", "questions", "anonymous", "closes_on", "remind_after", "occasion"),
        "occasion_hours",
        rep_of("made_by", Survey.made_by_id),
        "made_by_id",
    ),
    "survey_answers": noun(
        SurveyAnswer,
        *("id", "survey_id"),
        of("kind", Survey.kind, col(Survey.id) == col(SurveyAnswer.survey_id)),
        "customer_id",
        customer_of(SurveyAnswer),
        *("score", "reason"),
        of("asked_at", SurveyInvite.asked_at, col(SurveyInvite.id) == col(SurveyAnswer.invite_id)),
        *("answered_at", *TRACKED, "invite_id", "reason_asked_at"),
    ),
    "cases": noun(
        Case,
        *("id", "customer_id"),
        customer_of(Case),
        rep_of("owner", Case.owner_id),
        *("answer_id", "state", "opened_at", "closed_at", *TRACKED, "owner_id", "step", "source", "words"),
        *("reply_due", "replied_at", "solve_due", "solved_at", "cause", "prevention", "given", "escalated"),
        rep_of("helper", Case.helper_id),
        *("helper_id", "routed_at", "acknowledged_at", "helped_at"),
    ),
    "themes": noun(
        Theme,
        *("id", "title", "state", "done", "done_at"),
        rep_of("made_by", Theme.made_by_id),
        *("made_by_id", *TRACKED),
    ),
    "voices": noun(
        Voice,
        *("id", "theme_id", "customer_id"),
        customer_of(Voice),
        rep_of("rep", Voice.rep_id),
        *("words", "source", "source_id", "told_at", "asked_at", "rep_id", *TRACKED),
    ),
    "consents": noun(
        Consent,
        *("id", "customer_id"),
        customer_of(Consent),
        *("purpose", "granted", "text_version", "channel", "decided_at", *TRACKED),
    ),
    "messages": noun(
        Message,
        *("id", "customer_id"),
        customer_of(Message),
        own(Message, "line_user", "line_user_id"),
        *("direction", "kind", "text", "at", *TRACKED, "platform_id", "details"),
        rep_of("rep", Message.rep_id),
        "rep_id",
    ),
    "audit": noun(
        Audit,
        *("id", "operation", "rule", "actor", "at"),
        own(Audit, "table", "table_name"),
        *("row_id", "row_version", "customer_id", "before", "after"),
    ),
    "outbox": noun(
        Outbox,
        own(Outbox, "id", "seq"),
        "channel",
        _recipient(),
        *("kind", "state", "ready_at", "attempts", "error", "created_at", "first_tried_at", "sent_at", "operation"),
        *("customer_id", "uuid"),
        own(Outbox, "recipient_id", "recipient"),
        *("lane", "schema_version", "fields", "reply_token", "reply_until", "thread_of", "update_of", "lease"),
        "platform",
    ),
    "line_users": noun(
        LineUser,
        *("id", "user_id", "display_name", "language", "state", "followed_at", "left_at", *TRACKED),
        *("chosen_language", "delivery_hour", "rep_id", "menu"),
    ),
    "line_links": noun(
        LineLink,
        "id",
        own(LineLink, "line_user", "line_user_id"),
        "customer_id",
        customer_of(LineLink),
        *("ended_at", *TRACKED),
    ),
    "invites": noun(
        Invite,
        *("id", "customer_id"),
        customer_of(Invite),
        rep_of("rep", Invite.rep_id),
        *("rep_id", "code_digest", "expires_at", "used_at", *TRACKED, "nonce_digest", "nonce_until"),
    ),
    "link_offers": noun(
        LinkOffer,
        "id",
        own(LinkOffer, "line_user", "line_user_id"),
        "customer_id",
        customer_of(LinkOffer),
        rep_of("rep", LinkOffer.rep_id),
        *("state", "decided_at", "rep_id", *TRACKED),
    ),
    "line_quotas": noun(LineQuota, "month", "total", "used", "read_at"),
    "disclosures": noun(
        Disclosure,
        *("id", "customer_id"),
        customer_of(Disclosure),
        *("channel", "expires_at", "fetched_at", "digest", *TRACKED),
    ),
    "erasures": noun(
        Erasure,
        *("id", "customer_id", "state", "channel", "receipt", "counts", "confirmed_at", "done_at"),
        own(Erasure, "line_user", "line_user_id"),
        *TRACKED,
    ),
    "survey_invites": noun(
        SurveyInvite,
        *("id", "survey_id", "customer_id"),
        customer_of(SurveyInvite),
        own(SurveyInvite, "line_user", "line_user_id"),
        rep_of("rep", SurveyInvite.rep_id),
        *("rep_id", "token", "asked_at", *TRACKED, "wave_id", "occasion_id", "reminded_at"),
    ),
    "survey_waves": noun(
        SurveyWave,
        *("id", "survey_id", "state", "starts_on", "ends_on", "chosen"),
        rep_of("made_by", SurveyWave.made_by_id),
        *("made_by_id", *TRACKED),
    ),
    "wave_customers": noun(
        WaveCustomer,
        *("id", "wave_id", "customer_id"),
        customer_of(WaveCustomer),
        *("due_at", "state", "why", *TRACKED),
    ),
    "survey_replies": noun(
        SurveyReply,
        *("id", "survey_id", "customer_id"),
        customer_of(SurveyReply),
        *("question", "score", "choices", "text", "answered_at", "invite_id", *TRACKED),
    ),
    "ballots": noun(Ballot, "digest", "survey_id", "replies"),
    "conversations": noun(
        Conversation,
        *("id", "customer_id"),
        customer_of(Conversation),
        *("place", "root", "head"),
        rep_of("holder", Conversation.holder_id),
        *("held_until", "closed_at", "holder_id", *TRACKED),
    ),
    "replies": noun(
        Reply,
        *("id", "customer_id"),
        customer_of(Reply),
        rep_of("rep", Reply.rep_id),
        *("text", "card", "state", "why", "settled_at"),
        rep_of("decided_by", Reply.decided_by_id),
        *("line_user_id", "conversation_id", "message_id", "carrier", "post", "fingerprint", "rep_id"),
        *("decided_by_id", *TRACKED),
    ),
    "waits": noun(
        Wait,
        *("id", "customer_id"),
        customer_of(Wait),
        rep_of("rep", Wait.rep_id),
        *("message_id", "line_user_id", "case_id", "began_at", "answered_at"),
        rep_of("answered_by", Wait.answered_by_id),
        *("minutes", "ended", "escalated", *TRACKED, "rep_id", "answered_by_id"),
    ),
    "media": noun(
        Media,
        *("id", "customer_id"),
        customer_of(Media),
        *("message_id", "reply_id", "kind", "name", "file_name", "mimetype", "size", "digest", "state", "why"),
        *("public", "preview", "public_until", "slack_file", *TRACKED),
    ),
    "anniversaries": noun(
        Anniversary,
        *("id", "customer_id"),
        customer_of(Anniversary),
        *("kind", "label", "year", "month", "day", *TRACKED),
    ),
    "employments": noun(
        Employment,
        *("id", "customer_id"),
        customer_of(Employment),
        "company_id",
        of("company", Company.name, col(Company.id) == col(Employment.company_id)),
        *("title", "ended_at", *TRACKED),
    ),
    "custom_fields": noun(CustomField, "id", "name", "kind", "choices", "active", *TRACKED),
    "reply_templates": noun(
        ReplyTemplate,
        *("id", "name", "text", "language", "team_id"),
        of("team", Team.name, col(Team.id) == col(ReplyTemplate.team_id)),
        "active",
        rep_of("made_by", ReplyTemplate.made_by_id),
        *("made_by_id", *TRACKED),
    ),
    "company_settings": noun(
        CompanySettings,
        *("id", "deputy_after", "manager_after", *TRACKED),
        *("handover_approval", "handover_above", "handover_accept_days", "handover_notice_days", "handover_load"),
        *("case_low", "case_morning", "csat_low", "reply_hours", "solve_days", "angry_words", "urgent_words"),
        *("telephone", "review_url", "relay_place", "relay_wait", "relay_approval", "relay_new_days"),
    ),
    "handovers": noun(
        Handover,
        "id",
        rep_of("from", Handover.from_id),
        rep_of("made_by", Handover.made_by_id),
        *("reason", "state", "effective_day", "return_day", "overlap_until", "choices", "told", "notice_day"),
        *("farewell", "greeting", "joint_visit", "note"),
        rep_of("decided_by", Handover.decided_by_id),
        *("decided_at", "why", "conflicts", "cards", "asked_at", "chased_at", "finished_at"),
        *("from_id", "made_by_id", "decided_by_id", *TRACKED),
    ),
    "handover_customers": noun(
        HandoverCustomer,
        *("id", "handover_id", "customer_id"),
        customer_of(HandoverCustomer),
        rep_of("from", HandoverCustomer.from_id),
        rep_of("to", HandoverCustomer.to_id),
        *("state", "why", "first_step", "call_id", "operation", "decided_at", "moved_at", "returned_at"),
        *("farewell_at", "greeting_at", "pulse_at", "from_id", "to_id", *TRACKED),
    ),
    "drafts": noun(Draft, "id", rep_of("rep", Draft.rep_id), "rep_id", "text", "card", "used_at", *TRACKED),
    "ledger": noun(Ledger, "job", "slot", "at"),
    "inbox": noun(
        Inbox,
        own(Inbox, "id", "seq"),
        *("dedupe", "source", "kind", "lane", "occurred_at", "received_at", "state", "ready_at", "attempts"),
        *("lease", "reference"),
        _payload(),
    ),
    **points.NOUNS,
}
