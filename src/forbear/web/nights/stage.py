"""A finished plan into the database, beside the published one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
from django.conf import settings

from forbear.web.bulk import connect
from forbear.web.records.models import PlanAccount, PlanCase, PlanPermit, PlanStop

#: Tables of the published plan.
PLANS = (PlanCase, PlanPermit, PlanAccount, PlanStop)


def stage(made: Path, night: int) -> dict[str, object]:
    """Load a plan's folder beside the present plan; how it is found again, by table.

    The night's figures go where those of other nights are.
    """
    frames = {
        "plan_case": _parts(made / "decisions"),
        "plan_permit": _parts(made / "permits"),
        "plan_account": _overdue(made / "aged"),
        "plan_stop": iter([pl.read_parquet(made / "itineraries.parquet")]),
    }
    told: dict[str, object] = {}
    with connect(settings.DATABASES["default"]) as bulk:
        for model in PLANS:
            table = model._meta.db_table
            columns = [str(field.column) for field in model._meta.concrete_fields]
            staged = bulk.stage(table, (_text(f) for f in frames[table]), columns)
            told[table] = {
                "stage": staged.stage,
                "rows": staged.rows,
                "renames": [list(pair) for pair in staged.renames],
            }
    keep_figures(made, night)
    return told


def keep_figures(made: Path, night: int) -> None:
    """A night's figures into the table of all nights' in the place of what it left there before."""
    figures = pl.read_parquet(made / "figures.parquet")
    with connect(settings.DATABASES["default"]) as bulk:
        with bulk.transaction():
            bulk.execute("DELETE FROM figure WHERE night_id = $1", (night,))
            bulk.write("figure", [figures.with_columns(pl.lit(night, pl.Int64).alias("night_id"))])
        bulk.analyze("figure")


def clear() -> None:
    """Drop what stands beside of a plan that is not to be published."""
    with connect(settings.DATABASES["default"]) as bulk, bulk.transaction():
        for model in PLANS:
            bulk.execute(f"DROP TABLE IF EXISTS forbear_stage_{model._meta.db_table}")


def _parts(folder: Path) -> Iterator[pl.DataFrame]:
    for path in sorted(folder.glob("*.parquet")):
        yield pl.read_parquet(path)


def _overdue(folder: Path) -> Iterator[pl.DataFrame]:
    for frame in _parts(folder):
        yield frame.filter(pl.col("days_past_due") > 0)


def _text(frame: pl.DataFrame) -> pl.DataFrame:
    """Codes as text."""
    coded = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.Enum)]
    return frame.with_columns(pl.col(name).cast(pl.String) for name in coded)
