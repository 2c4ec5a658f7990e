"""Windows: a permit's, cut to the hours in which somebody is likely to be there."""

from __future__ import annotations

from datetime import date

import polars as pl

from forbear.policy import Policy
from forbear.visits.policy import VisitsPolicy, day_kind

WINDOWS = pl.List(pl.List(pl.Int32))


def cut(visits: pl.DataFrame, *, day: date, policy: Policy, holiday: bool = False) -> pl.DataFrame:
    """The same rows with ``windows`` cut to ``likely_there`` of ``visits.yaml``.

    ``visits`` has at least ``place`` (`AddressKind`) and ``windows``: the [opens, closes] pairs of
    the permit, minutes after local midnight. ``holiday`` says whether `day` is a public holiday.
    Windows that touch or overlap are joined. A row without common hours keeps an empty list, so
    that the planner can say it has no window. Row order is kept.
    """
    hours = policy.read("visits.yaml", VisitsPolicy).likely_there
    kind = day_kind(day, holiday)
    likely = pl.DataFrame(
        [
            (str(place), opens, closes)
            for place, of_day in hours.items()
            for opens, closes in getattr(of_day, kind)
        ],
        schema={"place_": pl.String, "from_": pl.Int32, "to_": pl.Int32},
        orient="row",
    )
    keyed = visits.with_columns(place_=pl.col("place").cast(pl.String))
    # Few distinct permits cover many visits: the cutting is done once for each.
    distinct = keyed.select("place_", "windows").unique(maintain_order=True)
    cuts = _joined(
        distinct.with_row_index("row_"),
        _pairs(distinct)
        .join(distinct.with_row_index("row_").select("row_", "place_"), on="row_")
        .join(likely, on="place_")
        .select(
            "row_",
            opens=pl.max_horizontal("opens", "from_"),
            closes=pl.min_horizontal("closes", "to_"),
        )
        .filter(pl.col("opens") < pl.col("closes")),
    )
    return (
        keyed.join(
            distinct.with_columns(cut_=cuts),
            on=["place_", "windows"],
            how="left",
            maintain_order="left",
            nulls_equal=True,
        )
        .with_columns(windows=pl.col("cut_"))
        .drop("place_", "cut_")
    )


def tidy(visits: pl.DataFrame) -> pl.DataFrame:
    """The same rows with ``windows`` in order, and those that touch or overlap made one."""
    return visits.with_columns(windows=_joined(visits.with_row_index("row_"), _pairs(visits)))


def _pairs(visits: pl.DataFrame) -> pl.DataFrame:
    """One row a window: ``row_`` (number of the visit's row), ``opens``, ``closes``."""
    return (
        visits.select("windows")
        .with_row_index("row_")
        .explode("windows")
        .filter(pl.col("windows").list.len() == 2)
        .select(
            "row_",
            opens=pl.col("windows").list.get(0, null_on_oob=True),
            closes=pl.col("windows").list.get(1, null_on_oob=True),
        )
    )


def _joined(rows: pl.DataFrame, pairs: pl.DataFrame) -> pl.Series:
    """The windows of each of `rows` (by ``row_``) out of `pairs`: in order, none overlapping."""
    before = pl.col("closes").cum_max().shift(1).over("row_")
    found = (
        pairs.sort("row_", "opens", "closes")
        .with_columns(run_=(before.is_null() | (pl.col("opens") > before)).cum_sum())
        .group_by("row_", "run_", maintain_order=True)
        .agg(pl.first("opens"), pl.max("closes"))
        .group_by("row_", maintain_order=True)
        .agg(windows=pl.concat_list("opens", "closes"))
        .with_columns(pl.col("windows").cast(WINDOWS))
    )
    return (
        rows.select("row_")
        .join(found, on="row_", how="left", maintain_order="left")
        .get_column("windows")
        .fill_null(pl.Series([[]], dtype=WINDOWS).first())
    )
