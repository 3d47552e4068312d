"""From the SDK's exceptions to outcomes."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.delivery import outcomes
from bot.delivery.outcomes import FailedError


@contextmanager
def told(
    *, risky: bool, unclear: bool = False, keep: Mapping[str, Any] | None = None, through: Collection[str] = ()
) -> Iterator[None]:
    """Raise FailedError with the outcome when the call inside fails.

    `risky`: the call has an effect that must not happen twice; `unclear`: it may have happened before; `keep`: what a
    later attempt must know; `through`: error words that the caller understands and gets as they are.
    """
    try:
        yield
    except SlackApiError as error:
        if word(error) in through:
            raise
        raise FailedError(_kept(outcome(error, risky=risky, unclear=unclear), keep)) from error
    except outcomes.NETWORK as error:
        raise FailedError(_kept(outcomes.network(error, risky=risky, unclear=unclear), keep)) from error


def outcome(error: SlackApiError, *, risky: bool, unclear: bool) -> outcomes.Outcome:
    return outcomes.slack(word(error), _status(error), _retry_after(error), risky=risky, unclear=unclear)


def word(error: SlackApiError) -> str:
    """Slack's word for it; empty when the answer was no JSON of Slack's."""
    data = getattr(error.response, "data", None)
    return str(data.get("error") or "") if isinstance(data, Mapping) else ""


def _status(error: SlackApiError) -> int:
    # An answer that is not JSON comes with aiohttp's response instead of the SDK's.
    return int(getattr(error.response, "status_code", None) or getattr(error.response, "status", 0) or 0)


def _retry_after(error: SlackApiError) -> float | None:
    given = (getattr(error.response, "headers", None) or {}).get("Retry-After", "")
    return float(given) if str(given).isdigit() else None


def _kept(result: outcomes.Outcome, keep: Mapping[str, Any] | None) -> outcomes.Outcome:
    if keep and isinstance(result, outcomes.Later):
        return outcomes.Later(
            result.why, result.after, result.unclear, counted=result.counted, alarm=result.alarm, keep=keep
        )
    return result
