"""Due days and due dates for a business date."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from forbear.lab.columns import EPOCH
from forbear.lab.draw import Ints
from forbear.lab.schedule import OLDEST

#: A day of the month that every month has.
LAST_DAY = 28


def due_dates(as_of: date) -> tuple[Ints, Ints]:
    """The days of the month on which accounts may fall due, and the dates.

    Returns ``days`` (n) and ``dates`` (n, `OLDEST` + 2) as days since 1970-01-01; column
    ``back + 1`` is the date ``back`` months before the newest due date. A day is usable when, for
    every number of months late, the days past due as of the business date lie in that month's
    bucket (1-30, 31-60, ..., over 180): months are 28 to 31 days long, so some days are not.
    """
    days, rows = [], []
    for day in range(1, LAST_DAY + 1):
        newest = _latest(as_of, day)
        row = [_shift(newest, -back) for back in range(-1, OLDEST + 1)]
        past = [(as_of - due).days for due in row[1:8]]
        if all(30 * n < late <= 30 * (n + 1) for n, late in enumerate(past[:6])) and past[6] > 180:
            days.append(day)
            rows.append([(due - EPOCH).days for due in row])
    return np.array(days, dtype=np.int64), np.array(rows, dtype=np.int64)


def _latest(as_of: date, day: int) -> date:
    """The last date before ``as_of`` that falls on ``day`` of a month."""
    start = as_of - timedelta(days=1)
    return start.replace(day=day) if start.day >= day else _shift(start.replace(day=day), -1)


def _shift(on: date, months: int) -> date:
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, on.day)
