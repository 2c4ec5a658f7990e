"""One shard assessed: who is overdue, what is allowed, and what each treatment is worth."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest

from forbear.nightly.assess import Assessed, assess
from forbear.nightly.cases import Tape
from forbear.nightly.settings import Settings
from forbear.nightly.sums import KEYS, added

MakeTape = Callable[..., Tape]
Rows = dict[str, list[dict[str, Any]]]
AS_OF, DAY = date(2026, 11, 22), date(2026, 11, 23)
BRANCHES = ("b1", "b2")


def customer(number: str, *, due_on: date, paid: int = 0, branch_id: str = "b1") -> Rows:
    """One who owes 1,000.00 on a card since a day, with a phone and a home."""
    own = {"customer_id": number}
    return {
        "customers": [{**own, "kind": "person", "name": "张三", "born_on": date(1980, 5, 1)}],
        "accounts": [
            {
                **own,
                "account_id": f"a-{number}",
                "branch_id": branch_id,
                "product": "card",
                "currency": "CNY",
                "opened_on": date(2024, 1, 1),
                "principal": 20_000_00,
                "balance": 15_000_00,
                "annual_rate": 0,
            }
        ],
        "instalments": [
            {"account_id": f"a-{number}", "number": 1, "due_on": due_on, "principal": 1000_00}
        ],
        "payments": [
            {
                "account_id": f"a-{number}",
                "payment_id": "1",
                "paid_on": due_on,
                "amount": paid,
            }
        ]
        if paid
        else [],
        "phones": [{**own, "phone": "+8613800000000", "kind": "mobile", "valid": True}],
        "addresses": [
            {**own, "address_id": "1", "kind": "home", "lat": 30.1, "lon": 120.1},
        ],
    }


def rows(*parts: Rows) -> Rows:
    found: Rows = {}
    for part in parts:
        for table, more in part.items():
            found.setdefault(table, []).extend(more)
    return found


LATE = customer("c1", due_on=date(2026, 10, 1))
PUNCTUAL = customer("c2", due_on=date(2026, 10, 1), paid=1000_00)
FRESH = customer("c3", due_on=date(2026, 11, 21), branch_id="b2")
DEAD = rows(
    customer("c4", due_on=date(2026, 8, 1)),
    {
        "holds": [
            {
                "customer_id": "c4",
                "hold_id": "1",
                "kind": "deceased",
                "from_on": date(2026, 9, 1),
            }
        ]
    },
)


@pytest.fixture
def assessed(tape: MakeTape, chosen: Settings) -> Callable[..., Assessed]:
    def made(*parts: Rows, **more: Any) -> Assessed:
        return assess(tape(**rows(*parts)), chosen, as_of=AS_OF, day=DAY, branches=BRANCHES, **more)

    return made


def allowed(done: Assessed, customer_id: str) -> set[str]:
    own = done.permits.filter((pl.col("customer_id") == customer_id) & pl.col("allowed"))
    return set(own["channel"].cast(pl.String))


def test_every_account_is_aged_and_only_overdue_customers_are_cases(
    assessed: Callable[..., Assessed],
) -> None:
    done = assessed(LATE, PUNCTUAL, FRESH)

    assert done.aged.select("account_id", "days_past_due", "bucket").rows() == [
        ("a-c1", 52, "M2"),
        ("a-c2", 0, "M0"),
        ("a-c3", 1, "M1"),
    ]
    assert done.scored["account_id"].to_list() == ["a-c1", "a-c3"]
    assert done.cases.select("case_id", "branch_id", "days_past_due").rows() == [
        ("c1", "b1", 52),
        ("c3", "b2", 1),
    ]
    assert set(done.permits["customer_id"]) == {"c1", "c3"}


def test_values_are_of_the_cases_in_order(assessed: Callable[..., Assessed]) -> None:
    done = assessed(FRESH, LATE)

    assert done.values.case_id.to_list() == ["c1", "c3"]
    assert done.values.branch.tolist() == [0, 1]
    assert (done.values.value[0] == 0).all()


def test_treatment_is_worth_something_only_where_its_channel_is_permitted(
    assessed: Callable[..., Assessed], chosen: Settings
) -> None:
    done = assessed(LATE, FRESH, DEAD)
    treatments = chosen.strategy.treatments
    for at, case in enumerate(done.values.case_id):
        lawful = allowed(done, case)
        for row, name in enumerate(treatments.names):
            channel = treatments[name].channel
            if channel is not None and channel.value not in lawful:
                assert done.values.value[row, at] == -np.inf, (case, name)
    assert np.isfinite(done.values.value[1:, 0]).any()


def test_hold_closes_what_was_open(assessed: Callable[..., Assessed]) -> None:
    dead = assessed(DEAD)
    living = assessed({table: more for table, more in DEAD.items() if table != "holds"})

    assert {"call", "sms"} <= allowed(living, "c4")
    assert not {"call", "sms", "home_visit"} & allowed(dead, "c4")
    assert dead.sums["holds"]["kind"].to_list() == ["deceased"]


def test_case_names_the_row_of_the_table_that_it_met(
    assessed: Callable[..., Assessed], chosen: Settings
) -> None:
    done = assessed(LATE, FRESH)
    numbers = {row.number for row in chosen.strategy.table.rows}

    assert set(done.cases["rule"].drop_nulls()) <= numbers
    assert done.cases["rule"].null_count() == 0


def test_nobody_is_lost_who_has_not_been_sought(assessed: Callable[..., Assessed]) -> None:
    done = assessed(LATE, FRESH)

    assert done.cases["lost"].to_list() == [False, False]
    assert "third_party" not in allowed(done, "c1")


REFEREE = {"customer_id": "c1", "party_id": "p1", "role": "referee", "name": "李四"}


def sought(times: int, outcome: str = "no_answer") -> Rows:
    """Calls to c1's own number, one a day, the last two days before the business date."""
    last = datetime(2026, 11, 20, 2, tzinfo=UTC)
    return {
        "parties": [{**REFEREE, "no_contact": False, "liable": False}],
        "phones": [
            {
                "customer_id": "c1",
                "phone": "+8613900000001",
                "party_id": "p1",
                "source": "contract",
                "valid": True,
            }
        ],
        "contacts": [
            {
                "customer_id": "c1",
                "contact_id": str(number),
                "at": last - timedelta(days=number),
                "channel": "call",
                "outcome": outcome,
                "phone": "+8613800000000",
            }
            for number in range(times)
        ],
    }


@pytest.mark.parametrize(
    ("contacts", "lost"),
    [
        (sought(0), False),
        (sought(2), False),
        (sought(3), True),
        (sought(3, "right_party"), False),
        ({**sought(3), "parties": [{**REFEREE, "no_contact": True}]}, False),
        ({**sought(3), "parties": []}, False),
    ],
    ids=["not sought", "twice", "three days", "reached", "referee objects", "no referee"],
)
def test_debtor_is_lost_when_a_third_person_may_be_asked(
    assessed: Callable[..., Assessed], contacts: Rows, lost: bool
) -> None:
    done = assessed(LATE, FRESH, contacts)

    assert done.cases["lost"].to_list() == [lost, False]
    assert ("third_party" in allowed(done, "c1")) == lost


def test_shards_assessed_apart_are_the_whole(assessed: Callable[..., Assessed]) -> None:
    whole = assessed(LATE, PUNCTUAL, FRESH, DEAD)
    parts = [assessed(LATE, PUNCTUAL), assessed(FRESH, DEAD)]

    for name in ("aged", "scored", "cases", "permits"):
        together = pl.concat([getattr(part, name) for part in parts])
        assert together.equals(getattr(whole, name)), name
    values = np.concatenate([part.values.value for part in parts], axis=1)
    assert values.tolist() == whole.values.value.tolist()
    assert whole.sums.keys() == KEYS.keys()
    for name, frame in whole.sums.items():
        assert added(name, [part.sums[name] for part in parts]).equals(added(name, [frame])), name


def test_order_of_the_tape_changes_nothing(assessed: Callable[..., Assessed]) -> None:
    there, back = assessed(LATE, FRESH, DEAD), assessed(DEAD, FRESH, LATE)

    for name in ("aged", "scored", "cases", "permits"):
        assert getattr(there, name).equals(getattr(back, name)), name
    assert there.values.value.tolist() == back.values.value.tolist()


def test_nothing_overdue_leaves_no_case(assessed: Callable[..., Assessed]) -> None:
    done = assessed(PUNCTUAL)

    assert [done.cases.height, done.permits.height, done.scored.height] == [0, 0, 0]
    assert done.values.value.shape[1] == 0
    assert done.sums["totals"].select("accounts", "customers", "overdue_customers").rows() == [
        (1, 1, 0)
    ]


def test_empty_shard_is_assessed(assessed: Callable[..., Assessed]) -> None:
    done = assessed()

    assert [done.aged.height, done.cases.height, done.permits.height] == [0, 0, 0]
    assert done.sums["totals"]["accounts"].to_list() == [0]


def test_laps_are_told_in_order(assessed: Callable[..., Assessed]) -> None:
    told: list[str] = []
    assessed(LATE, lap=told.append)

    assert told == ["age", "permit", "score", "propose", "sum", "figures"]
