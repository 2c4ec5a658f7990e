"""Whether promises to pay were kept, as the payments say."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import polars as pl

KEPT, BROKEN = "kept", "broken"


def judge(
    promises: pl.DataFrame,
    payments: pl.DataFrame,
    *,
    as_of: date,
    grace: int,
) -> pl.DataFrame:
    """The promises that can be judged, as (``promise_id``, ``state``), sorted; the others wait.

    ``promises``: promise_id, customer_id, account_id (empty: any of the customer's), currency,
    amount (minor units), made_on, due_on. ``payments``: account_id, customer_id, currency, paid_on,
    amount, reversed_on.

    A promise is kept once payments that were not reversed, from the day it was made through
    ``grace`` days after it was due, come to its amount; broken when ``as_of`` is past that and they
    did not. Money counts once, for the promise due first that it can count for. So the answer is
    found payment by payment: only open promises are looked at, and they are few.
    """
    left = _payments(payments, as_of)
    order = promises.sort("due_on", "made_on", "promise_id")
    found = [(p["promise_id"], _state(p, left, as_of, grace)) for p in order.iter_rows(named=True)]
    schema = {"promise_id": pl.String, "state": pl.String}
    return (
        pl.DataFrame(found, schema=schema, orient="row")
        .filter(pl.col("state").is_not_null())
        .sort("promise_id")
    )


def _payments(payments: pl.DataFrame, as_of: date) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """What was paid by customer and currency, oldest first, with how much of it is left."""
    counted = payments.filter(pl.col("reversed_on").is_null() & (pl.col("paid_on") <= as_of))
    left: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for paid in counted.sort("paid_on", "account_id", "amount").iter_rows(named=True):
        left[paid["customer_id"], paid["currency"]].append(paid)
    return left


def _state(
    promise: dict[str, Any],
    left: dict[tuple[str, str], list[dict[str, Any]]],
    as_of: date,
    grace: int,
) -> str | None:
    """Kept, broken, or not to be told yet. Takes what counts for the promise out of ``left``."""
    last = promise["due_on"] + timedelta(days=grace)
    wanted = promise["amount"]
    for paid in left[promise["customer_id"], promise["currency"]]:
        fits = promise["account_id"] in (None, paid["account_id"])
        if fits and promise["made_on"] <= paid["paid_on"] <= last:
            taken = min(wanted, paid["amount"])
            paid["amount"] -= taken
            wanted -= taken
    if wanted == 0:
        return KEPT
    return BROKEN if last < as_of else None
