"""What can come of an attempt to say something, and which answer of a platform means what.

Sources: the error lists of Slack's chat.postMessage, chat.update and conversations.open; LINE's Messaging API
reference, "Status codes", "Error messages" and "Retrying an API request".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import aiohttp

from storage.inbox import Arrival


@dataclass(frozen=True)
class Said:
    """One message of ours as the customer read it; `kind` is LINE's message type."""

    platform_id: str
    kind: str
    text: str


@dataclass(frozen=True)
class Sent:
    """Out. `platform` holds the ids it got there; `said` is kept with the conversation, `heard` goes into the inbox."""

    platform: Mapping[str, Any]
    said: tuple[Said, ...] = ()
    heard: Arrival | None = None


@dataclass(frozen=True)
class Later:
    """Not now. `after` in seconds (None: backoff by the number of attempts).

    `unclear`: it may be out all the same. `counted` is false when the platform, the line or the token is at fault and
    not this row: such a row is patient and dies of age only. `alarm` is told to the admins; `keep` is remembered.
    """

    why: str
    after: float | None = None
    unclear: bool = False
    counted: bool = True
    alarm: str = ""
    keep: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class NotYet:
    """It is not this row's turn (a row that it names is not out yet): looked at again after so many seconds."""

    why: str
    after: float


@dataclass(frozen=True)
class Paused:
    """The month's quota is used up; all pushes of the channel wait."""

    until: datetime
    why: str = "monthly limit"
    keep: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Never:
    """No attempt will ever do better."""

    why: str


@dataclass(frozen=True)
class Unknown:
    """It may be out or not, and nobody can tell any more: a human looks."""

    why: str


@dataclass(frozen=True)
class HandedBack:
    """We are stopping; nothing was tried."""


Outcome = Sent | Later | NotYet | Paused | Never | Unknown | HandedBack


class FailedError(Exception):
    """Carries an outcome out of the steps of an attempt."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(type(outcome).__name__)
        self.outcome = outcome


# --- the line between us and them -------------------------------------------------------------------------------------

# Raised before a byte of the request has left: the platform cannot have acted on it.
NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)
NETWORK = (aiohttp.ClientError, TimeoutError, OSError)
RECONNECT_SECONDS = 10.0


def network(error: BaseException, *, risky: bool, unclear: bool = False) -> Later:
    """After a broken connection. `risky`: what was asked for has an effect, so a cut in the middle is unclear."""
    if isinstance(error, NEVER_LEFT):
        return Later("no connection", RECONNECT_SECONDS, unclear=unclear, counted=False)
    return Later(f"cut: {type(error).__name__}", unclear=risky or unclear)


# --- Slack ------------------------------------------------------------------------------------------------------------

SLACK_RATE = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
# "It's possible some aspect of the operation succeeded before the error was raised" (Slack's own words).
SLACK_UNSURE = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
# `account_inactive` speaks of the token's own account (the app was removed), not of the reader's.
SLACK_TOKEN = frozenset(
    {
        "invalid_auth",
        "not_authed",
        "account_inactive",
        "token_revoked",
        "token_expired",
        "missing_scope",
        "not_allowed_token_type",
        "org_login_required",
        "ekm_access_denied",
        "team_access_not_granted",
        "team_added_to_org",
        "two_factor_setup_required",
    }
)
SLACK_NEVER = frozenset(
    {
        "channel_not_found",
        "channel_is_archived",
        "is_archived",
        "is_inactive",
        "not_in_channel",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "restricted_action_non_threadable_channel",
        "cannot_reply_to_message",
        "messages_tab_disabled",
        "user_not_found",
        "users_not_found",
        "user_not_visible",
        "user_disabled",
        "cannot_dm_bot",
        "cant_dm_bot",
        "invalid_user_combination",
        "slack_connect_canvas_sharing_blocked",
        "slack_connect_file_link_sharing_blocked",
        "no_text",
        "msg_too_long",
        "msg_blocks_too_long",
        "metadata_too_large",
        "too_many_attachments",
        "too_many_contact_cards",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_attachments",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "invalid_arguments",
        "invalid_arg_name",
        "file_upload_size_restricted",
        "file_uploads_disabled",
        "file_type_not_allowed",
    }
)
TOKEN_SECONDS = 600.0


def slack(error: str, status: int, retry_after: float | None, *, risky: bool, unclear: bool) -> Outcome:
    """What Slack's `error` word (or, without one, the HTTP status) means.

    `risky` as in `network`; `unclear`: an earlier attempt may be out.
    """
    if status == 429 or error in SLACK_RATE:
        return Later("ratelimited", retry_after or 1.0, unclear=unclear, counted=False)
    if error in SLACK_TOKEN:
        return Later(error, TOKEN_SECONDS, unclear=unclear, counted=False, alarm="slack_token")
    if error in SLACK_NEVER:
        return Never(error)
    doubtful = status >= 500 or error in SLACK_UNSURE or not error
    return Later(error or f"status {status}", retry_after, unclear=unclear or (risky and doubtful))


# --- LINE -------------------------------------------------------------------------------------------------------------

LINE_MONTHLY_LIMIT = "You have reached your monthly limit."
QUOTA_LOOK = timedelta(hours=1)


def line(status: int, message: str, retry_after: float | None, now: datetime, *, risky: bool, unclear: bool) -> Outcome:
    """What an error of LINE's means; 409 and dead reply tokens are the caller's business. Flags as in `slack`."""
    if status == 429 and message == LINE_MONTHLY_LIMIT:
        return Paused(now + QUOTA_LOOK)
    if status == 429:
        return Later("ratelimited", retry_after or 2.0, unclear=unclear, counted=False)
    if status in {401, 403}:
        return Later(f"status {status}", TOKEN_SECONDS, unclear=unclear, counted=False, alarm="line_token")
    if 400 <= status < 500:
        return Never(f"status {status}: {message}"[:100])
    return Later(f"status {status}", retry_after, unclear=unclear or risky)
