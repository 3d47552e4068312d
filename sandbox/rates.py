"""Token buckets, as both platforms count requests."""

import time
from collections import OrderedDict

KEPT = 10_000


class Rates:
    """One bucket a key: `burst` at once, refilled with `per_second`."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, key: str, per_second: float, burst: float) -> float:
        """0.0 when the request may pass (it is counted), else the seconds until the next one may."""
        now = time.monotonic()
        tokens, at = self._buckets.get(key, (burst, now))
        tokens = min(burst, tokens + (now - at) * per_second)
        passes = tokens >= 1
        self._buckets[key] = (tokens - 1 if passes else tokens, now)
        self._buckets.move_to_end(key)
        if len(self._buckets) > KEPT:
            self._buckets.popitem(last=False)
        return 0.0 if passes else (1 - tokens) / per_second

    def clear(self) -> None:
        self._buckets.clear()
