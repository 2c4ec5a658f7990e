"""What every kind of clock answers: from events of many subjects, where each clock stands."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import polars as pl

from forbear.policy import PolicyModel


class State(StrEnum):
    """How a clock stands at the end of a day."""

    #: It runs; a record is to be kept, a claim can be enforced, a wait is not over.
    RUNNING = "running"
    #: What was due has not been done in time.
    OVERDUE = "overdue"
    #: It was done in time.
    MET = "met"
    #: It was done, but late.
    LATE = "late"
    #: Nothing is due any more.
    STOPPED = "stopped"
    #: It stands still until an obstacle is gone.
    SUSPENDED = "suspended"
    #: It has run out.
    ENDED = "ended"


#: Columns that every kind gives.
SHAPE: dict[str, pl.DataType] = {
    "subject_id": pl.String(),
    "started_on": pl.Date(),
    "due_on": pl.Date(),
    "done_on": pl.Date(),
    "moved_by": pl.String(),
    "moved_on": pl.Date(),
    "state": pl.Enum(State),
}


class Clock(PolicyModel):
    """The value of a clock's rule."""

    def hears(self) -> tuple[str, ...]:
        """Events that it looks at; others need not be given to it."""
        raise NotImplementedError

    def stand(self, events: pl.DataFrame, on: date) -> pl.DataFrame:
        """One row with `SHAPE` for each subject whose clock has started by the end of ``on``.

        ``events`` has ``subject_id``, ``event`` and ``on``; days after ``on`` are appointments.
        ``due_on`` is the last day, empty where no end is known. ``moved_by`` and ``moved_on`` name
        the last event that put the end elsewhere. Rows come in no particular order.
        """
        raise NotImplementedError


def shaped(frame: pl.DataFrame, state: pl.Expr) -> pl.DataFrame:
    """The frame with its state and just the columns of `SHAPE`; absent ones empty."""
    absent = [pl.lit(None).alias(name) for name in SHAPE if name not in (*frame.columns, "state")]
    whole = frame.with_columns(*absent, state.cast(pl.Enum(State)).alias("state"))
    return whole.select(pl.col(name).cast(dtype) for name, dtype in SHAPE.items())


def is_(state: State) -> pl.Expr:
    """The state as a literal."""
    return pl.lit(str(state))


def years_of(events: pl.DataFrame, ahead: int = 2) -> range:
    """Calendar years that the events touch, and some after them."""
    if events.is_empty():
        return range(0)
    days = events["on"]
    first, last = days.min(), days.max()
    if not isinstance(first, date) or not isinstance(last, date):
        return range(0)
    return range(first.year - 1, last.year + ahead + 1)
