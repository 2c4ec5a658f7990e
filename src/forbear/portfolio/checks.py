"""What one row must be in itself, beyond the form of its values."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from forbear.portfolio.cells import Check
from forbear.portfolio.terms import Terms

#: Day on which the row's account was opened, beside the columns of instalments and payments.
OPENED = "forbear:opened_on"

_DAY = 24 * 60


def row_checks(table: str, terms: Terms) -> list[Check]:
    """The checks of a table, over its typed columns."""
    dated = _DATED[table](terms) if table in _DATED else []
    return dated + (_UNDATED[table]() if table in _UNDATED else [])


def _customers(terms: Terms) -> list[Check]:
    return [_future("born_on", terms)]


def _accounts(terms: Terms) -> list[Check]:
    ended = [
        Check("account.ended_before_opening", column, pl.col(column) < pl.col.opened_on)
        for column in ("closed_on", "written_off_on")
    ]
    return [_future("opened_on", terms), *_negative("principal", "penalty_min"), *ended]


def _instalments() -> list[Check]:
    due = pl.col.principal + pl.col.interest.fill_null(0) + pl.col.fee.fill_null(0)
    return [
        Check("number.range", "number", pl.col.number < 1),
        *_negative("principal", "interest", "fee", "paid"),
        Check("instalment.overpaid", "paid", pl.col.paid > due),
    ]


def _payments(terms: Terms) -> list[Check]:
    return [
        *_negative("amount"),
        _future("paid_on", terms),
        _future("reversed_on", terms),
        Check("payment.before_opening", "paid_on", pl.col.paid_on < pl.col(OPENED)),
        Check("payment.reversed_before_paid", "reversed_on", pl.col.reversed_on < pl.col.paid_on),
    ]


def _contacts(terms: Terms) -> list[Check]:
    return [Check("date.future", "at", pl.col.at >= pl.lit(terms.night))]


def _places() -> list[Check]:
    lat, lon = pl.col.lat, pl.col.lon
    return [
        Check("coordinates.range", "lat", (lat < -90) | (lat > 90)),
        Check("coordinates.range", "lon", (lon < -180) | (lon > 180)),
        Check("coordinates.zero", "lat", (lat == 0) & (lon == 0)),
        Check("coordinates.half", "lat", lat.is_null() & lon.is_not_null()),
        Check("coordinates.half", "lon", lon.is_null() & lat.is_not_null()),
    ]


def _periods() -> list[Check]:
    return [Check("period.backwards", "to_on", pl.col.to_on < pl.col.from_on)]


def _teams() -> list[Check]:
    starts, ends = pl.col.starts, pl.col.ends
    return [
        Check("shift.backwards", "starts", (starts < 0) | (starts >= _DAY)),
        Check("shift.backwards", "ends", (ends > _DAY) | (ends <= starts)),
    ]


def _future(column: str, terms: Terms) -> Check:
    return Check("date.future", column, pl.col(column) > terms.as_of)


def _negative(*columns: str) -> list[Check]:
    return [Check("money.negative", column, pl.col(column) < 0) for column in columns]


_DATED: dict[str, Callable[[Terms], list[Check]]] = {
    "customers": _customers,
    "accounts": _accounts,
    "payments": _payments,
    "contacts": _contacts,
}

_UNDATED: dict[str, Callable[[], list[Check]]] = {
    "instalments": _instalments,
    "addresses": _places,
    "branches": _places,
    "holds": _periods,
    "consents": _periods,
    "teams": _teams,
}
