"""What a piece of work takes, as the operating system counts it."""

from __future__ import annotations

import resource
import sys
import time

from forbear.nightly import Reading


def meter() -> Reading:
    """Seconds and memory of this process and of those it has waited for."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    unit = 1 if sys.platform == "darwin" else 1024
    return Reading(
        time.monotonic(),
        own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime,
        max(own.ru_maxrss, children.ru_maxrss) * unit,
    )
