"""Until when a planned contact is lawful: the night's hours beside the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from forbear.nightly.lawful import spans


class Open(StrEnum):
    """Whether the planned hours are open, still to come, over, or not known for this day."""

    NOW = "now"
    LATER = "later"
    OVER = "over"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Hours:
    """``at``: when the open hours close, or the next ones begin; None where neither is to come."""

    open: Open
    at: datetime | None = None

    @property
    def at_hour(self) -> str:
        """The moment as the customer's clock shows it."""
        return "" if self.at is None else f"{self.at:%H:%M}"


def hours(written: str | None, plan_for: date | None, zone: ZoneInfo, now: datetime) -> Hours:
    """``written`` as the plan has it ("08:00-12:00;14:00-22:00"), for the local day planned."""
    local = now.astimezone(zone)
    if written is None or plan_for != local.date():
        return Hours(Open.UNKNOWN)
    midnight = datetime.combine(local.date(), time(), zone)
    for opens, closes in spans(written):
        begin, end = (midnight + timedelta(minutes=minutes) for minutes in (opens, closes))
        if local < begin:
            return Hours(Open.LATER, begin)
        if local < end:
            return Hours(Open.NOW, end)
    return Hours(Open.OVER)
