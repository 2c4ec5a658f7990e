"""Whether anybody does the long work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from forbear.web import clock
from forbear.web.nights.models import Worker
from forbear.web.people.access import visible
from forbear.web.people.models import User

#: A worker tells of itself every 20 seconds, also while it works.
MISSED = timedelta(minutes=3)


@dataclass(frozen=True)
class Working:
    """When a worker was last seen; None for never."""

    seen_at: datetime | None

    @property
    def absent(self) -> bool:
        """Whether none was seen lately, so that whatever is ordered waits."""
        return self.seen_at is None or clock.now() - self.seen_at > MISSED


def working(user: User) -> Working:
    """The worker seen last."""
    last = visible(user, Worker).order_by("-seen_at").values_list("seen_at", flat=True).first()
    return Working(last)
