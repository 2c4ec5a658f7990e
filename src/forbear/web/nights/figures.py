"""The figures of a night as pages show them, beside those of the night before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Summary = Mapping[str, Any]
#: Totals in the order in which they are read, and whether they are money.
TOTALS: tuple[tuple[str, bool, str, str], ...] = (
    ("overdue_customers", False, "Overdue customers", "逾期客户"),
    ("owed", True, "Overdue, with what has run up", "逾期应还总额"),
    ("planned_customers", False, "Customers to be worked on", "计划联系客户"),
    ("planned_contacts", False, "Contacts planned", "计划联系次数"),
    ("visits", False, "Visits on a route", "已排路线的外访"),
    ("expected_net_recovery", True, "Expected to bring, after cost", "预期净回收"),
    ("expected_by_itself", True, "Expected if nobody does anything", "不采取措施的预期还款"),
    ("cost", True, "Cost", "成本"),
    ("refused_customers", False, "Customers whom no channel may reach", "各渠道均不可联系的客户"),
    ("refused_contacts", False, "Contacts that rules refuse", "规则不允许的联系"),
)


def read(summary: Summary, before: Summary | None, zh: bool) -> dict[str, Any]:
    """Every part that a night's page shows; words in one language."""
    old = before or {}
    return {
        "totals": _totals(summary, old, zh),
        "buckets": _beside(summary, old, "buckets", ("bucket",), ("accounts", "owed")),
        "permits": summary.get("permits", ()),
        "treatments": [
            {**row, "words": _said(row["title"], zh)} for row in summary.get("treatments", ())
        ],
        "resources": [_resource(row, zh) for row in _used(summary.get("resources", ()))],
        **_refused(summary.get("refusals", ()), zh),
        "score": summary.get("score", ()),
        "score_note": _said(summary["score_note"], zh) if summary.get("score_note") else "",
        "gap": (summary.get("allocation") or {}).get("gap"),
    }


#: Rules shown of those that refuse most.
MOST = 15


def timings(told: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Seconds by stage, parts of one stage added up; ``share`` of the longest, for a bar."""
    sums: dict[str, dict[str, Any]] = {}
    for one in told:
        stage = str(one["stage"]).partition("-")[0]
        row = sums.setdefault(stage, {"stage": stage, "wall": 0.0, "cpu": 0.0, "peak": 0})
        row["wall"] += one["wall"]
        row["cpu"] += one["cpu"]
        row["peak"] = max(row["peak"], one["peak"])
    longest = max((row["wall"] for row in sums.values()), default=0) or 1
    return [
        {**row, "share": round(100 * row["wall"] / longest), "megabytes": row["peak"] // 10**6}
        for row in sums.values()
    ]


def _totals(summary: Summary, before: Summary, zh: bool) -> list[dict[str, Any]]:
    now, then = summary["totals"], before.get("totals") or {}
    return [
        {
            "name": name,
            "words": words_zh if zh else words_en,
            "money": money,
            "now": now[name],
            "before": then.get(name),
            "change": now[name] - then[name] if then.get(name) is not None else None,
        }
        for name, money, words_en, words_zh in TOTALS
        if now.get(name) is not None
    ]


def _beside(
    summary: Summary, before: Summary, part: str, keys: tuple[str, ...], figures: tuple[str, ...]
) -> list[dict[str, Any]]:
    """Rows of a part, each with what the night before had there."""
    old = {tuple(row[key] for key in keys): row for row in before.get(part, ())}
    rows = []
    for row in summary.get(part, ()):
        was = old.get(tuple(row[key] for key in keys))
        changes = {f"{f}_change": row[f] - was[f] if was else None for f in figures}
        rows.append({**row, **changes})
    return rows


def _used(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The dearest first: where one more unit would bring most."""
    return sorted(rows, key=lambda row: (-row["price"], row["resource"], row["branch_id"] or ""))


def _resource(row: Mapping[str, Any], zh: bool) -> dict[str, Any]:
    capacity = row["capacity"]
    return {
        **row,
        "words": _said(row["title"], zh),
        "unit": _said(row["unit"], zh),
        "percent": round(100 * row["used"] / capacity) if capacity else 0,
        "price": round(row["price"]),
        "scarce": round(row["price"]) > 0,
    }


def _refused(rows: Iterable[Mapping[str, Any]], zh: bool) -> dict[str, Any]:
    """One row a rule, with the customers it refuses on each channel."""
    rules: dict[str, dict[str, Any]] = {}
    for row in rows:
        rule = rules.setdefault(
            row["rule"],
            {
                "rule": row["rule"],
                "basis": row["basis"],
                "words": _said(row["title"], zh),
                "citation": _said(row["citation"], zh) if row["citation"] else "",
                "lifts": _said(row["lifts"], zh) if row["lifts"] else "",
                "channels": [],
            },
        )
        rule["channels"].append((row["channel"], row["customers"]))
    return {"refusals": list(rules.values())[:MOST], "refusals_left": max(0, len(rules) - MOST)}


def _said(text: Mapping[str, str], zh: bool) -> str:
    return text["zh" if zh else "en"]
