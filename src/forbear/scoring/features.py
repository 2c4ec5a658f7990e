"""What a scorecard may look at: facts of an account known on the business date, none of the person.

Sex, age, education and marriage are left out on purpose, though the demo data has them: how
somebody is treated when late should follow from how the debt has been paid.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from forbear.portfolio.words import REACHED, Outcome

#: How far back contacts count, in days.
DAYS = 90


@dataclass(frozen=True)
class Feature:
    """One fact: how it is computed from `Aged` (and from contacts, if so), and in words."""

    value: Callable[[date], pl.Expr]
    en: str
    zh: str
    contacts: bool = False


def _column(name: str) -> Callable[[date], pl.Expr]:
    return lambda _: pl.col(name)


def _share(part: str, *whole: str) -> Callable[[date], pl.Expr]:
    """A ratio of sums; empty where the whole is nothing."""
    total = pl.sum_horizontal(whole)
    return lambda _: pl.when(total > 0).then(pl.col(part) / total)


FEATURES: dict[str, Feature] = {
    "days_past_due": Feature(_column("days_past_due"), "days past due", "逾期天数"),
    "times_delinquent_12m": Feature(
        _column("times_delinquent_12m"),
        "times an instalment fell overdue in 12 months",
        "近12个月逾期次数",
    ),
    "longest_delinquent_12m": Feature(
        _column("longest_delinquent_12m"),
        "longest days past due in 12 months",
        "近12个月最长逾期天数",
    ),
    "days_since_payment": Feature(
        lambda as_of: (pl.lit(as_of) - pl.col("last_paid_on")).dt.total_days(),
        "days since the last payment; empty if none was ever made",
        "距最近一次还款的天数，从未还款为空",
    ),
    "owed_share": Feature(
        _share("owed", "outstanding"),
        "overdue sum as a share of principal outstanding; empty if nothing is outstanding",
        "逾期金额占未还本金的比例，无未还本金时为空",
    ),
    "cover_90d": Feature(
        _share("paid_90d", "owed", "next_due"),
        "paid in 90 days as a multiple of what is overdue and due next; empty if nothing is",
        "近90天还款为逾期与下期应还之和的倍数，无应还时为空",
    ),
    "months_on_book": Feature(
        _column("months_on_book"), "whole months since opening", "开户至今的整月数"
    ),
    "attempts_90d": Feature(
        _column("attempts_90d"), "contacts tried in 90 days", "近90天联系次数", contacts=True
    ),
    "reached_90d": Feature(
        _column("reached_90d"),
        "contacts in 90 days in which the customer was reached",
        "近90天联系到本人的次数",
        contacts=True,
    ),
    "promises_90d": Feature(
        _column("promises_90d"), "promises to pay in 90 days", "近90天承诺还款次数", contacts=True
    ),
}


def features(
    aged: pl.DataFrame | pl.LazyFrame,
    contacts: pl.DataFrame | pl.LazyFrame,
    *,
    as_of: date,
    timezone: str,
    wanted: Collection[str] = tuple(FEATURES),
) -> pl.LazyFrame:
    """The wanted features by account: ``account_id`` and one Float64 column each.

    Takes `forbear.delinquency.Aged` and the tape's contacts, both as of the business date; later
    contacts are not looked at. ``timezone`` is the bank's, in which the date is meant. Contacts are
    read only if a wanted feature needs them. Row order is that of ``aged``.
    """
    frame = aged.lazy()
    names = [name for name in FEATURES if name in wanted]
    if any(FEATURES[name].contacts for name in names):
        frame = frame.join(
            _touched(contacts.lazy(), as_of, timezone),
            on="customer_id",
            how="left",
            maintain_order="left",
        ).with_columns(pl.col(_TOUCHED).fill_null(0))
    return frame.select(
        "account_id",
        **{name: FEATURES[name].value(as_of).cast(pl.Float64) for name in names},
    )


_TOUCHED = [name for name, feature in FEATURES.items() if feature.contacts]


def _touched(contacts: pl.LazyFrame, as_of: date, timezone: str) -> pl.LazyFrame:
    """Counts by customer over the last days, up to the end of the business date."""

    def midnight(day: date) -> datetime:
        return datetime.combine(day, time(), ZoneInfo(timezone)).astimezone(UTC)

    first, end = as_of - timedelta(days=DAYS - 1), as_of + timedelta(days=1)
    outcome = pl.col("outcome").cast(pl.String)
    return (
        contacts.filter(pl.col("at").is_between(midnight(first), midnight(end), closed="left"))
        .group_by("customer_id")
        .agg(
            attempts_90d=pl.len(),
            reached_90d=outcome.is_in([o.value for o in REACHED]).sum(),
            promises_90d=(outcome == Outcome.PROMISE.value).sum(),
        )
    )
