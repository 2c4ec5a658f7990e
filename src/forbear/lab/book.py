"""The real part of the tape: accounts, instalments and payments, each from a source row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from forbear.lab.columns import before, days, empty, numbered, pick, same
from forbear.lab.draw import Dice, Ints
from forbear.lab.duedates import due_dates
from forbear.lab.people import People, customer_of
from forbear.lab.places import BRANCHES
from forbear.lab.schedule import MINOR, Schedule, schedule
from forbear.lab.source import Source, resample


@dataclass(frozen=True)
class Book:
    """A chunk's accounts: number, source row, identifier, day of the month and dates they fall due.

    ``dates`` are days since 1970-01-01 by account and instalment (column ``back + 1``).
    """

    number: Ints
    row: Ints
    ids: pl.Series
    day: Ints
    dates: Ints
    plan: Schedule

    @property
    def late(self) -> Ints:
        """Months past due by account."""
        late: Ints = self.plan.months_late[self.row, 0]
        return late


def open_book(dice: Dice, source: Source, number: Ints, as_of: date) -> Book:
    """Draw a source row and a due day for each account number."""
    day, dates = due_dates(as_of)
    cycle = dice.below("cycle", number, len(day))
    row = resample(dice, source, number)
    return Book(number, row, numbered("A", number, 8), day[cycle], dates[cycle], schedule())


def accounts(
    dice: Dice, source: Source, book: Book, who: People, branch: Ints, as_of: date
) -> pl.DataFrame:
    """Limit, balance and outcome are real; opening day, branch and placement are made.

    ``branch`` is a position in `BRANCHES` by customer.
    """
    number, row, n = book.number, book.row, len(book.number)
    customer = customer_of(number)
    open_days = 400 + dice.below("opened", number, np.minimum(3650, (source.age[row] - 19) * 365))
    placed = (book.late >= 4) & dice.chance("placed", number, 0.25)
    agency = np.where(placed, dice.below("agency", number, 2), 2)
    gone = (book.late >= 7) & dice.chance("written_off", number, 0.1)
    return pl.DataFrame(
        {
            "account_id": book.ids,
            "customer_id": numbered("C", customer, 8),
            "branch_id": pl.Series([b[0] for b in BRANCHES]).gather(
                branch[np.searchsorted(who.index, customer)]
            ),
            "product": same("card", n),
            "currency": same("CNY", n),
            "opened_on": before(as_of, open_days),
            "principal": source.limit[row] * MINOR,
            "balance": np.maximum(source.bill[row, 0] * MINOR, book.plan.unpaid[row]),
            "annual_rate": same("0.1825", n),
            "overdue_rate": same("0.1825", n),
            "penalty": same("0.05", n),
            "penalty_min": same(1000, n),
            "secured": same(False, n),
            "closed_on": empty(n, pl.Date),
            "written_off_on": pick(gone, before(as_of, np.full(n, 15))),
            "placed_with": pl.Series(["A1", "A2", None]).gather(agency),
            "x_source_row": source.row[row].astype(np.int32),
            "x_default_next_month": source.default[row].astype(np.int8),
        }
    )


def instalments(book: Book) -> pl.DataFrame:
    """What was due when, and what of it is paid."""
    own, at = book.plan.instalments.rows(book.row)
    has = {name: values[at] for name, values in book.plan.instalments.columns.items()}
    return pl.DataFrame(
        {
            "account_id": book.ids.gather(own),
            "number": has["number"].astype(np.int32),
            "due_on": days(book.dates[own, has["back"] + 1]),
            "principal": has["principal"],
            "interest": has["interest"],
            "fee": np.zeros_like(has["principal"]),
            "paid": has["paid"],
        }
    )


def payments(dice: Dice, book: Book) -> pl.DataFrame:
    """Real amounts, paid up to nine days before the due day, within the same calendar month."""
    own, at = book.plan.payments.rows(book.row)
    has = {name: values[at] for name, values in book.plan.payments.columns.items()}
    key = book.number[own] * 8 + has["back"]
    early = dice.below("payment.day", key, np.minimum(10, book.day[own]))
    return pl.DataFrame(
        {
            "account_id": book.ids.gather(own),
            "payment_id": pl.Series([f"P{n}" for n in range(1, 8)]).gather(has["number"] - 1),
            "paid_on": days(book.dates[own, has["back"] + 1] - early),
            "amount": has["amount"],
            "reversed_on": empty(len(own), pl.Date),
        }
    )
