"""Limitation: how long a claim can be enforced, and what starts its time anew.

The time of a subject depends on its events one after another, so they are taken in turn: first the
first event of every subject at once, then the second of every subject, and so on.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Literal, Self

import numpy as np
import polars as pl
from pydantic import Field, model_validator
from typing_extensions import override

from forbear.policy import PolicyModel
from forbear.rulebook.clocks.clock import Clock, State, is_, shaped
from forbear.rulebook.clocks.events import Event, first, last, one_of
from forbear.rulebook.clocks.spans import Span


class Suspension(PolicyModel):
    """An obstacle in the last ``within`` of the time: the time ends ``within`` after it is gone."""

    began: Event
    ended: Event
    within: Span


class Limitation(Clock):
    """Either a clock of its own (``starts``, ``lasts``) or an addition to others (``adds_to``).

    ``restarts`` begin the time anew if it has not run out, ``renewed_by`` even if it has.
    ``longest`` bounds the whole, counted from the first of ``longest_from``, else from the start.
    """

    adds_to: tuple[str, ...] = ()
    starts: tuple[Event, ...] = ()
    from_: Literal["first", "last"] | None = Field(None, alias="from")
    lasts: Span | None = None
    longest: Span | None = None
    longest_from: tuple[Event, ...] = ()
    restarts: tuple[Event, ...] = ()
    renewed_by: tuple[Event, ...] = ()
    suspended: Suspension | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        own = (bool(self.starts), self.lasts is not None, self.from_ is not None)
        if self.adds_to and any(own):
            raise ValueError("an addition has no start and no length of its own")
        if not self.adds_to and not all(own):
            raise ValueError("give starts, from and lasts, or say what it adds to")
        return self

    def joined(self, other: Limitation) -> Limitation:
        """This clock with what an addition brings."""
        return self.model_copy(
            update={
                "restarts": (*self.restarts, *other.restarts),
                "renewed_by": (*self.renewed_by, *other.renewed_by),
                "suspended": other.suspended or self.suspended,
                "longest": other.longest or self.longest,
                "longest_from": other.longest_from or self.longest_from,
            }
        )

    @override
    def hears(self) -> tuple[str, ...]:
        pause = self.suspended
        obstacle = () if pause is None else (pause.began, pause.ended)
        moves = (*self.restarts, *self.renewed_by, *obstacle)
        return (*self.starts, *self.longest_from, *moves)

    @override
    def stand(self, events: pl.DataFrame, on: date) -> pl.DataFrame:
        if self.lasts is None:
            return shaped(events.clear().rename({"on": "started_on"}), is_(State.RUNNING))
        begun = last(self.starts) if self.from_ == "last" else first(self.starts)
        start = (
            events.group_by("subject_id", maintain_order=True)
            .agg(started_on=begun, longest_on=first(self.longest_from))
            .filter(pl.col("started_on") <= on)
            .with_columns(
                due_on=self.lasts.after(pl.col("started_on"), range(0)),
                longest_on=pl.coalesce("longest_on", "started_on"),
            )
            .with_row_index("row")
        )
        moved = self._folded(start, self._turns(events, start, on))
        if self.longest is not None:
            bound = self.longest.after(pl.col("longest_on"), range(0))
            moved = moved.with_columns(due_on=pl.min_horizontal("due_on", bound))
        state = (
            pl.when("waits")
            .then(is_(State.SUSPENDED))
            .when(pl.col("due_on") < on)
            .then(is_(State.ENDED))
            .otherwise(is_(State.RUNNING))
        )
        return shaped(moved, state).with_columns(
            due_on=pl.when(pl.col("state") != str(State.SUSPENDED)).then("due_on")
        )

    def _turns(self, events: pl.DataFrame, start: pl.DataFrame, on: date) -> pl.DataFrame:
        """Events that may move an end, numbered within their subject: ``turn`` 0, 1, ...

        ``full`` is the end they would give. An obstacle that lasts is taken to end on ``on``.
        """
        assert self.lasts is not None
        obstacle = () if self.suspended is None else (self.suspended.began,)
        turns = (
            events.filter(one_of((*self.restarts, *self.renewed_by, *obstacle)))
            .filter(pl.col("on") <= on)
            .join(start.select("subject_id", "row", "started_on"), on="subject_id")
            .filter(pl.col("on") >= pl.col("started_on"))
            .sort("row", "on", "event")
            .with_columns(
                turn=pl.int_range(pl.len()).over("row"),
                always=one_of(self.renewed_by),
                blocks=one_of(obstacle),
                full=self.lasts.after(pl.col("on"), range(0)),
                open=pl.lit(False),
            )
        )
        if self.suspended is None:
            return turns.sort("turn", "row")
        gone = (
            events.filter(one_of((self.suspended.ended,)) & (pl.col("on") <= on))
            .select("subject_id", gone="on")
            .sort("gone")
        )
        turns = turns.sort("on").join_asof(
            gone,
            left_on="on",
            right_on="gone",
            by="subject_id",
            strategy="forward",
            check_sortedness=False,
        )
        later = self.suspended.within.after(pl.col("gone").fill_null(on), range(0))
        return turns.with_columns(
            full=pl.when("blocks").then(later).otherwise("full"),
            open=pl.col("blocks") & pl.col("gone").is_null(),
        ).sort("turn", "row")

    def _folded(self, start: pl.DataFrame, turns: pl.DataFrame) -> pl.DataFrame:
        """The end of every subject after all of its turns, and the last one that moved it."""
        end = start["due_on"].to_physical().to_numpy().copy()
        waits = np.zeros(len(end), dtype=bool)
        by = np.full(len(end), -1, dtype=np.int64)
        on, full = (turns[name].to_physical().to_numpy() for name in ("on", "full"))
        row, turn = turns["row"].to_numpy(), turns["turn"].to_numpy()
        always, blocks, still = (turns[n].to_numpy() for n in ("always", "blocks", "open"))
        edges = np.flatnonzero(np.diff(turn, prepend=-1, append=-1))
        for a, b in pairwise(edges):
            at, here = row[a:b], slice(a, b)
            counts = (on[here] <= end[at]) | always[here]
            counts &= ~blocks[here] | (full[here] > end[at])
            hit = at[counts]
            end[hit] = full[here][counts]
            waits[hit] = still[here][counts]
            by[hit] = np.arange(a, b)[counts]
        taken = pl.Series(by, dtype=pl.Int64).replace(-1, None)
        return start.with_columns(
            due_on=pl.Series(end, dtype=pl.Int32).cast(pl.Date),
            waits=pl.Series(waits, dtype=pl.Boolean),
            moved_by=turns["event"].gather(taken),
            moved_on=turns["on"].gather(taken),
        )
