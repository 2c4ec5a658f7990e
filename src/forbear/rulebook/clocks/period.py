"""Period: a time during which something holds, or before which something may not be done."""

from __future__ import annotations

from datetime import date
from functools import reduce
from typing import Literal

import polars as pl
from pydantic import Field
from typing_extensions import override

from forbear.rulebook.clocks.clock import Clock, State, is_, shaped, years_of
from forbear.rulebook.clocks.events import Event, first, last
from forbear.rulebook.clocks.spans import Span


class Period(Clock):
    """From the first or last of ``starts``, for all of ``lasts`` one after another.

    With ``until`` it is open until that event, and ``lasts`` begins then. ``first_day`` counts the
    day of the event as the first. One of ``stops`` ends it at once.
    """

    starts: tuple[Event, ...] = Field(min_length=1)
    from_: Literal["first", "last"] = Field("last", alias="from")
    until: Event | None = None
    lasts: tuple[Span, ...] = Field(min_length=1)
    first_day: bool = False
    stops: tuple[Event, ...] = ()

    @override
    def hears(self) -> tuple[str, ...]:
        return (*self.starts, *self.stops, *(() if self.until is None else (self.until,)))

    @override
    def stand(self, events: pl.DataFrame, on: date) -> pl.DataFrame:
        begun = last(self.starts) if self.from_ == "last" else first(self.starts)
        later = pl.col("on").filter(
            pl.col("event").is_in(list(self.stops)) & (pl.col("on") >= begun)
        )
        frame = (
            events.filter(pl.col("on") <= on)
            .group_by("subject_id")
            .agg(started_on=begun, stopped_on=later.min(), until_on=self._until(begun))
            .filter(pl.col("started_on").is_not_null())
        )
        years = years_of(events)
        base = pl.col("started_on" if self.until is None else "until_on")
        end: pl.Expr = reduce(lambda day, span: span.after(day, years), self.lasts, base)
        frame = frame.with_columns(due_on=end.dt.offset_by("-1d") if self.first_day else end)
        return self._stopped(frame, on)

    def _until(self, begun: pl.Expr) -> pl.Expr:
        if self.until is None:
            return pl.lit(None, dtype=pl.Date)
        return pl.col("on").filter((pl.col("event") == self.until) & (pl.col("on") >= begun)).min()

    def _stopped(self, frame: pl.DataFrame, on: date) -> pl.DataFrame:
        stopped, due = pl.col("stopped_on"), pl.col("due_on")
        early = (stopped <= due).fill_null(stopped.is_not_null())
        state = (
            pl.when(early)
            .then(is_(State.STOPPED))
            .when(due < on)
            .then(is_(State.ENDED))
            .otherwise(is_(State.RUNNING))
        )
        return shaped(frame.with_columns(done_on=pl.when(early).then(stopped)), state)
