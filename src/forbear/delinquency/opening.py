"""Opening the books: a shard's frames of the tape, checked, placed and sorted."""

from __future__ import annotations

from datetime import date

import polars as pl

from forbear.delinquency.conventions import DelinquencyPolicy
from forbear.delinquency.ledger import PARTS, Ledger, account_date
from forbear.problems import refuse

#: Sums over a shard that may exceed this are kept in 128 bits.
WIDE = 2**62

#: The largest amount of one row in minor units, and the largest rates in millionths: ten times
#: the debt a year, and a penalty of all that was missed.
MOST = {"amount": 10**15, "overdue_rate": 10**7, "penalty": 10**6}

#: What is read of an account.
ACCOUNT = [
    *("account_id", "customer_id", "branch_id", "product", "currency", "opened_on", "closed_on"),
    *("principal", "balance", "overdue_rate", "penalty", "penalty_min"),
]

#: What is taken: a table of the tape, typed.
AnyFrame = pl.DataFrame | pl.LazyFrame


def open_ledger(
    accounts: AnyFrame,
    instalments: AnyFrame,
    payments: AnyFrame,
    *,
    as_of: date,
    policy: DelinquencyPolicy,
) -> Ledger:
    """Lay out the frames of one shard.

    A payment counts when it was received by ``as_of`` and not reversed by then. Of an account
    without a single payment row, the instalments' ``paid`` (the bank's own books) is believed.
    """
    held = accounts.lazy().select(ACCOUNT).sort("account_id").collect()
    received = _placed(payments, held, "payments", ["paid_on", "amount", "reversed_on"])
    due = _placed(instalments, held, "instalments", ["due_on", "number", *PARTS, "paid"])
    due = due.with_columns(pl.col(PARTS).fill_null(0))
    _check_range(held, "accounts", ["overdue_rate", "penalty", "penalty_min"])
    _check_range(due, "instalments", [*PARTS, "paid"])
    _check_range(received, "payments", ["amount"])
    scheduled = _among(len(held), due["at"])
    due, excess = _by_the_books(due, received, policy, len(held))
    counted = received.filter(
        pl.col("paid_on") <= as_of,
        pl.col("amount") > 0,
        pl.col("reversed_on").is_null() | (pl.col("reversed_on") > as_of),
    ).drop("reversed_on")
    asking = due.filter(pl.sum_horizontal(PARTS) > 0).drop("paid")
    whole = max(_size(asking, PARTS), _size(counted, ["amount"]))
    return Ledger(
        held.with_columns(_grace(policy), has_instalments=scheduled, excess=excess),
        sort_rows(asking, "number"),
        sort_rows(counted),
        as_of,
        policy,
        pl.Int64 if whole < WIDE else pl.Int128,
    )


def sort_rows(rows: pl.DataFrame, *then: str) -> pl.DataFrame:
    """Sorted by account and day (the first two columns), then as said; cheap if it is already."""
    account, day = rows.columns[:2]
    key = rows.select(account_date(pl.col(account), pl.col(day))).to_series()
    in_order = (key < key.shift(-1)).all() if then else key.is_sorted()
    whole = rows if in_order else rows.sort(account, day, *then)
    return whole.with_columns(pl.col(account).set_sorted())


def _grace(policy: DelinquencyPolicy) -> pl.Expr:
    days = {product.value: terms.grace_days for product, terms in policy.products.items()}
    return pl.col("product").replace_strict(days, return_dtype=pl.Int32).alias("grace_days")


def _placed(rows: AnyFrame, held: pl.DataFrame, table: str, columns: list[str]) -> pl.DataFrame:
    """The rows with ``at``, the position of their account, instead of its number.

    Looks each run of equal numbers up once: tapes come grouped by account more often than not, and
    if they come sorted as well, a merge finds the positions without hashing.
    """
    frame = rows.lazy().select("account_id", *columns).collect()
    number = frame["account_id"]
    begins = number.ne_missing(number.shift(1))
    if len(begins):
        begins[0] = True
    heads = number.filter(begins)
    known = held.select("account_id", known="account_id").with_row_index("at")
    if heads.is_sorted():
        found = heads.to_frame().join_asof(
            known.set_sorted("account_id"), on="account_id", check_sortedness=False
        )
    else:
        found = heads.to_frame().join(known, on="account_id", how="left", maintain_order="left")
    lost = found.filter(pl.col("account_id").ne_missing(pl.col("known")))
    if len(lost):
        raise refuse(
            "delinquency.orphan",
            f"{table}, account_id {lost['account_id'][0]}",
            "no such account in this shard; check the tape before ageing it",
            "本分片中没有此账户，请先检查数据再计算逾期",
        )
    at = found["at"].gather(begins.cum_sum() - 1).alias("at")
    return frame.select(at, *columns)


def _check_range(rows: pl.DataFrame, table: str, columns: list[str]) -> None:
    for column in columns:
        low, high = rows[column].min(), rows[column].max()
        if isinstance(low, int) and low < 0:
            raise refuse(
                "delinquency.negative",
                f"{table}, column {column}",
                f"holds {low}, which is less than nothing; a payment taken back is recorded with "
                "reversed_on",
                f"含有负数（{low}），冲正的还款请填写 reversed_on",
            )
        if isinstance(high, int) and high > MOST.get(column, MOST["amount"]):
            raise refuse(
                "delinquency.too_large",
                f"{table}, column {column}",
                f"holds {high}, more than any contract has; check the unit of the column "
                "(money in minor units, rates in millionths)",
                f"数值 {high} 超出任何合同的范围，请检查该列的单位"
                "（金额为最小货币单位，利率为百万分之一）",
            )


def _by_the_books(
    due: pl.DataFrame, received: pl.DataFrame, policy: DelinquencyPolicy, accounts: int
) -> tuple[pl.DataFrame, pl.Series]:
    """What the bank's books leave of each instalment, and what they show paid in excess.

    Only for accounts without payment rows; the others' ``paid`` is not looked at.
    """
    excess = pl.zeros(accounts, pl.Int64, eager=True)
    if due["paid"].null_count() == len(due):
        return due, excess
    paying = _among(accounts, received["at"]).gather(due["at"])
    rows = due.with_columns(left=pl.when(paying).then(0).otherwise(pl.col("paid").fill_null(0)))
    for part in policy.allotment.order:
        rows = rows.with_columns(
            pl.max_horizontal(pl.col(part) - pl.col("left"), 0).alias(part),
            pl.max_horizontal(pl.col("left") - pl.col(part), 0).alias("left"),
        )
    over = rows.filter(pl.col("left") > 0).group_by("at").agg(pl.col("left").sum())
    return rows.drop("left"), excess.scatter(over["at"], over["left"])


def _among(accounts: int, at: pl.Series) -> pl.Series:
    """Of each account: has it a row among these?"""
    begins = at.filter(at.ne_missing(at.shift(1)))
    return pl.repeat(False, accounts, eager=True).scatter(begins, True)


def _size(rows: pl.DataFrame, columns: list[str]) -> float:
    """The sum of all amounts, as near as matters."""
    return float(rows.select(pl.sum_horizontal(pl.col(columns).cast(pl.Float64).sum())).item())
