"""What time it is: the one clock of the web, which a test may set."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

_set: datetime | None = None


def now() -> datetime:
    """This moment, in UTC."""
    return _set or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Stand still at a moment while the block runs, in every thread of this process."""
    global _set
    before, _set = _set, moment
    try:
        yield
    finally:
        _set = before
