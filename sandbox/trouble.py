"""Trouble on order: refusals, delays and cut connections, for tests of what the bot does then."""

from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

KINDS = ("status", "error", "delay", "cut", "cut_before")


@dataclass(slots=True)
class Trouble:
    """`times` counts down to 0; None lasts until the list is cleared. `seconds` and `retry_after` are seconds."""

    kind: str
    place: str = "*"
    method: str = "*"
    status: int = 500
    error: str = ""
    seconds: float = 0.0
    retry_after: int | None = None
    times: int | None = 1

    def meets(self, place: str, method: str) -> bool:
        return self.place in ("*", place) and self.method in ("*", method)


class Troubles:
    """Those still to come, in the order in which they were ordered."""

    def __init__(self) -> None:
        self._waiting: deque[Trouble] = deque()

    def order(self, **wish: Any) -> Trouble:  # noqa: ANN401 - the fields of Trouble, checked by its constructor
        """Raises ValueError for an unknown kind and TypeError for an unknown field."""
        trouble = Trouble(**wish)
        if trouble.kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}")
        if trouble.times is not None and trouble.times < 1:
            raise ValueError("times must be at least 1, or null")
        self._waiting.append(trouble)
        return trouble

    def take(self, place: str, method: str) -> Trouble | None:
        trouble = next((one for one in self._waiting if one.meets(place, method)), None)
        if trouble is not None and trouble.times is not None:
            trouble.times -= 1
            if trouble.times <= 0:
                self._waiting.remove(trouble)
        return trouble

    def clear(self) -> None:
        self._waiting.clear()

    def listing(self) -> list[dict[str, Any]]:
        return [asdict(one) for one in self._waiting]
