"""What is gathered for each customer from rows in any order: arrays indexed by customer.

``who`` holds the customer's number of each row; every function gives one value a customer.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Numbers: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]


def some(who: Numbers, people: int) -> Flags:
    """Whether a customer has a row."""
    found = np.zeros(people, dtype=bool)
    found[who] = True
    return found


def count(who: Numbers, people: int) -> Numbers:
    """How many rows a customer has."""
    return np.bincount(who, minlength=people)


def least(who: Numbers, values: Numbers, people: int, none: int) -> Numbers:
    """The least value among a customer's rows; ``none`` for one without a row."""
    found = np.full(people, none, dtype=np.int64)
    np.minimum.at(found, who, values)
    return found


def days_set(who: Numbers, ago: Numbers, people: int) -> npt.NDArray[np.uint64]:
    """A set of days as bits: bit k for a row k days ago, k below 64."""
    found = np.zeros(people, dtype=np.uint64)
    np.bitwise_or.at(found, who, np.left_shift(np.uint64(1), ago.astype(np.uint64)))
    return found


def longest_run(days: npt.NDArray[np.uint64], up_to: int) -> Numbers:
    """Length of the longest run of consecutive days in each set, counted ``up_to`` so many."""
    run, length = days.copy(), np.zeros(days.size, dtype=np.int64)
    for _ in range(up_to):
        length += run > 0
        run &= run >> np.uint64(1)
    return length


def firsts(who: Numbers) -> Numbers:
    """Where in rows sorted by customer each customer's begin."""
    return np.flatnonzero(np.diff(who, prepend=-1))


def ranked(who: Numbers) -> Numbers:
    """Each row's place among the rows of its customer, from 0, in the order given."""
    order: npt.NDArray[Any] = np.argsort(who, kind="stable")
    placed = who[order]
    first = firsts(placed)
    starts = np.repeat(first, np.diff(np.append(first, placed.size)))
    rank = np.empty(who.size, dtype=np.int64)
    rank[order] = np.arange(who.size) - starts
    return rank
