"""Frames made ahead: the same, in order, and whatever went wrong."""

from __future__ import annotations

from collections.abc import Iterator
from threading import active_count, get_ident

import pytest

from forbear.web.nights.ahead import ahead


@pytest.mark.parametrize("items", [[], [1], list(range(50))])
def test_ahead_gives_the_same_in_order(items: list[int]) -> None:
    assert list(ahead(iter(items))) == items


def test_ahead_makes_in_another_thread() -> None:
    def who() -> Iterator[int]:
        yield get_ident()

    assert list(ahead(who())) != [get_ident()]


def test_ahead_raises_what_the_making_raises() -> None:
    def failing() -> Iterator[int]:
        yield 1
        raise ValueError("the second can't be made")

    found = ahead(failing())
    assert next(found) == 1
    with pytest.raises(ValueError, match="second"):
        next(found)


def test_ahead_lets_its_thread_end_when_nobody_wants_more() -> None:
    made = []

    def endless() -> Iterator[int]:
        number = 0
        while True:
            made.append(number)
            yield number
            number += 1

    before = active_count()
    found = ahead(endless())
    assert [next(found), next(found)] == [0, 1]
    found.close()
    assert active_count() == before
    assert len(made) <= 6


def test_ahead_holds_few_at_a_time() -> None:
    made: list[int] = []

    def counted() -> Iterator[int]:
        for number in range(20):
            made.append(number)
            yield number

    for used, _ in enumerate(ahead(counted())):
        assert len(made) <= used + 3
