"""Two nights beside each other: what is more and what is less."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Summary = Mapping[str, Any]
#: Parts of a summary that are lists: which fields tell a row from others, which are compared.
PARTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "buckets": (("bucket",), ("accounts", "customers", "owed", "outstanding")),
    "tiers": (("five_tier",), ("accounts", "owed", "outstanding")),
    "permits": (("channel",), ("permitted", "conditional", "refused", "impossible")),
    "refusals": (("rule", "channel"), ("customers",)),
    "treatments": (("treatment",), ("chosen", "cost", "value")),
    "resources": (("resource", "branch_id"), ("capacity", "used", "price")),
    "worklists": (("branch_id",), ("collectors", "cases", "owed")),
}


def compared(before: Summary, now: Summary) -> list[dict[str, Any]]:
    """One line a figure that stands in either: part, key, figure, before, now, change.

    What one of the two lacks is null there; in ``change`` it counts as nothing.
    """
    lines = list(_beside("totals", "", before.get("totals") or {}, now.get("totals") or {}))
    for part, (keys, figures) in PARTS.items():
        old, new = _rows(before, part, keys), _rows(now, part, keys)
        for key in sorted({*old, *new}):
            a, b = old.get(key, {}), new.get(key, {})
            chosen = {f: a.get(f) for f in figures}, {f: b.get(f) for f in figures}
            lines += _beside(part, key, *chosen)
    return lines


def _rows(summary: Summary, part: str, keys: tuple[str, ...]) -> dict[str, Mapping[str, Any]]:
    found = summary.get(part) or ()
    return {" ".join(str(row.get(key) or "-") for key in keys): row for row in found}


def _beside(
    part: str, key: str, before: Mapping[str, Any], now: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    for figure in sorted({*before, *now}):
        a, b = before.get(figure), now.get(figure)
        if a is None and b is None:
            continue
        yield {
            "part": part,
            "key": key,
            "figure": figure,
            "before": a,
            "now": b,
            "change": (b or 0) - (a or 0),
        }
