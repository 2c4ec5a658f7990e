from datetime import date

import polars as pl
import pytest

from forbear.nightly.sums import KEYS, added

PARTS = {
    "buckets": [
        pl.DataFrame({"bucket": ["M0", "M1"], "accounts": [5, 1], "owed": [0, 10]}),
        pl.DataFrame({"bucket": ["M1", "M2"], "accounts": [2, 3], "owed": [20, 30]}),
    ],
    "holds": [
        pl.DataFrame(
            {
                "kind": ["dispute"],
                "first_ends_on": [date(2026, 12, 1)],
                "last_ends_on": [date(2026, 12, 9)],
                "open_ended": [1],
            }
        ),
        pl.DataFrame(
            {
                "kind": ["dispute"],
                "first_ends_on": [date(2026, 11, 30)],
                "last_ends_on": [date(2026, 12, 5)],
                "open_ended": [2],
            }
        ),
    ],
    "totals": [pl.DataFrame({"accounts": [5]}), pl.DataFrame({"accounts": [7]})],
    "refusals": [
        pl.DataFrame({"rule_id": ["R"], "channel": ["call"], "customers": [4], "title_en": ["x"]}),
        pl.DataFrame({"rule_id": ["R"], "channel": ["call"], "customers": [6], "title_en": ["x"]}),
    ],
}


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("buckets", [("M0", 5, 0), ("M1", 3, 30), ("M2", 3, 30)]),
        ("holds", [("dispute", date(2026, 11, 30), date(2026, 12, 9), 3)]),
        ("totals", [(12,)]),
        ("refusals", [("R", "call", 10, "x")]),
    ],
)
def test_sums_of_shards_add_up(name: str, rows: list[tuple[object, ...]]) -> None:
    assert added(name, PARTS[name]).rows() == rows
    assert added(name, reversed(PARTS[name])).rows() == rows


def test_one_shard_is_its_own_sum() -> None:
    for name, parts in PARTS.items():
        assert added(name, parts[:1]).equals(parts[0].sort(KEYS[name]) if KEYS[name] else parts[0])
