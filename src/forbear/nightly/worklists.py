"""The lists people work from: CSV that opens in a spreadsheet, one folder a branch.

A collector's file holds calls, most valuable first, dealt out so that everybody at a branch gets
his share of the valuable ones. Letters, messages, placements and suits have a file each. Names and
numbers are masked: whoever is to see them whole looks them up, which is then on record.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from forbear.nightly.work import write_aside
from forbear.portfolio.words import Channel, StaffRole

#: Channels that collectors work by hand.
DESK = (Channel.CALL.value, Channel.THIRD_PARTY.value)
#: Channels whose cases are on the teams' itineraries instead.
DOORS = (Channel.HOME_VISIT.value, Channel.WORK_VISIT.value)
BOM = b"\xef\xbb\xbf"
#: A cell that starts so would be run as a formula by a spreadsheet.
FORMULA = r"^[=+\-@\t\r]"

#: Columns of a list and their headings.
COLUMNS = {
    "rank": ("No.", "序号"),
    "case_id": ("Customer", "客户号"),
    "account_id": ("Account", "账户号"),
    "name": ("Name", "姓名"),
    "phone": ("Phone", "电话"),
    "treatment": ("Treatment", "处置方式"),
    "hours": ("Permitted hours", "许可时段"),
    "remaining": ("Attempts left", "剩余次数"),
    "requires": ("To be done", "须做到"),
    "owed": ("Owed", "欠款"),
    "days_past_due": ("Days past due", "逾期天数"),
    "reason": ("Why", "原因"),
    "value": ("Expected to bring", "预计净增回收"),
}


@dataclass(frozen=True)
class Wording:
    """How the lists speak: the language, the currency and its decimals, and texts by number."""

    chinese: bool
    currency: str
    minor: int
    #: Name of each treatment, reason of each row of the strategy's table, title of each rule that
    #: asks for something to be done.
    treatments: dict[str, str]
    reasons: dict[int, str]
    rules: dict[str, str]

    def heading(self, column: str) -> str:
        """A column's heading; money with its currency."""
        words = COLUMNS[column][self.chinese]
        return f"{words} ({self.currency})" if column in ("owed", "value") else words


def assign(planned: pl.DataFrame, officers: pl.DataFrame) -> pl.DataFrame:
    """The planned cases with ``collector_id``: who works them at the desk, else empty.

    The cases of a branch are dealt in turn, most valuable first. A branch without collectors gets
    none, and its desk cases stand in ``desk.csv`` for whoever is sent.
    """
    hands = (
        officers.filter(pl.col("role") == StaffRole.COLLECTOR.value)
        .sort("branch_id", "officer_id")
        .select(
            "branch_id",
            collector_id="officer_id",
            turn=pl.int_range(pl.len()).over("branch_id"),
            hands=pl.len().over("branch_id"),
        )
    )
    desk = (
        planned.filter(pl.col("channel").is_in(DESK))
        .sort(["branch_id", "value", "case_id"], descending=[False, True, False])
        .join(
            hands.select("branch_id", "hands").unique(),
            on="branch_id",
            how="left",
            maintain_order="left",
        )
        .with_columns(turn=pl.int_range(pl.len()).over("branch_id") % pl.col("hands"))
        .join(hands.drop("hands"), on=["branch_id", "turn"], how="left")
        .select("case_id", "collector_id")
    )
    return planned.join(desk, on="case_id", how="left").sort("case_id")


def write(planned: pl.DataFrame, folder: Path, wording: Wording) -> pl.DataFrame:
    """Write every list; the frame says which (branch_id, file, collector_id, cases, owed)."""
    made = []
    for (branch, name), rows in _lists(planned):
        file = f"{_safe(branch)}/{_safe(name)}.csv"
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        write_aside(path, BOM + _sheet(rows, wording).write_csv().encode())
        made.append(
            {
                "branch_id": branch,
                "file": file,
                "collector_id": rows["collector_id"][0],
                "cases": rows.height,
                "owed": rows["owed"].sum(),
            }
        )
    return pl.DataFrame(
        made,
        schema={
            "branch_id": pl.String,
            "file": pl.String,
            "collector_id": pl.String,
            "cases": pl.Int64,
            "owed": pl.Int64,
        },
    ).sort("branch_id", "file")


def _lists(planned: pl.DataFrame) -> Iterator[tuple[tuple[str, str], pl.DataFrame]]:
    on_paper = planned.filter(
        pl.col("channel").is_not_null() & ~pl.col("channel").is_in(DOORS)
    ).with_columns(
        list_=pl.when(~pl.col("channel").is_in(DESK))
        .then(pl.col("channel").cast(pl.String))
        .otherwise(pl.col("collector_id").fill_null("desk"))
    )
    ordered = on_paper.sort(
        ["branch_id", "list_", "value", "case_id"], descending=[False, False, True, False]
    )
    for key, rows in ordered.group_by("branch_id", "list_", maintain_order=True):
        yield (str(key[0]), str(key[1])), rows


def _sheet(rows: pl.DataFrame, wording: Wording) -> pl.DataFrame:
    free = ("case_id", "account_id", "name", "phone")
    return rows.with_columns(
        rank=pl.int_range(1, pl.len() + 1),
        treatment=pl.col("treatment").replace_strict(wording.treatments, return_dtype=pl.String),
        reason=pl.col("rule").replace_strict(wording.reasons, default=None, return_dtype=pl.String),
        requires=_titles(rows["requires"], wording),
        owed=_major(pl.col("owed"), wording.minor),
        value=_major(pl.col("value").round().cast(pl.Int64), wording.minor),
        **{name: _harmless(pl.col(name)) for name in free},
    ).select(pl.col(name).alias(wording.heading(name)) for name in COLUMNS)


def _titles(requires: pl.Series, wording: Wording) -> pl.Series:
    """Rule ids as titles; few distinct sets occur, so each is put into words once."""
    words = {
        ids: ("；" if wording.chinese else "; ").join(
            wording.rules[rule] for rule in ids.split(";") if rule in wording.rules
        )
        for ids in requires.drop_nulls().unique()
    }
    return requires.replace_strict(words, return_dtype=pl.String)


def _harmless(text: pl.Expr) -> pl.Expr:
    return pl.when(text.str.contains(FORMULA)).then("'" + text).otherwise(text)


def _major(amount: pl.Expr, minor: int) -> pl.Expr:
    """12345 -> 123.45, digit by digit."""
    digits = amount.abs().cast(pl.String).str.zfill(minor + 1)
    sign = pl.when(amount < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    if not minor:
        return sign + digits
    return sign + digits.str.head(-minor) + "." + digits.str.tail(minor)


def _safe(name: str) -> str:
    """A name that is a single path part, whatever the tape called it."""
    kept = "".join(c if c.isalnum() or c in "-_" else "_" for c in name)
    return kept or "_"
