"""What the night prepares for the dashboards, counted by hand on a tiny book."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from forbear.delinquency import Bucket, age_and_follow
from forbear.nightly import Order, plan
from forbear.nightly.bank import Bank
from forbear.nightly.cases import Tape
from forbear.nightly.figures import prepare as prepared
from forbear.nightly.figures.contacts import contacts
from forbear.nightly.figures.measures import COUNTS, KEYS, PARTS, Measure, together
from forbear.nightly.figures.policy import FiguresPolicy
from forbear.nightly.figures.refused import refused
from forbear.nightly.settings import Settings
from forbear.policy import parse
from forbear.problems import ForbearError

AS_OF = date(2026, 11, 22)
Made = Callable[..., pl.DataFrame]


def account(number: str, **more: Any) -> dict[str, Any]:
    return {
        "account_id": number,
        "customer_id": "c" + number[1:],
        "branch_id": "b1",
        "product": "card",
        "currency": "CNY",
        "opened_on": date(2026, 1, 1),
        "principal": 100_000,
        "balance": 50_000,
        **more,
    }


def instalment(number: str, due_on: date, amount: int) -> dict[str, Any]:
    return {"account_id": number, "number": 1, "due_on": due_on, "principal": amount}


def payment(number: str, paid_on: date, amount: int, **more: Any) -> dict[str, Any]:
    at = f"{number}-{paid_on}"
    return {"account_id": number, "payment_id": at, "paid_on": paid_on, "amount": amount, **more}


#: a1 never late; a2 late since August; a3 late in September, paid in November; a4 another branch
#: and currency; a5 the second account of c1, three days late.
ACCOUNTS = [
    account("a1"),
    account("a2"),
    account("a3"),
    account("a4", branch_id="b2", product="mortgage", currency="USD"),
    account("a5", customer_id="c1", balance=70_000),
]
INSTALMENTS = [
    instalment("a1", date(2026, 12, 1), 100),
    instalment("a2", date(2026, 8, 10), 1000),
    instalment("a3", date(2026, 9, 10), 2000),
    instalment("a4", date(2026, 10, 30), 300),
    instalment("a5", date(2026, 11, 19), 400),
]
PAYMENTS = [
    payment("a2", date(2026, 10, 5), 250),
    payment("a3", date(2026, 11, 3), 2000),
    payment("a4", date(2026, 11, 4), 100),
]


@pytest.fixture
def book(tape: Callable[..., Tape]) -> Tape:
    people = [{"customer_id": f"c{n}", "kind": "person"} for n in range(1, 6)]
    return tape(accounts=ACCOUNTS, instalments=INSTALMENTS, payments=PAYMENTS, customers=people)


@pytest.fixture
def dollars(chosen: Settings, bank: Bank) -> Settings:
    """The default policy at a bank that knows what a dollar is worth: 7.1."""
    from dataclasses import replace

    return replace(chosen, bank=bank)


@pytest.fixture
def figures(book: Tape, dollars: Settings) -> pl.DataFrame:
    return made_of(book, dollars)


NO_PERMITS = {
    "customer_id": pl.String(),
    "channel": pl.String(),
    "barred": pl.Boolean(),
    "refused_by": pl.String(),
}


def made_of(*books: Any) -> pl.DataFrame:
    *shards, settings = books
    parts = []
    for shard in shards:
        followed = age_and_follow(
            shard["accounts"],
            shard["instalments"],
            shard["payments"],
            as_of=AS_OF,
            policy=settings.ageing,
        )
        late = followed.aged.filter(pl.col("days_past_due") > 0)
        found = late.unique("customer_id", keep="first", maintain_order=True)
        parts.append(
            prepared.prepare(
                shard, followed, found, pl.DataFrame(schema=NO_PERMITS), settings, AS_OF
            )
        )
    added = pl.concat(parts).group_by(PARTS).agg(pl.col(COUNTS).sum())
    return prepared.finish(added, settings)


def of(figures: pl.DataFrame, measure: Measure) -> dict[tuple[str, ...], tuple[int, ...]]:
    rows = figures.filter(pl.col("measure") == str(measure))
    return {row[1:5]: row[5:] for row in rows.iter_rows()}


def test_book_by_bucket_counts_every_account_and_each_customer_once(figures: pl.DataFrame) -> None:
    assert of(figures, Measure.BUCKET) == {
        ("b1", "card", "M0", "outstanding"): (2, 2, 100_000),
        ("b1", "card", "M0", "owed"): (2, 2, 0),
        ("b1", "card", "M1", "outstanding"): (1, 1, 70_000),
        ("b1", "card", "M1", "owed"): (1, 1, 400),
        ("b1", "card", "M4", "outstanding"): (1, 1, 50_000),
        ("b1", "card", "M4", "owed"): (1, 1, 750),
        # 500 and 2 dollars at 7.1.
        ("b2", "mortgage", "M1", "outstanding"): (1, 1, 355_000),
        ("b2", "mortgage", "M1", "owed"): (1, 1, 1_420),
    }


def test_customer_with_two_accounts_in_a_bucket_counts_where_the_first_is(
    tape: Callable[..., Tape], dollars: Settings
) -> None:
    two = tape(
        accounts=[account("a1"), account("a2", customer_id="c1", product="auto_loan")],
        customers=[{"customer_id": "c1", "kind": "person"}],
    )
    counted = of(made_of(two, dollars), Measure.BUCKET)
    customers = {key[1]: value[1] for key, value in counted.items() if key[3] == "outstanding"}
    assert customers == {"card": 1, "auto_loan": 0}


def test_moves_by_month_with_the_month_that_is_not_over(figures: pl.DataFrame) -> None:
    rolls = of(figures, Measure.ROLL)
    assert rolls["b1", "card", "2026-10 M1", "M2"] == (1, 0, 2000)  # a3
    assert rolls["b1", "card", "2026-11 M2", "M0"] == (1, 0, 2000)  # a3 has paid
    assert rolls["b1", "card", "2026-11 M3", "M4"] == (1, 0, 750)  # a2
    assert rolls["b2", "mortgage", "2026-11 M1", "M1"] == (1, 0, 2_130)  # 3 dollars


def test_cures_by_month_of_entry_and_months_until(figures: pl.DataFrame) -> None:
    assert of(figures, Measure.CURE) == {
        ("b1", "card", "2026-08", "still"): (1, 0, 1000),
        ("b1", "card", "2026-09", "02"): (1, 0, 2000),
        ("b1", "card", "2026-11", "still"): (1, 0, 400),
        ("b2", "mortgage", "2026-10", "still"): (1, 0, 2_130),
    }


def test_recovered_is_what_came_while_something_was_past_due(figures: pl.DataFrame) -> None:
    assert of(figures, Measure.RECOVERED_MONTH) == {
        ("b1", "card", "2026-10", ""): (1, 0, 250),
        ("b1", "card", "2026-11", ""): (1, 0, 2000),
        ("b2", "mortgage", "2026-11", ""): (1, 0, 710),
    }
    assert of(figures, Measure.RECOVERED_DAY)["b2", "mortgage", "2026-11-04", ""] == (1, 0, 710)


def test_target_is_the_share_of_what_was_overdue_at_the_start(figures: pl.DataFrame) -> None:
    targets = of(figures, Measure.TARGET)
    assert targets["b1", "card", "2026-11", "M2"] == (1, 0, 700)  # 35 % of a3's 2000
    assert targets["b1", "card", "2026-11", "M3"] == (1, 0, 188)  # 25 % of a2's 750, half up
    assert targets["b2", "mortgage", "2026-11", "M1"] == (1, 0, 1_278)  # 60 % of 2130
    assert not [key for key in targets if key[3] == "M0"]


def test_shards_add_up_to_the_same_figures(book: Tape, dollars: Settings) -> None:
    def cut(*customers: str) -> Tape:
        held = book["accounts"].filter(pl.col("customer_id").is_in(customers))
        numbers = held["account_id"].implode()
        return {
            name: held
            if name == "accounts"
            else frame.filter(pl.col("account_id").is_in(numbers))
            if name in ("instalments", "payments")
            else frame.filter(pl.col("customer_id").is_in(customers))
            if "customer_id" in frame.columns
            else frame
            for name, frame in book.items()
        }

    whole = made_of(book, dollars)
    parts = made_of(cut("c4", "c2"), cut("c1"), cut("c3", "c5"), dollars)
    assert whole.equals(parts)
    assert whole.columns == [*KEYS, *COUNTS]
    assert whole.equals(whole.sort(KEYS))


HOMES = pl.DataFrame({"customer_id": ["c2"], "branch_id": ["b1"], "product": ["card"]})
RULES = {"contact_days": 30, "followed_within": 7, "months": 12, "targets": {"recovery": {}}}


def contact(at: datetime, channel: str, outcome: str, **more: Any) -> dict[str, Any]:
    return {
        "customer_id": "c2",
        "contact_id": str(at),
        "at": at,
        "channel": channel,
        "outcome": outcome,
        **more,
    }


@pytest.fixture
def contacted(
    tape: Callable[..., Tape], bank: Bank, chosen: Settings
) -> Callable[..., dict[tuple[str, ...], tuple[int, ...]]]:
    def count(
        measure: Measure, *rows: dict[str, Any], paid: Sequence[Any] = (), **customer: Any
    ) -> dict[tuple[str, ...], tuple[int, ...]]:
        whole = tape(
            contacts=list(rows),
            customers=[{"customer_id": "c2", "kind": "person", **customer}],
            accounts=[account("a2")],
            payments=list(paid),
        )
        spells = pl.DataFrame(
            {
                "customer_id": ["c2", "c2", "c2"],
                "begins_on": [date(2026, 10, 1), date(2026, 10, 3), date(2026, 11, 10)],
                "ended_on": [date(2026, 10, 25), date(2026, 10, 8), None],
            }
        )
        found = contacts(
            whole,
            spells,
            HOMES,
            as_of=AS_OF,
            bank=bank,
            policy=FiguresPolicy.model_validate(RULES),
            treatments=chosen.strategy.treatments,
        )
        return of(together(found).drop("currency"), measure)

    return count


def at(month: int, day: int, hour: int = 2) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def test_contacts_count_while_something_is_past_due(contacted: Any) -> None:
    made = contacted(
        Measure.CONTACT,
        contact(at(10, 20), "call", "no_answer"),  # within the first run
        contact(at(10, 26), "call", "right_party"),  # a day after its end
        contact(at(11, 12), "call", "promise"),
        contact(at(11, 16), "call", "promise"),  # its seven days are not over
        contact(at(11, 13), "sms", "delivered"),
        contact(at(9, 20), "sms", "delivered"),  # long ago
    )
    assert made == {
        ("b1", "card", "call", "made"): (2, 1, 120),
        ("b1", "card", "call", "reached"): (1, 1, 0),
        ("b1", "card", "sms", "made"): (1, 1, 5),
    }


@pytest.mark.parametrize(
    ("paid", "followed"),
    [
        (payment("a2", date(2026, 11, 12), 1), 1),
        (payment("a2", date(2026, 11, 19), 1), 1),
        (payment("a2", date(2026, 11, 20), 1), 0),
        (payment("a2", date(2026, 11, 11), 1), 0),
        (payment("a2", date(2026, 11, 13), 1, reversed_on=date(2026, 11, 14)), 0),
        (payment("a2", date(2026, 11, 13), 1, reversed_on=date(2026, 11, 23)), 1),
        (payment("a2", date(2026, 11, 13), 0), 0),
    ],
)
def test_payment_follows_within_its_days(contacted: Any, paid: Any, followed: int) -> None:
    made = contacted(Measure.CONTACT, contact(at(11, 12), "call", "promise"), paid=[paid])
    assert made.get(("b1", "card", "call", "followed"), (0,))[0] == followed


@pytest.mark.parametrize(
    ("zone", "hour"), [(None, "10"), ("Asia/Shanghai", "10"), ("Asia/Urumqi", "08")]
)
def test_hours_are_the_customers_own(contacted: Any, zone: str | None, hour: str) -> None:
    calls = contact(at(11, 12), "call", "promise"), contact(at(11, 12, 3), "letter", "sent")
    later = f"{int(hour) + 1:02}"
    assert contacted(Measure.HOUR, *calls, timezone=zone) == {
        ("b1", "card", hour, "call"): (1, 0, 0),
        ("b1", "card", hour, "call.reached"): (1, 0, 0),
        ("b1", "card", later, "message"): (1, 0, 0),
    }


def test_nothing_to_count_gives_no_rows(contacted: Any) -> None:
    assert contacted(Measure.CONTACT) == {}
    assert contacted(Measure.HOUR) == {}


def test_refusals_count_customers_by_rule_and_not_for_want_of_means(chosen: Settings) -> None:
    norms = [e.id for e in chosen.rules.entries if e.bindingness != "practical"][:2]
    means = next(e.id for e in chosen.rules.entries if e.bindingness == "practical")
    both = ";".join(norms)
    lawful = pl.DataFrame(
        [
            ("c2", "call", True, both),
            ("c3", "call", True, f"{norms[0]};{means}"),
            ("c2", "sms", False, means),
            ("c3", "sms", False, ""),
        ],
        schema=NO_PERMITS,
        orient="row",
    )
    homes = pl.DataFrame(
        {"customer_id": ["c2", "c3"], "branch_id": ["b1", "b2"], "product": ["card", "card"]}
    )
    found = of(together([refused(lawful, homes, chosen.rules)]).drop("currency"), Measure.REFUSAL)
    assert found == {
        ("b1", "card", norms[0], "call"): (1, 1, 0),
        ("b1", "card", norms[1], "call"): (1, 1, 0),
        ("b2", "card", norms[0], "call"): (1, 1, 0),
    }


def test_target_for_what_is_not_overdue_is_refused() -> None:
    text = "{targets: {recovery: {M0: 1}}, months: 12, contact_days: 30, followed_within: 7}"
    with pytest.raises(ForbearError, match="M0"):
        parse(text, FiguresPolicy, "figures.yaml")


@pytest.mark.slow
def test_figures_of_a_night_add_up_to_its_summary(made: Path) -> None:
    figures = pl.read_parquet(made / "figures.parquet")
    summary = json.loads((made / "summary.json").read_bytes())

    def whole(measure: Measure, column: str) -> dict[str, tuple[int, ...]]:
        rows = figures.filter((pl.col("measure") == str(measure)) & (pl.col("column") == column))
        summed = rows.group_by("row").agg(pl.col(COUNTS).sum())
        return {row[0]: row[1:] for row in summed.iter_rows()}

    assert whole(Measure.BUCKET, "outstanding") == {
        b["bucket"]: (b["accounts"], b["customers"], b["outstanding"]) for b in summary["buckets"]
    }
    assert {k: v[2] for k, v in whole(Measure.BUCKET, "owed").items()} == {
        b["bucket"]: b["owed"] for b in summary["buckets"]
    }
    assert {k: (v[0], v[2]) for k, v in whole(Measure.TIER, "outstanding").items()} == {
        t["five_tier"]: (t["accounts"], t["outstanding"]) for t in summary["tiers"]
    }
    rolls = figures.filter(
        (pl.col("measure") == str(Measure.ROLL)) & ~pl.col("row").str.starts_with("2026-11")
    )
    assert {(r[0], r[1]): r[2:] for r in _summed(rolls)} == {
        (f"{r['month'][:7]} {r['was']}", r["now"]): (r["accounts"], r["overdue"])
        for r in summary["rolls"]
    }
    refusals = figures.filter(pl.col("measure") == str(Measure.REFUSAL))
    assert {(r[0], r[1]): r[2] for r in _summed(refusals)} == {
        (r["rule"], r["channel"]): r["customers"] for r in summary["refusals"]
    }


def _summed(rows: pl.DataFrame) -> list[tuple[Any, ...]]:
    return list(rows.group_by("row", "column").agg(pl.col("items", "amount").sum()).iter_rows())


@pytest.mark.slow
def test_figures_are_the_same_for_any_number_of_shards(
    made: Path, night_tape: Path, order: Callable[..., Order], tmp_path: Path
) -> None:
    one = plan(order(night_tape, 100_000), tmp_path / "one")
    assert (one / "figures.parquet").read_bytes() == (made / "figures.parquet").read_bytes()


def test_every_bucket_of_the_default_targets_is_one_that_is_overdue(chosen: Settings) -> None:
    assert set(chosen.figures.targets.recovery) == set(Bucket) - {Bucket.M0}
