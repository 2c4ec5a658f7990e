"""Accepted rows from elsewhere become what a check leaves, or are refused with the reason."""

from __future__ import annotations

from itertools import islice

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from forbear.portfolio import TABLES, Checked, lay_out, shards_for, spec
from forbear.portfolio.lay_out import gathered
from forbear.problems import ForbearError

COUNTS = pl.DataFrame({"table": ["accounts"], "received": [3], "accepted": [2], "quarantined": [1]})
REASONS = pl.DataFrame(
    {"table": ["accounts"], "rule": ["money.negative"], "rows": [1], "en": ["No."], "zh": ["否"]}
)
INPUTS = [("b.csv", 3, "33"), ("a.csv", 4, "44")]


@pytest.fixture
def laid(tmp_path):
    """Lay out tables (a frame, or its batches) in two shards."""

    def run(shards=2, **tables):
        batches = {n: [t] if isinstance(t, pl.DataFrame) else t for n, t in tables.items()}
        return lay_out(
            tmp_path / "laid",
            tables=batches,
            shards=shards,
            counts=COUNTS,
            reasons=REASONS,
            inputs=INPUTS,
        )

    return run


def customers(*ids, **more):
    return pl.DataFrame({"customer_id": ids, **more}, schema_overrides={"customer_id": pl.String})


def accounts(**customer_of):
    return pl.DataFrame(
        {"account_id": list(customer_of), "customer_id": list(customer_of.values())}
    )


@pytest.fixture
def many(make):
    """Thirty customers, and two rows set aside."""
    rows = make.clean()
    some = range(1, 31)
    rows["customers"] = [make.customer(n, nickname=f"n{n}") for n in some]
    rows["accounts"] = [make.account(n) for n in some]
    rows["instalments"] = [make.instalment(f"A{n}", k) for n in some for k in (1, 2)]
    rows["payments"] = [make.payment(f"A{n}", n) for n in some]
    rows["payments"][3]["amount"] = "-1"
    rows["accounts"][7]["principal"] = "-1"
    return rows


@pytest.mark.parametrize("batch", [1, 7, 1000])
def test_rows_of_a_check_come_out_as_they_went_in(many, write, checked, tmp_path, batch):
    done = checked(write(many), shard_size=8)
    assert done.shards == 4
    tables = {}
    for name in TABLES:
        shards = range(1 if name in spec.SHARED else done.shards)
        whole = pl.concat([done.table(name, shard).collect() for shard in shards])
        tables[name] = whole.iter_slices(batch)
    again = lay_out(
        tmp_path / "laid",
        tables=tables,
        shards=done.shards,
        counts=done.counts,
        reasons=done.reasons,
        inputs=done.inputs,
    )
    assert (again.work, again.shards, again.inputs) == (tmp_path / "laid", 4, done.inputs)
    assert again.unread == ()
    assert_frame_equal(again.counts, done.counts)
    assert_frame_equal(again.reasons, done.reasons)
    for name in TABLES:
        for shard in range(1 if name in spec.SHARED else done.shards):
            own, other = again.table(name, shard).collect(), done.table(name, shard).collect()
            assert_frame_equal(own, other)
    assert "x_nickname" in again.table("customers", 0).collect_schema()
    for name in spec.SHARED:
        assert_frame_equal(again.shared(name), done.shared(name))


def test_work_folder_holds_only_what_is_read(laid):
    done = laid(customers=customers("c1"))
    assert sorted(p.name for p in done.work.iterdir()) == ["check.json", "schemas", "tables"]
    assert sorted(p.name for p in done.work.parent.iterdir()) == ["laid"]
    assert Checked.open(done.work).inputs == (("a.csv", 4, "44"), ("b.csv", 3, "33"))


def test_tables_without_rows_are_empty(laid):
    done = laid(customers=[], phones=[pl.DataFrame()])
    for name, schema in TABLES.items():
        for shard in range(2):
            found = done.table(name, shard).collect()
            assert_frame_equal(found, schema.create_empty())


def test_customer_is_whole_in_one_shard(laid):
    ids = [f"c{n}" for n in range(50)]
    done = laid(
        shards=4,
        customers=customers(*ids),
        accounts=accounts(**{f"a-{c}": c for c in ids}),
        payments=[
            pl.DataFrame({"account_id": [f"a-{c}"], "payment_id": ["p"]}) for c in reversed(ids)
        ],
        holds=pl.DataFrame({"customer_id": ids, "hold_id": ids}),
    )
    seen = []
    for shard in range(4):
        own = sorted(done.table("customers", shard).collect()["customer_id"])
        assert 0 < len(own) < 50
        for name in ("accounts", "holds"):
            assert sorted(done.table(name, shard).collect()["customer_id"]) == own
        paid = done.table("payments", shard).collect()["account_id"].str.slice(2)
        assert sorted(paid) == own
        seen += own
    assert sorted(seen) == sorted(ids)


def test_tables_are_asked_for_in_their_order_and_once(laid):
    asked = []

    def told(name, *frames):
        asked.append(f"{name} begins")
        yield from frames
        asked.append(f"{name} ends")

    laid(
        payments=told("payments", pl.DataFrame({"account_id": ["a"], "payment_id": ["p"]})),
        accounts=told("accounts", accounts(a="c1")),
        customers=told("customers", customers("c1")),
    )
    assert asked == [
        f"{n} {m}" for n in ("customers", "accounts", "payments") for m in ("begins", "ends")
    ]


def test_missing_columns_are_null_and_carried_ones_kept(laid):
    done = laid(
        shards=1,
        customers=[
            customers("c1", x_mark=[1], x_note=["n"]),
            customers("c2", x_note=["m"]),
            customers("c3", kind=["person"]),
        ],
    )
    found = done.table("customers", 0).collect()
    assert found.columns == [*TABLES["customers"].columns(), "x_mark", "x_note"]
    assert found.select("customer_id", "kind", "name", "x_mark", "x_note").rows() == [
        ("c1", None, None, 1, "n"),
        ("c2", None, None, None, "m"),
        ("c3", "person", None, None, None),
    ]
    assert found.schema["kind"] == TABLES["customers"].create_empty().schema["kind"]


@pytest.mark.parametrize(
    ("tables", "code", "where", "told"),
    [
        ({"customers": [customers("c1", colour=["red"])]}, "column", "customers.colour", "x_"),
        (
            {"customers": [customers("c1"), customers("c2", x_late=[1])]},
            "column",
            "customers.x_late",
            "x_",
        ),
        ({"customers": [customers("c1", name=[7])]}, "type", "customers.name", "Int64"),
        (
            {"customers": [customers("c1", born_on=["1990-01-01"])]},
            "type",
            "customers.born_on",
            "Date",
        ),
        (
            {"accounts": [accounts(a="c1").with_columns(balance=pl.lit(1.0))]},
            "type",
            "accounts.balance",
            "Float64",
        ),
        ({"customers": [customers("c1", kind=["alien"])]}, "value", "customers", "alien"),
        (
            {"teams": [pl.DataFrame({"team_id": ["t"], "starts": [2**40]})]},
            "value",
            "teams",
            str(2**40),
        ),
        ({"customers": [customers("c1", "c2", "c1")]}, "twice", "customers.customer_id", "'c1'"),
        (
            {"customers": [customers("c1")], "accounts": [accounts(a="c1"), accounts(a="c1")]},
            "twice",
            "accounts.account_id",
            "'a'",
        ),
        (
            {"customers": [customers("c1")], "accounts": [accounts(a="c1", b="c2", d="c3")]},
            "orphan",
            "accounts.customer_id",
            "2 rows",
        ),
        ({"phones": [customers("c9", phone=["1"])]}, "orphan", "phones.customer_id", "'c9'"),
        ({"phones": [customers(None, phone=["1"])]}, "orphan", "phones.customer_id", "None"),
        (
            {"payments": [pl.DataFrame({"account_id": ["a9"], "payment_id": ["p"]})]},
            "orphan",
            "payments.account_id",
            "'a9'",
        ),
    ],
)
def test_rows_that_cannot_be_used_are_refused(laid, tmp_path, tables, code, where, told):
    with pytest.raises(ForbearError) as caught:
        laid(**tables)
    (problem,) = caught.value.problems
    assert (problem.code, problem.where) == (f"lay_out.{code}", where)
    assert told in problem.en
    assert problem.zh
    assert not (tmp_path / "laid").exists()


def test_unknown_table_is_refused(laid):
    with pytest.raises(ValueError, match="no such table: loans"):
        laid(loans=[customers("c1")])


def test_codes_may_be_text_and_numbers_of_any_width(laid):
    given = customers("c1", kind=pl.Series(["company"], dtype=pl.Categorical), email=[None])
    teams = pl.DataFrame({"team_id": ["t"], "starts": pl.Series([480], dtype=pl.Int64)})
    done = laid(shards=1, customers=given, teams=teams)
    assert done.table("customers", 0).select("kind", "email").collect().rows() == [
        ("company", None)
    ]
    assert done.shared("teams")["starts"].to_list() == [480]


def test_earlier_check_stays_until_the_new_one_is_whole(laid, tmp_path):
    laid(customers=customers("old"))

    def breaks():
        yield accounts(a="new")
        raise RuntimeError("connection lost")

    with pytest.raises(RuntimeError, match="connection lost"):
        laid(customers=customers("new"), accounts=breaks())
    kept = Checked.open(tmp_path / "laid")
    assert [kept.table("customers", s).collect().height for s in (0, 1)].count(1) == 1

    done = laid(shards=1, customers=customers("new"))
    assert done.table("customers", 0).collect()["customer_id"].to_list() == ["new"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["laid"]


@pytest.mark.parametrize(
    ("heights", "made"),
    [
        ([], []),
        ([0, 0], []),
        ([1, 1, 1], [3]),
        ([3, 1, 0, 4, 9, 1, 2, 0], [4, 4, 9, 3]),
        ([4, 0, 0], [4]),
    ],
)
def test_small_batches_are_gathered_into_large_ones(heights, made):
    numbers = iter(range(sum(heights)))
    batches = [pl.DataFrame({"n": list(islice(numbers, h))}, {"n": pl.Int64}) for h in heights]
    frames = list(gathered(batches, 4))
    assert [frame.height for frame in frames] == made
    assert [n for frame in frames for n in frame["n"]] == list(range(sum(heights)))


def test_many_batches_make_one_file_a_shard(laid):
    done = laid(shards=1, customers=(customers(f"c{n}") for n in range(10)))
    assert [p.name for p in (done.work / "tables" / "customers").iterdir()] == ["000000"]


def test_quarantine_of_rows_set_aside_elsewhere_is_a_summary(laid, tmp_path):
    out = laid(customers=customers("c1")).write_quarantine(tmp_path / "out")
    assert [p.name for p in out.iterdir()] == ["summary.csv"]
    assert (out / "summary.csv").read_text("utf-8-sig") == (
        "table,received,accepted,quarantined,rule,rows,en,zh\n"
        "accounts,3,2,1,money.negative,1,No.,否\n"
    )


@pytest.mark.parametrize(
    ("accounts", "size", "shards"),
    [(0, 10, 1), (1, 10, 1), (10, 10, 1), (11, 10, 2), (10**9, 1, 65_534)],
)
def test_shards_hold_about_so_many_accounts(accounts, size, shards):
    assert shards_for(accounts, size) == shards
