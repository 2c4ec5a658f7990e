"""Contacts with people past due: by channel and hour, who was reached, if money followed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import polars as pl

from forbear.nightly.bank import Bank
from forbear.nightly.cases import Tape
from forbear.nightly.figures.measures import FOLLOWED, MADE, REACHED, Measure, counted
from forbear.nightly.figures.policy import FiguresPolicy
from forbear.portfolio.words import REACHED as OUTCOMES
from forbear.portfolio.words import Channel
from forbear.strategy import Treatments

#: Kinds of channel: more lines on one chart than these nobody can tell apart.
KINDS = {
    Channel.CALL: "call",
    Channel.THIRD_PARTY: "third_party",
    Channel.HOME_VISIT: "visit",
    Channel.WORK_VISIT: "visit",
    Channel.SMS: "message",
    Channel.EMAIL: "message",
    Channel.LETTER: "message",
}


def contacts(
    tape: Tape,
    spells: pl.DataFrame,
    homes: pl.DataFrame,
    *,
    as_of: date,
    bank: Bank,
    policy: FiguresPolicy,
    treatments: Treatments,
) -> Iterator[pl.DataFrame]:
    """Figures of the contacts made while something was past due.

    ``homes`` says to which branch and product a customer's contacts are counted.
    """
    last = as_of - timedelta(days=policy.followed_within)
    first = last - timedelta(days=policy.contact_days - 1)
    made = _while_overdue(_local(tape, bank, first, last), spells, as_of)
    made = _followed(made, tape, first, as_of, policy.followed_within)
    made = made.join(homes, on="customer_id", how="left")
    channel = pl.col("channel").cast(pl.String)
    costs = _costs(treatments)
    people = pl.col("customer_id").n_unique()
    paid_out = channel.replace_strict(costs, default=0, return_dtype=pl.Int64).sum()
    for column, rows, amount in (
        (MADE, made, paid_out),
        (REACHED, made.filter("reached"), None),
        (FOLLOWED, made.filter("followed"), None),
    ):
        yield counted(
            Measure.CONTACT, rows, row=channel, column=column, customers=people, amount=amount
        )
    kinds = {str(one): kind for one, kind in KINDS.items()}
    kind = channel.replace_strict(kinds, default="other", return_dtype=pl.String)
    hour = pl.col("local").dt.strftime("%H")
    yield counted(Measure.HOUR, made, row=hour, column=kind)
    reached = made.filter("reached")
    yield counted(Measure.HOUR, reached, row=hour, column=kind + f".{REACHED}")


def _costs(treatments: Treatments) -> dict[str, int]:
    """What one use of each channel costs: its first treatment's."""
    used = [treatments[name] for name in reversed(treatments.names)]
    return {str(one.channel): one.cost for one in used if one.channel}


def _local(tape: Tape, bank: Bank, first: date, last: date) -> pl.DataFrame:
    """Contacts of some local days: customer_id, channel, reached, local (moment), day."""
    begins = datetime.combine(first - timedelta(days=1), time(), UTC)
    ends = datetime.combine(last + timedelta(days=2), time(), UTC)
    near = tape["contacts"].filter(pl.col("at").is_between(begins, ends, closed="left"))
    zones = tape["customers"].select(
        "customer_id", zone=pl.col("timezone").fill_null(bank.timezone)
    )
    reached = pl.col("outcome").is_in([str(one) for one in OUTCOMES])
    known = near.select("customer_id", "at", "channel", reached=reached).join(
        zones, on="customer_id", how="left"
    )
    parts = [
        part.with_columns(local=pl.col("at").dt.convert_time_zone(zone).dt.replace_time_zone(None))
        for (zone,), part in known.partition_by("zone", as_dict=True).items()
    ]
    whole = pl.concat(parts) if parts else known.with_columns(local=pl.lit(None, pl.Datetime("us")))
    return (
        whole.with_columns(day=pl.col("local").dt.date())
        .filter(pl.col("day").is_between(first, last))
        .select("customer_id", "channel", "reached", "local", "day")
    )


def _while_overdue(made: pl.DataFrame, spells: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Those made on a day on which the customer had something past due."""
    until = pl.col("ended_on").fill_null(as_of)
    runs = (
        spells.join(made, on="customer_id", how="semi")
        .sort("customer_id", "begins_on")
        .select("customer_id", "begins_on", until=until.cum_max().over("customer_id"))
    )
    found = made.sort("day").join_asof(
        runs.sort("begins_on"),
        left_on="day",
        right_on="begins_on",
        by="customer_id",
        strategy="backward",
        check_sortedness=False,
    )
    return found.filter(pl.col("until") >= pl.col("day")).drop("until", "begins_on")


def _followed(made: pl.DataFrame, tape: Tape, first: date, as_of: date, days: int) -> pl.DataFrame:
    """Adds ``followed``: whether the customer paid anything on the day or within so many after."""
    counts = (
        pl.col("paid_on").is_between(first, as_of)
        & (pl.col("amount") > 0)
        & (pl.col("reversed_on").is_null() | (pl.col("reversed_on") > as_of))
    )
    paid = (
        tape["payments"]
        .filter(counts)
        .join(tape["accounts"].select("account_id", "customer_id"), on="account_id")
        .join(made, on="customer_id", how="semi")
        .select("customer_id", "paid_on")
        .unique()
        .sort("paid_on")
    )
    found = made.join_asof(
        paid,
        left_on="day",
        right_on="paid_on",
        by="customer_id",
        strategy="forward",
        tolerance=timedelta(days=days),
        check_sortedness=False,
    )
    return found.with_columns(followed=pl.col("paid_on").is_not_null())
