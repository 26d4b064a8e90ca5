"""How often one caller may ask: a bucket of tokens for each, in this process alone.

Source: the token bucket, ITU-T I.371.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from service.errors import TooManyRequestsError

_N_KEPT = 10_000  # callers whose buckets are kept; one that is forgotten begins anew


class RateLimit:
    """Counts requests by caller. Safe to share between threads."""

    def __init__(self, per_minute: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._guard = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def count(self, caller: str) -> None:
        """Count a request that a caller makes now; a refused one is not counted.

        Raises:
            TooManyRequestsError: It has made as many as it may; it says how long to wait.
        """
        now = self._clock()
        rate = self._per_minute / 60
        with self._guard:
            tokens, at = self._buckets.pop(caller, (float(self._per_minute), now))
            tokens = min(self._per_minute, tokens + (now - at) * rate)
            allowed = tokens >= 1
            self._buckets[caller] = (tokens - 1 if allowed else tokens, now)
            while len(self._buckets) > _N_KEPT:
                self._buckets.popitem(last=False)
        if not allowed:
            wait_s = max(1, math.ceil((1 - tokens) / rate))
            raise TooManyRequestsError(
                f"That is more than {self._per_minute} requests a minute, which is as many as one "
                f"key may make: wait {wait_s} s and try again.",
                wait_s=wait_s,
            )
