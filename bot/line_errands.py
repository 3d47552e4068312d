"""Errands to LINE that say nothing to anybody: what only LINE knows is fetched, and a menu is given."""

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from linebot.v3 import messaging

from bot.delivery import outcomes
from bot.delivery.limits import Buckets
from bot.delivery.outcomes import Outcome, Sent
from bot.media.fetching import LineContent
from crm import post
from crm.notices import Notice, WantContent, WantMenu, WantProfile, WantQuota
from storage.inbox import Arrival
from storage.outbox import Claimed

# The SDK's generated types are of no use: results are declared where awaitables come, optional fields are required.
SDK: Any = messaging
SECONDS = 10.0
NOT_FOUND = 404
SILENT = (WantProfile, WantQuota, WantMenu, WantContent)
"""Notices that are said to nobody."""

Plain = dict[str, Any]


class Errands:
    """Each is one row of the outbox, with its retries; `run` those that say nothing. Without `content` none of them is
    to fetch what customers send.
    """

    def __init__(self, api: Any, limits: Buckets, content: LineContent | None = None) -> None:  # noqa: ANN401 - see `SDK`
        self._api = api
        self._limits = limits
        runs: Mapping[type[Notice], Callable[[Claimed, datetime], Awaitable[Outcome]]] = {
            WantProfile: self._profile,
            WantQuota: self._count,
            WantMenu: self._menu,
            **({WantContent: content.fetch} if content is not None else {}),
        }
        self._runs = {kind.__name__: run for kind, run in runs.items()}
        self.kinds = frozenset(self._runs)

    async def run(self, row: Claimed, now: datetime) -> Outcome:
        return await self._runs[row.kind](row, now)

    async def link_token(self, row: Claimed, now: datetime) -> str | Outcome:
        """A token for one account to be linked, good for ten minutes; or what became of asking for it."""
        await self._limits.take("linkToken")
        try:
            answer = await self._api.issue_link_token_with_http_info(row.recipient, _request_timeout=SECONDS)
        except SDK.ApiException as error:
            return outcome_of(error, now, risky=False, unclear=False)
        except outcomes.NETWORK as error:
            return outcomes.network(error, risky=False)
        return str(answer.data.link_token)

    async def _menu(self, row: Claimed, now: datetime) -> Outcome:
        """Give the menu of this alias. Where `kizuna setup line` was never run there is none to give."""
        await self._limits.take("richmenu")
        try:
            found = await self._api.get_rich_menu_alias_with_http_info(row.fields["menu"], _request_timeout=SECONDS)
            menu = found.data.rich_menu_id
            await self._api.link_rich_menu_id_to_user_with_http_info(row.recipient, menu, _request_timeout=SECONDS)
        except SDK.ApiException as error:
            if error.status == NOT_FOUND:
                return Sent({"menu": None})
            return outcome_of(error, now, risky=False, unclear=False)
        except outcomes.NETWORK as error:
            return outcomes.network(error, risky=False)
        return Sent({"menu": menu})

    async def _profile(self, row: Claimed, now: datetime) -> Outcome:
        """The profile goes back into the inbox, as an event of ours; null when LINE does not tell."""
        await self._limits.take("profile")
        try:
            answer = await self._api.get_profile_with_http_info(row.recipient, _request_timeout=SECONDS)
            profile = {"displayName": answer.data.display_name, "language": answer.data.language}
        except SDK.ApiException as error:
            if error.status != 404:
                return outcome_of(error, now, risky=False, unclear=False)
            profile = None
        except outcomes.NETWORK as error:
            return outcomes.network(error, risky=False)
        return Sent({}, heard=_arrival(row, profile, now))

    async def _count(self, row: Claimed, now: datetime) -> Outcome:
        """How many messages the month has and how many are gone, by LINE's own count, go back into the inbox."""
        await self._limits.take("quota")
        try:
            quota = await self._api.get_message_quota_with_http_info(_request_timeout=SECONDS)
            gone = await self._api.get_message_quota_consumption_with_http_info(_request_timeout=SECONDS)
        except SDK.ApiException as error:
            return outcome_of(error, now, risky=False, unclear=False)
        except outcomes.NETWORK as error:
            return outcomes.network(error, risky=False)
        total = quota.data.value if str(quota.data.type.value) == "limited" else None
        return Sent({}, heard=_quota_arrival(row, total, gone.data.total_usage, now))


def _quota_arrival(row: Claimed, total: int | None, used: int, now: datetime) -> Arrival:
    quota = {"total": total, "used": used, "at": now.isoformat()}
    event = {"type": "quota", "source": {"type": "user", "userId": post.FETCHER}, "quota": quota}
    dedupe, lane = f"quota:{row.uuid}", post.FETCHER
    return Arrival(dedupe, "line", "quota", lane, json.dumps(event), now)


def _arrival(row: Claimed, profile: Plain | None, now: datetime) -> Arrival:
    event = {"type": "profile", "source": {"type": "user", "userId": row.recipient}, "profile": profile}
    return Arrival(
        dedupe=f"profile:{row.uuid}",
        source="line",
        kind="profile",
        lane=row.recipient,
        payload=json.dumps(event, ensure_ascii=False),
        occurred_at=now,
    )


def outcome_of(error: Any, now: datetime, *, risky: bool, unclear: bool) -> Outcome:  # noqa: ANN401 - see `SDK`
    given = str((error.headers or {}).get("Retry-After", ""))
    retry_after = float(given) if given.isdigit() else None
    return outcomes.line(int(error.status or 0), message_of(error), retry_after, now, risky=risky, unclear=unclear)


def message_of(error: Any) -> str:  # noqa: ANN401 - see `SDK`
    return str(body_of(error).get("message") or "")


def body_of(error: Any) -> Plain:  # noqa: ANN401 - see `SDK`
    try:
        body = json.loads(error.body or "{}")
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
