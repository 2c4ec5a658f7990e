"""From real statuses, bills and payments to instalments that age to the same months past due.

Instalments are counted back from the newest one due: 0 fell due in the newest statement's month,
1 a month before, and -1 is the next, not yet due. Payments are the real ones and are never changed;
what the source does not tell is how much was due, so amounts due are chosen such that paying the
oldest first leaves exactly the real months past due. docs/demo-data.md tells it at length.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from forbear.lab.draw import Ints
from forbear.lab.source import MONTHS, Source, load

#: Oldest instalment that can arise: five statements back, up to six months late then, one paid.
OLDEST = 11
#: Minor units in one currency unit.
MINOR = 100
#: The minimum payment: this share of the bill, at least so much, at most the bill.
MINIMUM_PERCENT = 10
MINIMUM_LEAST = 100 * MINOR


@dataclass(frozen=True)
class Ragged:
    """Rows of several per source row: source row ``s`` owns ``start[s] : start[s] + count[s]``."""

    start: Ints
    count: Ints
    columns: dict[str, Ints]

    def rows(self, source: Ints) -> tuple[Ints, Ints]:
        """For source rows, repeats allowed: whose each row is (a place in `source`), and where."""
        count = self.count[source]
        owner = np.repeat(np.arange(len(source)), count)
        first = np.repeat(np.cumsum(count) - count, count)
        return owner, self.start[source][owner] + np.arange(len(owner)) - first


@dataclass(frozen=True)
class Schedule:
    """Instalments and payments of all source rows, oldest first. Money in minor units.

    ``instalments``: back, number, principal, interest, paid. ``payments``: back, number, amount.
    ``months_late``: months past due at each statement, newest first, as the tape has it.
    ``unpaid``: sum due and not paid.
    """

    instalments: Ragged
    payments: Ragged
    months_late: Ints
    unpaid: Ints


@lru_cache(maxsize=1)
def schedule() -> Schedule:
    """The schedule of the shipped source."""
    return build(load())


def build(source: Source) -> Schedule:
    """Lay out every source row's instalments and payments."""
    late = history(source.status, source.payment)
    due, paid = _amounts(source, late)
    interest = np.minimum(due // 2, _interest(source))
    instalments = _ragged(
        due > 0, {"principal": due - interest, "interest": interest, "paid": paid}
    )
    amount = source.payment * MINOR
    return Schedule(
        instalments=instalments,
        payments=_ragged(amount > 0, {"amount": amount}, first=0),
        months_late=late,
        unpaid=(due - paid)[:, 1:].sum(axis=1),
    )


def history(status: Ints, payment: Ints) -> Ints:
    """Months past due at each statement, newest first, made possible as bookkeeping.

    The newest month is the source's own. Going back, nobody may age by more than a month a month
    (the source often jumps from 0 to 2), and nobody gets better in a month without a payment.
    """
    said = np.maximum(status, 0)
    late = np.zeros_like(said)
    late[:, 0] = said[:, 0]
    for month in range(MONTHS - 1):
        least = np.maximum(late[:, month] - 1, 0)
        known = np.maximum(said[:, month + 1], least)
        late[:, month + 1] = np.where(payment[:, month] > 0, known, least)
    return late


def _amounts(source: Source, late: Ints) -> tuple[Ints, Ints]:
    """Amount due and paid by instalment; column ``back + 1``."""
    size = len(source)
    due = np.zeros((size, OLDEST + 2), dtype=np.int64)
    paid = np.zeros_like(due)
    back = np.arange(-1, OLDEST + 1)
    pay = source.payment * MINOR
    # The oldest unpaid instalment at each statement; with nothing late, the one not yet due.
    oldest = late + np.arange(MONTHS) - 1
    everyone = np.arange(size)
    due[everyone, oldest[:, -1] + 2] = pay[:, -1]
    part = np.zeros(size, dtype=np.int64)
    for month in range(MONTHS - 2, -1, -1):
        was, now, got = oldest[:, month + 1], oldest[:, month], pay[:, month]
        cleared = was - now
        each = got // np.maximum(cleared, 1)
        through = (back > now[:, None]) & (back <= was[:, None])
        due += np.where(through, each[:, None], 0)
        rest = np.where(cleared > 0, part + got - each * cleared, 0)
        due[everyone, was + 1] += rest
        part = np.where(cleared > 0, 0, part + got)
    _credit(due, source.bill[:, 0] * MINOR, late[:, 0])
    paid += due
    open_ = (back <= oldest[:, :1]) & (back >= 0)
    least = _minimum(source)
    due += np.where(open_, least, 0)
    first = due[everyone, oldest[:, 0] + 1]
    due[everyone, oldest[:, 0] + 1] = np.where(part >= first, first + part, first)
    paid[everyone, oldest[:, 0] + 1] += part
    due[:, 0] = np.where(source.bill[:, 0] > 0, least[:, 0], 0)
    return due, paid


def _credit(due: Ints, bill: Ints, late: Ints) -> None:
    """A newest bill below zero is money paid beyond what was due: so much less was due."""
    credit = np.where((bill < 0) & (late == 0), -bill, 0)
    due[:, 1] -= np.minimum(credit, due[:, 1])


def _minimum(source: Source) -> Ints:
    """The minimum payment by instalment: on the bill of the month before it fell due."""
    bill = source.bill[:, np.minimum(np.arange(OLDEST + 2), MONTHS - 1)] * MINOR
    least = np.maximum(bill // MINOR * MINIMUM_PERCENT // 100 * MINOR, MINIMUM_LEAST)
    return np.where(bill > 0, np.minimum(least, bill), MINIMUM_LEAST)


def _interest(source: Source) -> Ints:
    """Thirty days at 0.05 % a day on what the payment left of the bill before."""
    interest = np.zeros((len(source), OLDEST + 2), dtype=np.int64)
    left = np.maximum(source.bill[:, 1:] - source.payment[:, :-1], 0)
    interest[:, : MONTHS - 1] = left * MINOR * 15 // 1000
    return interest


def _ragged(keep: np.typing.NDArray[np.bool_], columns: dict[str, Ints], first: int = -1) -> Ragged:
    """Flatten a (row, back) table, oldest first, numbering each row's entries from 1."""
    flipped = keep[:, ::-1]
    count = flipped.sum(axis=1)
    back = np.broadcast_to(np.arange(keep.shape[1])[::-1] + first, keep.shape)[flipped]
    start = np.cumsum(count) - count
    number = np.arange(len(back)) - np.repeat(start, count) + 1
    flat = {name: values[:, ::-1][flipped] for name, values in columns.items()}
    return Ragged(start, count, {"back": back, "number": number, **flat})
