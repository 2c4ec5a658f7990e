"""The clocks of the packs in use: which run, until when, and what moved them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from pathlib import Path

import polars as pl

from forbear.problems import ForbearError, Problem, refuse
from forbear.rulebook.clocks.clock import SHAPE, Clock, State
from forbear.rulebook.clocks.events import EVENTS, one_of
from forbear.rulebook.clocks.limitation import Limitation
from forbear.rulebook.clocks.retention import Retention
from forbear.rulebook.clocks.rule import ClockBase, ClockCase, ClockFile
from forbear.rulebook.pack import shipped
from forbear.rulebook.standing import Standing, read_standing

SUFFIX = ".clock.yaml"

_STANDINGS = {"subject_id": SHAPE["subject_id"], "rule_id": pl.String(), "kind": pl.String()} | {
    name: dtype for name, dtype in SHAPE.items() if name != "subject_id"
}


@dataclass(frozen=True)
class Clocks:
    """All clocks, sorted by id."""

    entries: tuple[Standing, ...]

    def rule(self, rule_id: str) -> Standing:
        """One clock by its id."""
        return {entry.id: entry for entry in self.entries}[rule_id]

    def stand(self, events: pl.DataFrame, on: date) -> pl.DataFrame:
        """Where every clock of every subject stands at the end of ``on``, by the rules of that day.

        ``events`` is as `schema.Events`; the answer is as `schema.Standings`, sorted by subject and
        rule. Raises `ForbearError` for an event that is not known.
        """
        _check(events)
        coded = events.with_columns(pl.col("event").cast(pl.Enum(list(EVENTS))))
        found = [self._one(entry, coded, on) for entry in self.entries if self._runs(entry, on)]
        empty = pl.DataFrame(schema=_STANDINGS)
        return pl.concat([empty, *found]).sort("subject_id", "rule_id")

    def _runs(self, entry: Standing, on: date) -> bool:
        version = entry.on(on)
        return version is not None and not _addition(version.value)

    def _one(self, entry: Standing, events: pl.DataFrame, on: date) -> pl.DataFrame:
        version = entry.on(on)
        assert version is not None
        return self._stand(entry, version.value, events, on)

    def _stand(self, entry: Standing, value: Clock, events: pl.DataFrame, on: date) -> pl.DataFrame:
        whole = self._joined(entry.id, value, on) if isinstance(value, Limitation) else value
        frame = whole.stand(events.filter(one_of(whole.hears())), on)
        kind = str(getattr(entry.rule, "kind", ""))
        return frame.with_columns(rule_id=pl.lit(entry.id), kind=pl.lit(kind)).select(*_STANDINGS)

    def _joined(self, base: str, value: Limitation, on: date) -> Limitation:
        """The clock with what every addition in force brings to it."""
        parts = (entry.on(on) for entry in self.entries)
        added = (p.value for p in parts if p is not None and _addition(p.value))
        return reduce(Limitation.joined, (v for v in added if base in v.adds_to), value)

    def failures(self) -> list[Problem]:
        """What each case that does not come out as written says; also of disabled clocks."""
        return [fault for entry in self.entries for fault in self._tried(entry)]

    def _tried(self, entry: Standing) -> list[Problem]:
        cases: Sequence[ClockCase] = entry.rule.cases if isinstance(entry.rule, ClockBase) else ()
        faults = []
        for case in cases:
            got = self.attempt(entry, case)
            want = case.expect.model_dump(exclude_unset=True)
            if {key: got[key] for key in want} != want:
                faults.append(
                    Problem(
                        "rulebook.case",
                        f"{entry.file}: {entry.id}",
                        f"case '{case.en}' comes out as {got}, not as {want}",
                        f"案例“{case.zh}”的结果为 {got}，应为 {want}",
                    )
                )
        return faults

    def attempt(self, entry: Standing, case: ClockCase) -> dict[str, object]:
        """Where one clock stands in a case; an addition is tried on the first it adds to."""
        version = entry.rule.on(case.day)
        none: dict[str, object] = dict.fromkeys(("due_on", "done_on", "moved_by")) | {
            "state": "none"
        }
        if version is None:
            return none
        value: Clock = version.value
        if isinstance(value, Limitation) and value.adds_to:
            entry = self.rule(value.adds_to[0])
            base = entry.rule.on(case.day)
            if base is None:
                return none
            value = base.value.joined(value)
        rows = [
            {"subject_id": "-", "event": event, "on": day}
            for event, days in case.events.items()
            for day in (days if isinstance(days, tuple) else (days,))
        ]
        schema = {"subject_id": pl.String, "event": pl.String, "on": pl.Date}
        frame = self._stand(entry, value, pl.DataFrame(rows, schema=schema), case.day)
        if frame.is_empty():
            return none
        row = frame.row(0, named=True)
        return {key: row[key] for key in none} | {"state": State(row["state"])}


def load_clocks(
    packs: Sequence[str],
    overlay: Mapping[str, str] | None = None,
    *,
    folder: Path | None = None,
) -> Clocks:
    """Read the clocks of ``packs`` and of the bank's overlay, and run every case.

    Raises `ForbearError` on a key, event or pack that is not known, a missing citation, an id given
    twice, an addition to nothing, or a case that does not come out as written.
    """
    where = shipped() if folder is None else folder
    clocks = Clocks(
        read_standing(
            packs,
            SUFFIX,
            ClockFile,
            lambda file: file.clocks,
            where,
            overlay or {},
        )
    )
    wrong = _loose(clocks) or clocks.failures()
    if wrong:
        raise ForbearError(*wrong)
    return clocks


def kept_until(standings: pl.DataFrame, clocks: Clocks, on: date) -> pl.DataFrame:
    """For each record (``subject_id``) the last day on which it must be kept, ``keep_until``.

    The longest of its rules goes; empty where one of them has no known end.
    """
    least = [
        entry.id
        for entry in clocks.entries
        if isinstance(value := getattr(entry.on(on), "value", None), Retention)
        and value.bound == "at_least"
    ]
    due = pl.col("due_on")
    return (
        standings.filter(pl.col("rule_id").is_in(least))
        .group_by("subject_id")
        .agg(keep_until=pl.when(due.is_not_null().all()).then(due.max()))
        .sort("subject_id")
    )


def _addition(value: Clock) -> bool:
    return isinstance(value, Limitation) and bool(value.adds_to)


def _loose(clocks: Clocks) -> list[Problem]:
    known = {entry.id for entry in clocks.entries}
    return [
        Problem(
            "rulebook.adds_to_nothing",
            f"{entry.file}: {entry.id}",
            f"it adds to {base}, which no pack in use contains; name a clock that is there",
            f"所补充的 {base} 不在所用规则包中，请填写已有时效规则",
        )
        for entry in clocks.entries
        for version in entry.rule.versions
        for base in (version.value.adds_to if _addition(version.value) else ())
        if base not in known
    ]


def _check(events: pl.DataFrame) -> None:
    unknown = events.filter(~pl.col("event").is_in(list(EVENTS)))["event"].unique().sort()
    if unknown.len():
        raise refuse(
            "rulebook.event",
            "events.event",
            f"there is no event '{unknown[0]}'; there are: {', '.join(EVENTS)}",
            f"没有事件“{unknown[0]}”，可用：{'、'.join(EVENTS)}",
        )
