"""Entries and how they are tied together."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from forbear.evidence import NOTHING, Entry, follow

AT = datetime(2026, 11, 22, 23, 30, tzinfo=timezone(timedelta(hours=8)))


def made(last=None, **other):
    given = {"actor": "a", "action": "note", "subject": "s", "content": {"x": 1}, "at": AT}
    return follow(last, "customer:C1", **{**given, **other})


def test_first_entry_follows_nothing():
    entry = made()
    assert (entry.number, entry.before) == (0, NOTHING)


def test_next_entry_is_tied_to_the_one_before():
    first = made()
    second = made(first, at=AT + timedelta(seconds=1))
    assert (second.number, second.before) == (1, first.hash)


def test_hash_is_that_of_the_published_example():
    """The example of docs/journal.md: other writers of verifiers hold theirs against it."""
    assert made().hash == "7c3fbe6c394cdeb5f89238e97ee991b5f951b90a3c2d4efd66fb33193c52c1f3"


@pytest.mark.parametrize(
    "other",
    [
        {"chain": "customer:C2"},
        {"number": 1},
        {"at": AT + timedelta(microseconds=1)},
        {"actor": "b"},
        {"action": "hold"},
        {"subject": "t"},
        {"content": {"x": 2}},
        {"content": {"x": "1"}},
        {"before": "1" * 64},
    ],
)
def test_hash_changes_with_every_field(other):
    assert replace(made(), **other).hash != made().hash


def test_moment_and_day_are_utc():
    late = made(at=datetime(2026, 11, 23, 7, 59, tzinfo=timezone(timedelta(hours=8))))
    assert late.day == date(2026, 11, 22)
    assert late.fields()["at"] == "2026-11-22T23:59:00.000000Z"
    assert late.hash == made(at=datetime(2026, 11, 22, 23, 59, tzinfo=UTC)).hash


def test_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        made(at=datetime(2026, 11, 22, 9, 0))  # noqa: DTZ001


def test_line_read_again_is_the_entry():
    entry = made()
    again = Entry.read(json.loads(entry.line()))
    assert again == replace(entry, at=entry.at.astimezone(UTC))
    assert again.hash == entry.hash


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda g: g.pop("actor"), "actor"),
        (lambda g: g.update(more=1), "more"),
        (lambda g: g.update(number="0"), "number is no int"),
        (lambda g: g.update(number=True), "number is no int"),
        (lambda g: g.update(content=[]), "content is no dict"),
        (lambda g: g.update(at="2026-11-22"), "does not match"),
        (lambda g: g.update(actor=None), "actor is no str"),
    ],
)
def test_line_that_is_no_entry(change, why):
    given = json.loads(made().line())
    change(given)
    with pytest.raises(ValueError, match=why):
        Entry.read(given)
