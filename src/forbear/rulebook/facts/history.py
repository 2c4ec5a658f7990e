"""Facts counted from the contacts so far, in the debtor's local days."""

from __future__ import annotations

from datetime import date

import polars as pl

from forbear.portfolio.words import CONNECTED, REACHED, Channel
from forbear.problems import refuse
from forbear.rulebook.facts.part import Part, Tables, one_of

#: Days looked back; older failures say nothing about whether the debtor is out of reach now.
LOOK_BACK = 62
#: Runs of days are counted up to a week.
_LONGEST = 7


def history(tables: Tables, day: date, zones: pl.LazyFrame) -> Part:
    """Counts of today and of the run of failures before today.

    ``zones`` gives each customer's time zone (``customer_id``, ``zone``). Contacts with third
    persons (``party_id`` filled) do not count for the debtor.
    """
    calls = _events(tables["contacts"], day, zones)
    answered = calls.group_by("customer_id").agg(
        (pl.col("connected") & (pl.col("ago") == 0)).sum().cast(pl.Int16).alias("connected_today"),
        pl.col("ago").filter(pl.col("reached")).min().alias("reached_ago"),
        _days_tried().alias("tried"),
    )
    answered = answered.with_columns(pl.col("reached_ago").fill_null(LOOK_BACK + 1))
    frame = answered.select(
        "customer_id",
        pl.col("connected_today").alias("calls_connected_today"),
        _longest_run().alias("days_failed_in_row"),
    )
    others: dict[str, bool | int | str | None] = dict.fromkeys(
        ("calls_connected_today", "days_failed_in_row"), 0
    )
    if "phones" not in tables:
        return Part(frame, others)
    frame = frame.join(_by_number(calls, answered, tables), on="customer_id", how="left")
    named = ("dials_unanswered_today", "dials_failed_in_row")
    frame = frame.with_columns(pl.col(named).fill_null(0))
    return Part(frame, others | dict.fromkeys(named, 0))


def _events(contacts: pl.DataFrame, day: date, zones: pl.LazyFrame) -> pl.LazyFrame:
    """Calls to the debtor and whatever reached him, with ``ago``, the local days since."""
    names = zones.select(pl.col("zone").unique().sort()).collect().to_series().to_list()
    table = contacts.lazy()
    if len(names) > 1:
        table = table.join(zones, on="customer_id", how="left")
        local = pl.coalesce(
            pl.when(pl.col("zone") == name).then(_local_day(name)) for name in names
        )
    else:
        local = _local_day(names[0] if names else "UTC")
    reached = one_of("outcome", REACHED)
    call = pl.col("channel") == str(Channel.CALL)
    events = table.filter(pl.col("party_id").is_null() & (call | reached)).select(
        "customer_id",
        "phone",
        ago=(pl.lit(day) - local).dt.total_days().cast(pl.Int32),
        reached=reached,
        connected=call & one_of("outcome", CONNECTED),
        failed=call & ~one_of("outcome", CONNECTED),
    )
    return events.filter(pl.col("ago") <= LOOK_BACK)


def refuse_future(contacts: pl.DataFrame, day: date, zones: list[str]) -> None:
    """Raise `ForbearError` if a contact lies after the end of ``day`` wherever people live."""
    local = [pl.col("at").max().dt.convert_time_zone(zone).dt.date() for zone in zones]
    earliest: date | None = contacts.select(pl.min_horizontal(local)).item() if zones else None
    if earliest is not None and earliest > day:
        raise refuse(
            "rulebook.future",
            "contacts.at",
            f"a contact of {earliest} is later than the day asked about, {day}; leave it out",
            f"联系日期 {earliest} 晚于所问日期 {day}，请去掉该记录",
        )


def _local_day(zone: str) -> pl.Expr:
    return pl.col("at").dt.convert_time_zone(zone).dt.date()


def _days_tried() -> pl.Expr:
    """Bit k is set if a dial failed k days ago; today is left out."""
    bit = pl.lit(2, dtype=pl.UInt64).pow(pl.col("ago").cast(pl.UInt32))
    before = pl.col("failed") & (pl.col("ago") > 0)
    return pl.when(before).then(bit).otherwise(pl.lit(0, dtype=pl.UInt64)).bitwise_or()


def _longest_run() -> pl.Expr:
    """Longest run of days in ``tried``, since the debtor was last reached."""
    since = pl.lit(2, dtype=pl.UInt64).pow(pl.col("reached_ago").cast(pl.UInt32)) - 1
    run = pl.col("tried") & since
    longest = (run > 0).cast(pl.Int16)
    for _ in range(_LONGEST - 1):
        run = run & (run // 2)
        longest = longest + (run > 0).cast(pl.Int16)
    return longest


def _by_number(calls: pl.LazyFrame, answered: pl.LazyFrame, tables: Tables) -> pl.LazyFrame:
    """Counts on the number that was dialled least; one never dialled counts as 0."""
    own = (
        tables["phones"]
        .lazy()
        .filter(pl.col("party_id").is_null() & pl.col("valid").fill_null(True))
        .select("customer_id", "phone")
    )
    since = answered.select("customer_id", "reached_ago")
    today = pl.col("ago") == 0
    dials = (
        calls.filter(pl.col("failed"))
        .join(since, on="customer_id")
        .group_by("customer_id", "phone")
        .agg(
            today.sum().cast(pl.Int16).alias("today"),
            (~today & (pl.col("ago") < pl.col("reached_ago"))).sum().cast(pl.Int16).alias("run"),
        )
    )
    return (
        own.join(dials, on=["customer_id", "phone"], how="left")
        .group_by("customer_id")
        .agg(
            pl.col("today").fill_null(0).min().alias("dials_unanswered_today"),
            pl.col("run").fill_null(0).min().alias("dials_failed_in_row"),
        )
    )
