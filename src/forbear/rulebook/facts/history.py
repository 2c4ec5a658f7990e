"""Facts counted from the contacts so far, in the debtor's local days."""

from __future__ import annotations

from datetime import date

import polars as pl

from forbear.portfolio.words import CONNECTED, REACHED, Channel
from forbear.problems import refuse
from forbear.rulebook.facts.local import with_local_day
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
    # Collected here, as both are used more than once.
    events = _events(tables["contacts"], day, zones).collect().lazy()
    person = events.group_by("customer_id").agg(
        pl.col("connected_today").sum().cast(pl.Int16).alias("calls_connected_today"),
        pl.col("reached_ago").min().fill_null(LOOK_BACK + 1),
        pl.col("tried").bitwise_or(),
    )
    person = _with_longest_run(person).collect().lazy()
    counted = ["calls_connected_today", "days_failed_in_row"]
    frame = person.select("customer_id", *counted)
    if "phones" in tables:
        numbers = _by_number(events, person, tables["phones"])
        dials = ["dials_unanswered_today", "dials_failed_in_row"]
        frame = frame.join(numbers, on="customer_id", how="left")
        frame = frame.with_columns(pl.col(dials).fill_null(0))
        counted += dials
    return Part(frame, dict.fromkeys(counted, 0))


def _events(contacts: pl.DataFrame, day: date, zones: pl.LazyFrame) -> pl.LazyFrame:
    """Calls to the debtor and whatever reached him, in his local days.

    ``ago`` counts days back; ``tried`` has bit k set for a dial that failed k days ago, today's
    left out.
    """
    call = pl.col("channel") == str(Channel.CALL)
    answered, reached = one_of("outcome", CONNECTED), one_of("outcome", REACHED)
    ago, failed = pl.col("ago"), pl.col("failed")
    bit = pl.lit(2, dtype=pl.UInt64).pow(ago.cast(pl.UInt32))
    nothing = pl.lit(0, dtype=pl.UInt64)
    return (
        with_local_day(contacts.lazy(), zones)
        .filter(pl.col("party_id").is_null() & (call | reached))
        .select(
            "customer_id",
            "phone",
            ago=(pl.lit(day) - pl.col("local")).dt.total_days().cast(pl.Int16),
            reached=reached,
            connected=call & answered,
            failed=call & ~answered,
        )
        .filter(ago <= LOOK_BACK)
        .select(
            "customer_id",
            "phone",
            "ago",
            "failed",
            connected_today=pl.col("connected") & (ago == 0),
            reached_ago=pl.when("reached").then(ago),
            tried=pl.when(failed & (ago > 0)).then(bit).otherwise(nothing),
        )
    )


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


def _with_longest_run(person: pl.LazyFrame) -> pl.LazyFrame:
    """``days_failed_in_row``: longest run of days in ``tried`` since the debtor was reached."""
    since = pl.lit(2, dtype=pl.UInt64).pow(pl.col("reached_ago").cast(pl.UInt32)) - 1
    run = pl.col("run")
    person = person.with_columns(
        run=pl.col("tried") & since, days_failed_in_row=pl.lit(0, pl.Int16)
    )
    for _ in range(_LONGEST):
        # One column a step: as one expression it would double with every day.
        person = person.with_columns(
            run=run & (run // 2), days_failed_in_row=pl.col("days_failed_in_row") + (run > 0)
        )
    return person.drop("run", "tried")


def _by_number(events: pl.LazyFrame, person: pl.LazyFrame, phones: pl.DataFrame) -> pl.LazyFrame:
    """Counts on the debtor's number that was dialled least; one never dialled counts as 0."""
    own = (
        phones.lazy()
        .filter(pl.col("party_id").is_null() & pl.col("valid").fill_null(True))
        .select("customer_id", "phone")
        .with_row_index("number")
        .join(person.select("customer_id", "reached_ago"), on="customer_id")
        .rename({"reached_ago": "since"})
    )
    today, run = pl.col("ago") == 0, pl.col("ago").is_between(1, pl.col("since") - 1)
    dials = (
        events.filter("failed")
        .select("customer_id", "phone", "ago")
        .join(own, on=["customer_id", "phone"])
        .group_by("number")
        .agg(today.sum().cast(pl.Int16).alias("today"), run.sum().cast(pl.Int16).alias("run"))
    )
    return (
        own.join(dials, on="number", how="left")
        .group_by("customer_id")
        .agg(
            pl.col("today").fill_null(0).min().alias("dials_unanswered_today"),
            pl.col("run").fill_null(0).min().alias("dials_failed_in_row"),
        )
    )
