"""LINE from our side: the client, and the mouth that speaks to customers."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from pydantic.v1 import ValidationError

from bot.delivery import outcomes
from bot.delivery.letters import Letter
from bot.delivery.limits import Buckets, line_calls
from bot.delivery.line_words import words
from bot.delivery.outcomes import Later, Outcome, Paused, Said, Sent, Unknown
from bot.line_errands import SDK, SECONDS, SILENT, Errands, body_of, message_of, outcome_of
from bot.media.fetching import LineContent
from crm.notices import KINDS, LinkPage, Notice
from crm.notices.voice import LINK_TOKEN
from handlers.locales import Phrases
from storage.outbox import Claimed

CONNECTIONS = 64
BAD_TOKEN = "Invalid reply token"  # noqa: S105 - LINE's sentence
# LINE forgets a retry key after 24 hours and would send again; ours ends earlier, by what two clocks may differ.
KEY_LIFE = timedelta(hours=23, minutes=50)
# Remembered in an unsent row's `platform`: the reply token is out of the question, so only the key matters.
BY_PUSH = {"way": "push"}

Plain = dict[str, Any]
Phrase = Callable[[Any, Phrases], list[Plain]]


def messaging_api(token: str, api_url: str) -> Any:  # noqa: ANN401 - see `SDK`
    """The SDK's AsyncMessagingApi; made inside the running loop, closed with `await api.api_client.close()`."""
    configuration = SDK.Configuration(host=api_url, access_token=token)
    configuration.connection_pool_maxsize = CONNECTIONS
    return SDK.AsyncMessagingApi(SDK.AsyncApiClient(configuration))


@dataclass(frozen=True)
class Phrased:
    """Messages as LINE's JSON, and as the SDK wants them."""

    plain: Sequence[Plain]
    models: Sequence[Any]


class LineMouth:
    """Answers with a reply token while it lives (free), else pushes; `phrases` is handlers.line.bubbles.PHRASES."""

    def __init__(
        self,
        api: Any,  # noqa: ANN401 - see `SDK`
        phrases: Mapping[type[Notice], Phrase],
        limits: Buckets | None = None,
        content: LineContent | None = None,
    ) -> None:
        self._api = api
        self._phrases = phrases
        self._limits = limits or line_calls()
        self._errands = Errands(api, self._limits, content)
        self.kinds = frozenset(kind.__name__ for kind in phrases) | self._errands.kinds

    def phrase(self, notice: Notice, say: Phrases) -> Phrased:
        return _phrased([] if isinstance(notice, SILENT) else self._phrases[type(notice)](notice, say))

    async def say(self, letter: Letter, phrased: Phrased, now: datetime) -> Outcome:
        if letter.claimed.kind in self._errands.kinds:
            return await self._errands.run(letter.claimed, now)
        if letter.claimed.kind == LinkPage.__name__:
            token = await self._errands.link_token(letter.claimed, now)
            if not isinstance(token, str):
                return token
            phrased = _with(phrased, LINK_TOKEN, token)
        if _owns_reply(letter, now):
            outcome = await self._reply(letter, phrased, now)
            if outcome is not None:
                return outcome
        outcome = await self._push(letter, phrased, now)
        if letter.claimed.reply_token is not None and isinstance(outcome, Later | Paused):
            return replace(outcome, keep=BY_PUSH)
        return outcome

    async def _reply(self, letter: Letter, phrased: Phrased, now: datetime) -> Outcome | None:
        """None: the token is dead and nothing was said with it."""
        request = SDK.ReplyMessageRequest(reply_token=letter.claimed.reply_token, messages=list(phrased.models))
        await self._limits.take("reply")
        try:
            return await self._sent(
                self._api.reply_message_with_http_info(request, _request_timeout=SECONDS), letter, phrased
            )
        except SDK.ApiException as error:
            if error.status == 400 and letter.unclear:
                return Unknown("the reply may have been given before")
            if error.status == 400 and message_of(error) == BAD_TOKEN:
                return None
            return outcome_of(error, now, risky=True, unclear=letter.unclear)
        except outcomes.NETWORK as error:
            return outcomes.network(error, risky=True, unclear=letter.unclear)

    async def _push(self, letter: Letter, phrased: Phrased, now: datetime) -> Outcome:
        row = letter.claimed
        if letter.unclear and now - (row.first_tried_at or now) > KEY_LIFE:
            return Unknown("the retry key has died")
        request = SDK.PushMessageRequest(to=row.recipient, messages=list(phrased.models))
        await self._limits.take("push")
        try:
            return await self._sent(
                self._api.push_message_with_http_info(request, row.uuid, _request_timeout=SECONDS), letter, phrased
            )
        except SDK.ApiException as error:
            if error.status == 409:
                return _sent(row, phrased, _ids(body_of(error)))
            return outcome_of(error, now, risky=True, unclear=letter.unclear)
        except outcomes.NETWORK as error:
            return outcomes.network(error, risky=True, unclear=letter.unclear)

    async def _sent(self, call: Awaitable[Any], letter: Letter, phrased: Phrased) -> Sent:
        try:
            answer = await call
        except ValidationError:
            # A 2xx whose body the SDK's models do not like: accepted all the same.
            return _sent(letter.claimed, phrased, [])
        return _sent(letter.claimed, phrased, [each.id for each in answer.data.sent_messages])


def _phrased(plain: Sequence[Plain]) -> Phrased:
    return Phrased(plain, [SDK.Message.from_dict(each) for each in plain])


def _with(phrased: Phrased, placeholder: str, value: str) -> Phrased:
    """What is known only now takes its place."""
    return _phrased(json.loads(json.dumps(list(phrased.plain)).replace(placeholder, value)))


def _owns_reply(letter: Letter, now: datetime) -> bool:
    """Is the reply token to be used: it lives, or it may have been used without our knowing (then it tells)?"""
    row = letter.claimed
    if row.reply_token is None or row.reply_until is None or row.platform.get("way") == BY_PUSH["way"]:
        return False
    tried = (row.first_tried_at or now) if letter.unclear else now
    return tried <= row.reply_until


def _sent(row: Claimed, phrased: Phrased, ids: Sequence[str]) -> Sent:
    """Messages whose ids LINE did not tell are kept under names of ours."""
    named = [*ids, *(f"{row.uuid}:{number}" for number in range(len(ids), len(phrased.plain)))]
    said = tuple(
        Said(name, str(message.get("type", "")), _kept(row.kind, message))
        for name, message in zip(named, phrased.plain, strict=False)
    )
    return Sent({"messages": list(ids)}, said=said)


def _kept(kind: str, message: Plain) -> str:
    """What the record of the talk shows: whoever reads a code there could use it."""
    return str(message.get("altText") or "") if kind in KINDS and KINDS[kind].unkept else words(message)


def _ids(body: Plain) -> list[str]:
    return [str(each["id"]) for each in body.get("sentMessages") or [] if isinstance(each, dict) and "id" in each]
