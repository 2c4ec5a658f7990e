"""From accounts to cases: a person is contacted once for all he owes.

A case is a customer with something overdue. Its lead account is the one longest overdue (then the
largest, then the first by number): it names the branch, the product and the score.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from forbear.nightly.bank import Bank
from forbear.portfolio import masks
from forbear.portfolio.words import REACHED, AddressKind, HoldKind, Outcome

#: Frames of one shard, by table name.
Tape = Mapping[str, pl.DataFrame]


def cases(
    aged: pl.DataFrame, scored: pl.DataFrame, tape: Tape, *, as_of: date, bank: Bank
) -> pl.DataFrame:
    """One row a customer with something overdue, sorted by ``case_id``.

    Columns: ``case_id`` (the customer's number), ``customer_id``, ``branch_id``, ``account_id`` and
    ``product`` of the lead account, ``accounts`` overdue, ``days_past_due`` and ``bucket`` of the
    worst, ``five_tier``, ``owed`` (minor units of the bank's currency), ``secured``, ``placed``,
    ``p_self``, the customer's ``name``, masked, and what is known of reaching him.
    """
    overdue = aged.lazy().filter(pl.col("days_past_due") > 0)
    terms = tape["accounts"].lazy().select("account_id", "secured", "placed_with")
    lead = (
        overdue.join(terms, on="account_id", how="left")
        .join(scored.lazy().drop("points"), on="account_id", how="left")
        .with_columns(at_home=in_own_currency("owed", bank))
        .sort(
            ["customer_id", "days_past_due", "at_home", "account_id"],
            descending=[False, True, True, False],
        )
        .group_by("customer_id", maintain_order=True)
        .agg(
            pl.first("branch_id", "account_id", "product", "days_past_due", "bucket", "p_self"),
            pl.first("reason_1", "reason_2", "reason_3", "currency"),
            five_tier=pl.col("five_tier").max(),
            accounts=pl.len(),
            owed=pl.col("at_home").sum(),
            secured=pl.col("secured").fill_null(False).any(),
            placed=pl.col("placed_with").is_not_null().any(),
        )
    )
    known = _reach(tape["contacts"], tape["payments"], tape["accounts"], as_of, bank)
    return (
        lead.join(_details(tape), on="customer_id", how="left")
        .join(known, on="customer_id", how="left")
        .with_columns(
            pl.col("has_phone", "has_email", "has_address", "vulnerable", "reached_90d").fill_null(
                False
            ),
            pl.col("attempts_30d", "broken_promises_90d").fill_null(0),
            case_id=pl.col("customer_id"),
            name=masks.name(pl.col("name")),
        )
        .sort("case_id")
        .collect()
    )


def in_own_currency(column: str, bank: Bank) -> pl.Expr:
    """Minor units of the bank's currency; a currency without a rate in the policy counts nothing.

    Rates are whole millionths, so the product is exact until the one division (half up).
    """
    parts = pl.col("currency").replace_strict(
        {code: int(worth * 1_000_000) for code, worth in bank.worth().items()},
        default=0,
        return_dtype=pl.Int64,
    )
    return (pl.col(column) * parts + 500_000) // 1_000_000


def _details(tape: Tape) -> pl.LazyFrame:
    """Which ways to the customer are known at all."""
    own = pl.col("party_id").is_null() & pl.col("valid").fill_null(True)
    phones = tape["phones"].lazy().filter(own).select("customer_id", has_phone=True).unique()
    places = (
        tape["addresses"]
        .lazy()
        .filter(
            pl.col("lat").is_not_null()
            & pl.col("kind").is_in([AddressKind.HOME.value, AddressKind.WORK.value])
        )
        .select("customer_id", has_address=True)
        .unique()
    )
    fragile = [HoldKind.VULNERABLE.value, HoldKind.HARDSHIP.value]
    vulnerable = (
        tape["holds"]
        .lazy()
        .filter(pl.col("kind").is_in(fragile))
        .select("customer_id", vulnerable=True)
        .unique()
    )
    return (
        tape["customers"]
        .lazy()
        .select("customer_id", "name", has_email=pl.col("email").is_not_null())
        .join(phones, on="customer_id", how="left")
        .join(places, on="customer_id", how="left")
        .join(vulnerable, on="customer_id", how="left")
    )


def _reach(
    contacts: pl.DataFrame,
    payments: pl.DataFrame,
    accounts: pl.DataFrame,
    as_of: date,
    bank: Bank,
) -> pl.LazyFrame:
    """How often the customer was tried, reached, and let a promise lapse."""
    zone = ZoneInfo(bank.timezone)

    def since(days: int) -> pl.Expr:
        midnight = datetime.combine(as_of - timedelta(days), time(), zone)
        return pl.col("at") >= midnight.astimezone(UTC)

    tried = (
        contacts.lazy()
        .filter(since(90) & pl.col("party_id").is_null())
        .group_by("customer_id")
        .agg(
            attempts_30d=since(30).sum().cast(pl.Int32),
            reached_90d=pl.col("outcome").is_in([o.value for o in REACHED]).any(),
        )
    )
    promises = (
        contacts.lazy()
        .filter(since(90) & (pl.col("outcome") == Outcome.PROMISE.value))
        .select(
            "customer_id",
            made=pl.col("at").dt.convert_time_zone(bank.timezone).dt.date(),
        )
    )
    paid = (
        payments.lazy()
        .filter(pl.col("paid_on") >= as_of - timedelta(90))
        .join(accounts.lazy().select("account_id", "customer_id"), on="account_id")
        .select("customer_id", "paid_on")
    )
    grace = pl.duration(days=bank.promise_days)
    kept = (
        promises.join(paid, on="customer_id")
        .filter(pl.col("paid_on").is_between(pl.col("made"), pl.col("made") + grace))
        .select("customer_id", "made")
        .unique()
    )
    broken = (
        promises.filter(pl.col("made") + grace < as_of)
        .unique()
        .join(kept, on=["customer_id", "made"], how="anti")
        .group_by("customer_id")
        .agg(broken_promises_90d=pl.len().cast(pl.Int32))
    )
    return tried.join(broken, on="customer_id", how="full", coalesce=True)
