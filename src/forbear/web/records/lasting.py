"""How what lasts until further notice is ended."""

from __future__ import annotations

from datetime import date, timedelta

from forbear.web.records.models import Consent, Hold


def ended(lasting: Hold | Consent, today: date) -> None:
    """End it at once. It counts through its last day, so that day is yesterday.

    What began today has no such day and is cancelled: it does not count at all.
    """
    if lasting.from_on < today:
        lasting.to_on = today - timedelta(days=1)
    else:
        lasting.to_on, lasting.cancelled = lasting.from_on, True
    lasting.save(update_fields=["to_on", "cancelled"])
