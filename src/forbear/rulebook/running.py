"""What a permit says of clocks: deadlines that run, and how long its records are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl

from forbear.rulebook.clocks import Clocks
from forbear.rulebook.clocks.retention import Retention
from forbear.rulebook.facts.plan import PROOFS
from forbear.rulebook.standing import Standing


def deadlines(
    clocks: Clocks, events: Iterable[Mapping[str, Any]], day: date, packs: set[str]
) -> tuple[dict[str, Any], ...]:
    """Where the clocks of these packs stand at the end of the day, records' own left aside.

    Raises `ForbearError` for an event that is not known.
    """
    rows = [{"subject_id": "-", **event} for event in events]
    if not rows:
        return ()
    schema = {"subject_id": pl.String, "event": pl.String, "on": pl.Date}
    stand = clocks.stand(pl.DataFrame(rows, schema=schema), day)
    found = []
    for row in stand.iter_rows(named=True):
        entry = clocks.rule(row["rule_id"])
        if entry.pack in packs and row["kind"] != "retention":
            times = {name: _iso(row[name]) for name in ("started_on", "due_on", "done_on")}
            moved = {"moved_by": row["moved_by"], "moved_on": _iso(row["moved_on"])}
            rest = {"subject": row["subject_id"], "kind": row["kind"], "state": row["state"]}
            found.append({**_cited(entry, day), **rest, **times, **moved})
    return tuple(found)


def retention(
    clocks: Clocks, records: set[str], day: date, packs: set[str]
) -> tuple[dict[str, Any], ...]:
    """How long each of the records that a contact makes is to be kept, by the rules of the day."""
    found = []
    for entry in clocks.entries:
        version = entry.on(day)
        value = version.value if version else None
        if isinstance(value, Retention) and value.item in records and entry.pack in packs:
            keep = value.keep.model_dump(exclude_defaults=True) if value.keep else None
            found.append(
                {
                    **_cited(entry, day),
                    "record": {"name": value.item, **PROOFS[value.item]._asdict()},
                    "keep": keep,
                    "until": value.until,
                    "bound": value.bound,
                }
            )
    return tuple(found)


def _cited(entry: Standing, day: date) -> dict[str, Any]:
    version = entry.rule.on(day)
    return {
        "rule_id": entry.id,
        "version": _iso(version.in_force if version else None),
        "pack": entry.pack,
        "title": entry.rule.title.model_dump(),
        "citation": {"en": entry.citation(day, "en"), "zh": entry.citation(day, "zh")},
        "status": str(version.status) if version else None,
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
