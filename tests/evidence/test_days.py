"""Closing days."""

from __future__ import annotations

import json
from datetime import date

import pytest

from forbear.evidence import NOTHING, Day, Head, close, digest
from forbear.evidence.days import in_order

DAY = date(2026, 11, 20)
HEADS = [Head("b", 2, digest(b"b")), Head("a", 0, digest(b"a"))]


def test_close_counts_chains_and_entries():
    day = close(None, DAY, HEADS)
    assert (day.chains, day.entries, day.before) == (2, 4, NOTHING)


def test_close_ties_to_the_day_before():
    first = close(None, DAY, HEADS)
    second = close(first, date(2026, 11, 23), HEADS)
    assert second.before == first.hash != second.hash


def test_close_does_not_mind_the_order_of_heads():
    assert close(None, DAY, HEADS) == close(None, DAY, HEADS[::-1])


@pytest.mark.parametrize("other", [Head("b", 3, digest(b"b")), Head("b", 2, digest(b"c"))])
def test_close_changes_with_every_head(other):
    assert close(None, DAY, [other, HEADS[1]]).tree != close(None, DAY, HEADS).tree


@pytest.mark.parametrize("day", [DAY, date(2026, 11, 19)])
def test_close_of_a_day_that_is_not_later(day):
    with pytest.raises(ValueError, match="does not come after"):
        close(close(None, DAY, HEADS), day, HEADS)


def test_close_of_a_chain_given_twice():
    with pytest.raises(ValueError, match="a is given twice"):
        in_order([*HEADS, Head("a", 1, NOTHING)])


def test_close_of_an_empty_journal():
    day = close(None, DAY, [])
    assert (day.chains, day.entries) == (0, 0)


def test_line_read_again_is_the_day():
    day = close(None, DAY, HEADS)
    assert Day.read(json.loads(day.line())) == day


@pytest.mark.parametrize(
    "change",
    [{"day": "20.11.2026"}, {"chains": "2"}, {"entries": True}, {"tree": 7}, {"more": 1}],
)
def test_line_that_is_no_day(change):
    given = json.loads(close(None, DAY, HEADS).line()) | change
    with pytest.raises(ValueError, match=r"kind|fields|format"):
        Day.read(given)
