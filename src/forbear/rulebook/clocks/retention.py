"""Retention: how long a record is kept."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

import polars as pl
from pydantic import Field, model_validator
from typing_extensions import override

from forbear.rulebook.clocks.clock import Clock, State, is_, shaped, years_of
from forbear.rulebook.clocks.events import Event, first, last
from forbear.rulebook.clocks.spans import Span
from forbear.rulebook.facts.plan import PROOFS


class Retention(Clock):
    """``item`` is kept from the first or last of ``starts`` for ``keep``, and until ``until``.

    Without ``keep`` no length was seen: kept until the event, or with no known end. ``bound`` says
    whether it is kept at least or at most so long.
    """

    item: str
    starts: tuple[Event, ...] = Field(min_length=1)
    from_: Literal["first", "last"] = Field("last", alias="from")
    keep: Span | None = None
    until: Event | None = None
    bound: Literal["at_least", "at_most"] = "at_least"

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.item not in PROOFS:
            raise ValueError(f"'{self.item}' is no record; known are {', '.join(PROOFS)}")
        return self

    @override
    def hears(self) -> tuple[str, ...]:
        return (*self.starts, *(() if self.until is None else (self.until,)))

    @override
    def stand(self, events: pl.DataFrame, on: date) -> pl.DataFrame:
        begun = last(self.starts) if self.from_ == "last" else first(self.starts)
        released = pl.lit(None, dtype=pl.Date) if self.until is None else first((self.until,))
        frame = (
            events.filter(pl.col("on") <= on)
            .group_by("subject_id")
            .agg(started_on=begun, done_on=released)
            .filter(pl.col("started_on").is_not_null())
        )
        kept = pl.lit(None, dtype=pl.Date)
        if self.keep is not None:
            kept = self.keep.after(pl.col("started_on"), years_of(events))
        if self.until is not None:
            done = pl.col("done_on")
            kept = pl.when(done.is_not_null()).then(pl.max_horizontal(kept, done))
        frame = frame.with_columns(due_on=kept)
        state = pl.when(pl.col("due_on") < on).then(is_(State.ENDED))
        return shaped(frame, state.otherwise(is_(State.RUNNING)))
