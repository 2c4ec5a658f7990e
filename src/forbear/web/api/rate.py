"""How often one token or person may ask: a bucket each that fills evenly, in this process."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict

#: Buckets remembered; whoever was not seen for longest is forgotten first.
REMEMBERED = 10_000


class Rate:
    """So many requests a minute; as many may come at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, who: str, a_minute: int, now: float | None = None) -> float:
        """Take one request from somebody's bucket: 0, or the seconds to wait if it is empty."""
        at = time.monotonic() if now is None else now
        with self._lock:
            left, before = self._left.pop(who, (float(a_minute), at))
            left = min(a_minute, left + (at - before) * a_minute / 60)
            short = max(0.0, 1 - left)
            self._left[who] = (left if short else left - 1, at)
            if len(self._left) > REMEMBERED:
                self._left.popitem(last=False)
        return short * 60 / a_minute


rate = Rate()
