"""What Slack itself can say about the set-up: the token, its scopes, Socket Mode, the admins, the clock."""

import asyncio
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp
from pydantic import SecretStr

from bot.check.findings import Finding, Say, finding, fine
from bot.check.probe import Answer, UnreachableError, ask
from bot.settings import Settings

# What the manifest asks for, in its order (a test compares the two).
SCOPES = (
    "commands",
    "chat:write",
    "im:write",
    "im:history",
    "channels:history",
    "groups:history",
    "users:read",
    "files:read",
    "files:write",
)
# Slack's signatures are refused beyond 5 minutes; a clock that is a minute off is on its way there.
CLOCK_MAY_DIFFER = 60


async def slack_findings(session: aiohttp.ClientSession, settings: Settings, say: Say) -> list[Finding]:
    """Ask Slack. Without a bot token there is nothing to ask with: the settings' own findings say so."""
    token = settings.slack_bot_token
    if token is None:
        return []
    try:
        answer = await ask(session, "POST", f"{settings.slack_api_url}auth.test", token)
        found = _token_findings(answer, say)
        if answer.body.get("ok") is True:
            found += await _socket_findings(session, settings, say)
            found += await asyncio.gather(
                *(_admin_finding(session, settings, token, user, say) for user in settings.slack_admins)
            )
    except UnreachableError as error:
        return [finding(say, "wrong", "Slack", "slack_unreachable", url=settings.slack_api_url, reason=error)]
    return found


def _token_findings(answer: Answer, say: Say) -> list[Finding]:
    clock = clock_finding(answer.headers.get("Date"), datetime.now(UTC), say)
    if answer.body.get("ok") is not True:
        refusal = finding(
            say, "wrong", "SLACK_BOT_TOKEN", "slack_refused", error=answer.body.get("error", answer.status)
        )
        return [refusal, clock]
    bot = fine(say, "Slack", "slack_bot", team=answer.body.get("team", "?"), user=answer.body.get("user", "?"))
    return [bot, *scope_findings(answer.headers.get("x-oauth-scopes"), say), clock]


def scope_findings(header: str | None, say: Say) -> list[Finding]:
    """One finding for each scope that the token lacks. `header` is x-oauth-scopes, names parted by commas."""
    given = {scope.strip() for scope in (header or "").split(",")}
    lacking = [scope for scope in SCOPES if scope not in given]
    if not lacking:
        return [fine(say, "Slack scopes", "slack_scopes")]
    return [finding(say, "missing", f"Slack scope {scope}", "slack_scope_missing", scope=scope) for scope in lacking]


def clock_finding(date: str | None, now: datetime, say: Say) -> Finding:
    """Compare the `Date` header of an answer (RFC 9110) with this machine's clock; `now` is aware."""
    try:
        seconds = round((now - parsedate_to_datetime(date or "")).total_seconds())
    except ValueError:
        return finding(say, "by_hand", "clock", "clock_unknown")
    if abs(seconds) > CLOCK_MAY_DIFFER:
        return finding(say, "wrong", "clock", "clock_wrong", seconds=seconds)
    return fine(say, "clock", "clock_right")


async def _socket_findings(session: aiohttp.ClientSession, settings: Settings, say: Say) -> list[Finding]:
    """Only a request for a connection tells whether the app-level token may open one; none is opened."""
    if settings.slack_app_token is None:
        return []
    answer = await ask(session, "POST", f"{settings.slack_api_url}apps.connections.open", settings.slack_app_token)
    if answer.body.get("ok") is True:
        return [fine(say, "SLACK_APP_TOKEN", "socket_mode")]
    error = answer.body.get("error", answer.status)
    return [finding(say, "wrong", "SLACK_APP_TOKEN", "socket_refused", error=error)]


async def _admin_finding(
    session: aiohttp.ClientSession, settings: Settings, token: SecretStr, user: str, say: Say
) -> Finding:
    answer = await ask(session, "GET", f"{settings.slack_api_url}users.info?user={user}", token)
    person = answer.body.get("user") or {}
    if answer.body.get("ok") is not True or person.get("deleted") or person.get("is_bot"):
        return finding(say, "wrong", "SLACK_ADMINS", "admin_unknown", user=user)
    return fine(say, "SLACK_ADMINS", "admin_known", user=user)
