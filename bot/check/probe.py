"""One question to a platform's API, answered or not: the network's troubles become a value to report."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from pydantic import SecretStr

# A check is run by a person who waits; LINE's webhook test itself may take a few seconds.
PATIENCE = aiohttp.ClientTimeout(total=10, connect=5)


class UnreachableError(Exception):
    """No answer that can be read; the text is the reason, fit to be shown."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: Mapping[str, Any]


async def ask(
    session: aiohttp.ClientSession, method: str, url: str, token: SecretStr, json: Mapping[str, Any] | None = None
) -> Answer:
    """Ask with `token` as the bearer. Raises UnreachableError: no connection, no answer in time, or no JSON object."""
    headers = {"Authorization": f"Bearer {token.get_secret_value()}"}
    try:
        async with session.request(method, url, headers=headers, json=json, timeout=PATIENCE) as response:
            body = await response.json(content_type=None)
            answer = Answer(response.status, response.headers, body)
    except TimeoutError:
        raise UnreachableError("no answer within 10 seconds") from None
    except (aiohttp.ClientError, ValueError) as error:
        raise UnreachableError(str(error) or type(error).__name__) from error
    if not isinstance(body, dict):
        raise UnreachableError(f"HTTP {answer.status} without a JSON object")
    return answer
