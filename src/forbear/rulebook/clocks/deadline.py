"""Deadline: something has to be done within a time."""

from __future__ import annotations

from datetime import date

import polars as pl
from pydantic import Field
from typing_extensions import override

from forbear.policy import PolicyModel
from forbear.rulebook.clocks.clock import Clock, State, is_, shaped, years_of
from forbear.rulebook.clocks.events import Event, first, last, one_of
from forbear.rulebook.clocks.spans import Span


class Extension(PolicyModel):
    """More time, counted from the start, if ``by`` happens before time has run out."""

    by: Event
    within: Span


class Deadline(Clock):
    """After the first of ``starts`` one of ``ends`` has to happen ``within`` a time.

    ``extended`` lengthens it, each step in turn; ``stops`` makes it pointless. With ``every`` each
    of ``ends`` starts it anew. ``before`` names an appointment that it must not outlast.
    """

    starts: tuple[Event, ...] = Field(min_length=1)
    ends: tuple[Event, ...] = Field(min_length=1)
    within: Span
    extended: tuple[Extension, ...] = ()
    stops: tuple[Event, ...] = ()
    every: bool = False
    before: Event | None = None

    @override
    def hears(self) -> tuple[str, ...]:
        steps = tuple(step.by for step in self.extended)
        appointment = () if self.before is None else (self.before,)
        return (*self.starts, *self.ends, *steps, *self.stops, *appointment)

    @override
    def stand(self, events: pl.DataFrame, on: date) -> pl.DataFrame:
        frame = self._dates(events, on)
        frame = frame.with_columns(due_on=self.within.after(pl.col("started_on"), years_of(events)))
        frame = self._extended(frame, years_of(events))
        frame = self._bounded(frame)
        due, done, stopped = pl.col("due_on"), pl.col("done_on"), pl.col("stopped_on")
        state = (
            pl.when(done <= due)
            .then(is_(State.MET))
            .when(stopped <= due)
            .then(is_(State.STOPPED))
            .when(done.is_not_null())
            .then(is_(State.LATE))
            .when(due < on)
            .then(is_(State.OVERDUE))
            .otherwise(is_(State.RUNNING))
        )
        return shaped(frame, state)

    def _dates(self, events: pl.DataFrame, on: date) -> pl.DataFrame:
        """Days of what starts, ends, extends and stops the clock of each subject."""
        begun = last((*self.starts, *self.ends)) if self.every else first(self.starts)
        later = pl.col("on") >= begun
        done = pl.lit(None, dtype=pl.Date) if self.every else _first_if(self.ends, later)
        return (
            events.filter(pl.col("on") <= on)
            .group_by("subject_id")
            .agg(
                done.alias("done_on"),
                *(_first_if((e.by,), later).alias(f"_{n}") for n, e in enumerate(self.extended)),
                started_on=begun,
                stopped_on=_first_if(self.stops, later),
            )
            .filter(pl.col("started_on").is_not_null())
            .join(self._appointments(events), on="subject_id", how="left")
        )

    def _appointments(self, events: pl.DataFrame) -> pl.DataFrame:
        wanted = () if self.before is None else (self.before,)
        return (
            events.filter(one_of(wanted)).group_by("subject_id").agg(before_on=pl.col("on").max())
        )

    def _extended(self, frame: pl.DataFrame, years: range) -> pl.DataFrame:
        frame = frame.with_columns(
            moved_by=pl.lit(None, dtype=pl.String), moved_on=pl.lit(None, dtype=pl.Date)
        )
        for number, step in enumerate(self.extended):
            day = pl.col(f"_{number}")
            counts = (day <= pl.col("due_on")) & (pl.col("done_on") < day).fill_null(False).not_()
            longer = step.within.after(pl.col("started_on"), years)
            frame = frame.with_columns(
                due_on=pl.when(counts).then(longer).otherwise("due_on"),
                moved_by=pl.when(counts).then(pl.lit(step.by)).otherwise("moved_by"),
                moved_on=pl.when(counts).then(day).otherwise("moved_on"),
            )
        return frame

    def _bounded(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The end drawn forward to the appointment, if that comes first."""
        day = pl.col("before_on")
        cut = (day >= pl.col("started_on")) & (day < pl.col("due_on"))
        return frame.with_columns(
            due_on=pl.when(cut).then(day).otherwise("due_on"),
            moved_by=pl.when(cut).then(pl.lit(self.before)).otherwise("moved_by"),
            moved_on=pl.when(cut).then(day).otherwise("moved_on"),
        )


def _first_if(names: tuple[str, ...], condition: pl.Expr) -> pl.Expr:
    return pl.col("on").filter(one_of(names) & condition).min()
