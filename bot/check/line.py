"""What LINE itself can say about the set-up: the account, its chat mode, the webhook, and the month's quota."""

from collections.abc import Mapping
from typing import Any

import aiohttp
from pydantic import SecretStr

from bot.check.findings import Finding, Say, finding, fine
from bot.check.probe import Answer, UnreachableError, ask
from bot.settings import Settings

# The last fifth of a month's messages is kept for answers to people (bulk never touches it).
RESERVE = 0.2


async def line_findings(session: aiohttp.ClientSession, settings: Settings, say: Say) -> list[Finding]:
    """Ask LINE. Without an access token there is nothing to ask with: the settings' own findings say so."""
    token = settings.line_channel_access_token
    if token is None:
        return []
    line = _Line(session, settings, token)
    try:
        info = await line.get("/v2/bot/info")
        if info.status != 200:
            return [finding(say, "wrong", "LINE_CHANNEL_ACCESS_TOKEN", "line_refused", status=info.status)]
        return [
            *account_findings(info.body, settings.line_basic_id, say),
            *await _webhook_findings(line, settings, say),
            *await _quota_findings(line, say),
        ]
    except UnreachableError as error:
        return [finding(say, "wrong", "LINE", "line_unreachable", url=settings.line_api_url, reason=error)]


class _Line:
    """LINE's API with our token."""

    def __init__(self, session: aiohttp.ClientSession, settings: Settings, token: SecretStr) -> None:
        self._session, self._url, self._token = session, settings.line_api_url, token

    async def get(self, path: str) -> Answer:
        return await ask(self._session, "GET", self._url + path, self._token)

    async def post(self, path: str, body: Mapping[str, Any]) -> Answer:
        return await ask(self._session, "POST", self._url + path, self._token, body)


def account_findings(info: Mapping[str, Any], basic_id: str | None, say: Say) -> list[Finding]:
    """Read the bot info: whose account it is, whether LINE_BASIC_ID names it, and who answers the chat."""
    real = info.get("basicId", "?")
    found = [fine(say, "LINE", "line_account", account=info.get("displayName", "?"), basic_id=real)]
    if basic_id is not None and basic_id != real:
        found.append(finding(say, "wrong", "LINE_BASIC_ID", "line_basic_id_differs", basic_id=real))
    if info.get("chatMode") != "bot":
        found.append(finding(say, "wrong", "LINE chat", "line_chat_on"))
    return found


async def _webhook_findings(line: _Line, settings: Settings, say: Say) -> list[Finding]:
    answer = await line.get("/v2/bot/channel/webhook/endpoint")
    if answer.status != 200:
        return [finding(say, "missing", "LINE webhook", "webhook_unset", url=settings.line_webhook_url or "?")]
    found = webhook_findings(answer.body, settings.line_webhook_url, say)
    tested = await line.post("/v2/bot/channel/webhook/test", {})
    return [*found, webhook_test_finding(tested, say)]


def webhook_findings(endpoint: Mapping[str, Any], wanted: str | None, say: Say) -> list[Finding]:
    """Compare the webhook that LINE knows with ours; `wanted` is None as long as PUBLIC_URL is not set."""
    found = []
    if endpoint.get("active") is not True:
        found.append(finding(say, "wrong", "LINE webhook", "webhook_off"))
    if wanted is not None and endpoint.get("endpoint") != wanted:
        real = endpoint.get("endpoint", "?")
        found.append(finding(say, "wrong", "LINE webhook", "webhook_elsewhere", real=real, wanted=wanted))
    return found or [fine(say, "LINE webhook", "webhook_set", url=endpoint.get("endpoint", "?"))]


def webhook_test_finding(tested: Answer, say: Say) -> Finding:
    """Read the answer to the webhook test: LINE has called us, and tells how that went."""
    if tested.body.get("success") is True:
        return fine(say, "LINE webhook test", "webhook_answers")
    if tested.status == 429:
        return finding(say, "by_hand", "LINE webhook test", "webhook_test_later")
    reason = tested.body.get("reason") or tested.body.get("message") or tested.status
    detail = tested.body.get("detail") or tested.body.get("statusCode") or tested.status
    return finding(say, "wrong", "LINE webhook test", "webhook_silent", reason=reason, detail=detail)


async def _quota_findings(line: _Line, say: Say) -> list[Finding]:
    quota = await line.get("/v2/bot/message/quota")
    used = await line.get("/v2/bot/message/quota/consumption")
    if quota.status != 200 or used.status != 200:
        return [finding(say, "by_hand", "LINE quota", "quota_unknown")]
    return [quota_finding(quota.body, used.body.get("totalUsage", 0), say)]


def quota_finding(quota: Mapping[str, Any], used: int, say: Say) -> Finding:
    """Read the month's quota (`type` none or limited, `value` messages) beside what is used of it."""
    if quota.get("type") != "limited":
        return fine(say, "LINE quota", "quota_unlimited", used=used)
    value = int(quota.get("value", 0))
    left = max(value - used, 0)
    if left == 0:
        return finding(say, "wrong", "LINE quota", "quota_used_up", used=used, value=value)
    if left <= value * RESERVE:
        return finding(say, "by_hand", "LINE quota", "quota_low", left=left, value=value)
    return fine(say, "LINE quota", "quota_left", left=left, value=value)
