from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest

from forbear.nightly.bank import Bank
from forbear.nightly.cases import Tape, cases, in_own_currency
from forbear.scoring.schema import Scored

AS_OF = date(2026, 11, 22)
MakeTape = Callable[..., Tape]
MakeAged = Callable[..., pl.DataFrame]


def scored(aged: pl.DataFrame, **p_self: float) -> pl.DataFrame:
    return aged.select(
        "account_id",
        points=pl.lit(500, pl.Int32),
        p_self=pl.col("account_id").replace_strict(p_self, default=0.5, return_dtype=pl.Float64),
        reason_1=pl.lit("late", pl.String),
        reason_2=pl.lit(None, pl.String),
        reason_3=pl.lit(None, pl.String),
    ).cast(Scored.create_empty().schema)


def one(aged: pl.DataFrame, tape: Tape, bank: Bank, **p_self: float) -> dict[str, Any]:
    frame = cases(aged, scored(aged, **p_self), tape, as_of=AS_OF, bank=bank)
    assert frame.height == 1
    return frame.row(0, named=True)


def tried(contact_id: str, day: int, outcome: str, **more: Any) -> dict[str, Any]:
    at = datetime(2026, 11, day, 2, tzinfo=UTC)
    base = {"customer_id": "c1", "contact_id": contact_id, "at": at, "channel": "call"}
    return {**base, "outcome": outcome, **more}


def test_lead_is_the_account_longest_overdue(aged: MakeAged, tape: MakeTape, bank: Bank) -> None:
    frame = aged(
        {"days_past_due": 5, "owed": 900_00, "branch_id": "b2"},
        {"days_past_due": 40, "owed": 1_00, "bucket": "M2"},
    )
    case = one(frame, tape(customers=[{"customer_id": "c1"}]), bank, a2=0.25)
    assert (case["case_id"], case["account_id"], case["branch_id"]) == ("c1", "a2", "b1")
    assert (case["days_past_due"], case["p_self"], case["accounts"]) == (40, 0.25, 2)
    assert case["owed"] == 901_00


def test_customer_with_nothing_overdue_is_no_case(
    aged: MakeAged, tape: MakeTape, bank: Bank
) -> None:
    frame = aged({"days_past_due": 0})
    assert cases(frame, scored(frame), tape(), as_of=AS_OF, bank=bank).height == 0


def test_ways_to_the_customer_count_only_his_own(
    aged: MakeAged, tape: MakeTape, bank: Bank
) -> None:
    theirs = tape(
        customers=[{"customer_id": "c1", "email": "a@example.com"}],
        phones=[
            {"customer_id": "c1", "phone": "+8613800000000", "party_id": "p1", "valid": True},
            {"customer_id": "c1", "phone": "+8613900000000", "valid": False},
        ],
        addresses=[{"customer_id": "c1", "address_id": "1", "kind": "home"}],
    )
    case = one(aged({}), theirs, bank)
    assert (case["has_phone"], case["has_email"], case["has_address"]) == (False, True, False)

    own = tape(
        customers=[{"customer_id": "c1"}],
        phones=[{"customer_id": "c1", "phone": "+8613800000000"}],
        addresses=[
            {"customer_id": "c1", "address_id": "1", "kind": "work", "lat": 30.0, "lon": 120.0}
        ],
    )
    case = one(aged({}), own, bank)
    assert (case["has_phone"], case["has_email"], case["has_address"]) == (True, False, True)


def test_contacts_are_counted_in_their_spans(aged: MakeAged, tape: MakeTape, bank: Bank) -> None:
    made = tape(
        customers=[{"customer_id": "c1"}],
        contacts=[
            tried("1", 20, "no_answer"),
            tried("2", 21, "no_answer"),
            tried("3", 21, "third_person", party_id="p1"),
            {**tried("4", 1, "right_party"), "at": datetime(2026, 9, 1, tzinfo=UTC)},
        ],
    )
    case = one(aged({}), made, bank)
    assert (case["attempts_30d"], case["reached_90d"]) == (2, True)


@pytest.mark.parametrize(
    ("promised", "paid", "broken"),
    [(10, None, 1), (10, 12, 0), (10, 17, 0), (10, 18, 1), (18, None, 0)],
    ids=["never paid", "paid", "paid on the last day", "paid a day late", "still has time"],
)
def test_promise_is_broken_when_nothing_came_in_time(
    aged: MakeAged, tape: MakeTape, bank: Bank, promised: int, paid: int | None, broken: int
) -> None:
    payments = [{"payment_id": "1", "paid_on": date(2026, 11, paid), "amount": 1}] if paid else []
    made = tape(
        customers=[{"customer_id": "c1"}],
        accounts=[{"account_id": "a1", "customer_id": "c1"}],
        contacts=[tried("1", promised, "promise")],
        payments=[{"account_id": "a1", **p} for p in payments],
    )
    assert one(aged({}), made, bank)["broken_promises_90d"] == broken


def test_other_currencies_are_worth_what_the_policy_says(bank: Bank) -> None:
    frame = pl.DataFrame(
        {"owed": [100, 100, 1, 100, 100], "currency": ["CNY", "USD", "USD", "JPY", "KRW"]}
    )
    worth = frame.select(in_own_currency("owed", bank)).to_series().to_list()
    assert worth == [100, 710, 7, 500, 0], "yen have no minor unit; won have no rate"


def test_order_of_rows_changes_nothing(aged: MakeAged, tape: MakeTape, bank: Bank) -> None:
    frame = aged({}, {"customer_id": "c0"}, {"owed": 7})
    made = tape(customers=[{"customer_id": "c1"}, {"customer_id": "c0"}])
    there = cases(frame, scored(frame), made, as_of=AS_OF, bank=bank)
    back = cases(frame.reverse(), scored(frame).reverse(), made, as_of=AS_OF, bank=bank)
    assert there.equals(back)
