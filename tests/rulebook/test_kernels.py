"""Gathering by customer, against plain loops; and looking customers up."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from forbear.rulebook.facts import kernels
from forbear.rulebook.facts.part import flagged, spread
from forbear.rulebook.facts.people import People

PEOPLE = 4
DAY = date(2026, 11, 23)
rows = st.lists(st.tuples(st.integers(0, PEOPLE - 1), st.integers(0, 62)), max_size=30)


def columns(pairs: list[tuple[int, int]]) -> tuple[kernels.Numbers, kernels.Numbers]:
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def of(pairs: list[tuple[int, int]], person: int) -> list[int]:
    return [value for who, value in pairs if who == person]


@given(rows)
def test_kernels_say_what_plain_loops_say(pairs: list[tuple[int, int]]) -> None:
    who, values = columns(pairs)
    everybody = range(PEOPLE)
    assert kernels.some(who, PEOPLE).tolist() == [bool(of(pairs, p)) for p in everybody]
    assert kernels.count(who, PEOPLE).tolist() == [len(of(pairs, p)) for p in everybody]
    least = kernels.least(who, values, PEOPLE, 99).tolist()
    assert least == [min(of(pairs, p), default=99) for p in everybody]
    days = kernels.days_set(who, values, PEOPLE).tolist()
    assert days == [sum(1 << day for day in set(of(pairs, p))) for p in everybody]
    ranks = kernels.ranked(who).tolist()
    assert ranks == [[a for a, _ in pairs[:n]].count(one) for n, (one, _) in enumerate(pairs)]


@given(st.sets(st.integers(0, 62)))
def test_longest_run_is_counted_up_to_a_week(days: set[int]) -> None:
    bits = np.array([sum(1 << day for day in days)], dtype=np.uint64)
    runs = [n for n in range(1, 8) for first in days if set(range(first, first + n)) <= days]
    assert kernels.longest_run(bits, 7).tolist() == [max(runs, default=0)]


def people(*zones: str | None) -> People:
    ids = [f"C{n}" for n in range(len(zones))]
    schema = {"customer_id": pl.String, "timezone": pl.String}
    frame = pl.DataFrame({"customer_id": ids, "timezone": list(zones)}, schema=schema)
    return People.of(frame, "Asia/Shanghai", (DAY,))


def test_people_without_a_time_zone_have_the_banks() -> None:
    found = people("Europe/Dublin", None, "Asia/Shanghai")
    assert found.zones == ("Asia/Shanghai", "Europe/Dublin")
    assert found.zone.tolist() == [1, 0, 0]


def test_numbered_leaves_out_rows_of_nobody() -> None:
    table = pl.DataFrame({"customer_id": ["C2", "X", "C0", "C2"], "n": [1, 2, 3, 4]})
    same = pl.DataFrame({"customer_id": ["C0", "C1", "C2"], "n": [1, 2, 3]})
    found = people(None, None, None).numbered({"table": table, "same": same})
    assert found["table"].select("who", "n").rows() == [(2, 1), (0, 3), (2, 4)]
    assert found["same"].select("who", "n").rows() == [(0, 1), (1, 2), (2, 3)]


def test_numbered_for_one_customer_and_for_none() -> None:
    table = pl.DataFrame({"customer_id": ["X", "C0"], "n": [1, 2]})
    assert people(None).numbered({"t": table})["t"].select("who", "n").rows() == [(0, 2)]
    assert people().numbered({"t": table})["t"].height == 0


def test_flagged_takes_unknown_as_not_so() -> None:
    table = pl.DataFrame({"who": [0, 0, 2], "yes": [None, True, None]})
    found = flagged(table, {"minor": pl.col("yes")}, 3)
    assert found["minor"].to_list() == [True, False, False]


def test_spread_puts_facts_in_their_places() -> None:
    frame = pl.DataFrame({"who": [2, 0], "minor": [None, True], "other": [1, 2]})
    assert spread(frame, 3)["minor"].to_list() == [True, None, None]
    assert spread(frame, 3, {"minor": False})["minor"].to_list() == [True, False, None]
    assert list(spread(frame, 3)) == ["minor"]
