"""Where the stages' work stands, and what of the tape each shard sees."""

from __future__ import annotations

import dataclasses

import polars as pl
import pytest

from forbear.nightly import spend
from forbear.nightly.run import SHARED, UNREAD, Run
from forbear.nightly.sums import KEYS, added
from forbear.portfolio.tables import TABLES

pytestmark = pytest.mark.slow


def test_shards_are_those_of_the_check(run: Run) -> None:
    assert run.shards == range(run.checked.shards)
    assert len(run.shards) > 1


def test_branches_are_all_in_order(run: Run) -> None:
    assert list(run.branches) == sorted(run.checked.shared("branches")["branch_id"])
    assert len(set(run.branches)) == len(run.branches) > 1


def test_tape_of_a_shard_has_every_table_and_the_banks_own_whole(run: Run) -> None:
    for shard in run.shards:
        tape = run.tape(shard)
        assert tape.keys() == TABLES.keys()
        for name in SHARED:
            assert tape[name].equals(run.checked.shared(name)), name


def test_shards_together_are_the_accepted_rows(run: Run) -> None:
    accepted = dict(run.checked.counts.select("table", "accepted").iter_rows())
    for name in TABLES:
        if name not in SHARED:
            assert sum(run.table(name, s).height for s in run.shards) == accepted[name], name


def test_customer_is_in_one_shard_with_all_that_is_his(run: Run) -> None:
    seen: set[str] = set()
    for shard in run.shards:
        tape = run.tape(shard)
        own = set(tape["customers"]["customer_id"])
        assert own.isdisjoint(seen)
        seen |= own
        for name, frame in tape.items():
            if name not in SHARED and "customer_id" in frame.columns:
                assert own.issuperset(frame["customer_id"]), name


@pytest.mark.parametrize("table", ["contacts", "payments", "accounts"])
def test_table_leaves_out_only_columns_that_nobody_reads(run: Run, table: str) -> None:
    whole = run.checked.table(table, 0).collect()

    assert run.table(table, 0).equals(whole.drop(UNREAD.get(table, ())))
    assert set(UNREAD.get(table, ())) < set(whole.columns)


def test_files_stand_in_their_stages_folder(run: Run) -> None:
    assert run.folder("route") == run.work.folder / "route"
    assert run.assessed(2, "aged") == run.work.folder / "assess-002" / "aged.parquet"


@pytest.mark.parametrize("name", KEYS)
def test_sums_are_added_over_shards(run: Run, name: str) -> None:
    parts = [pl.read_parquet(run.assessed(shard, f"sum-{name}")) for shard in run.shards]

    assert run.sums(name).equals(added(name, parts))


def test_values_are_of_the_shards_cases_in_their_order(run: Run) -> None:
    for shard, again in zip(run.shards, run.all_values(), strict=True):
        values, found = run.values(shard), pl.read_parquet(run.assessed(shard, "cases"))
        assert values.case_id.to_list() == found["case_id"].to_list()
        assert [run.branches[b] for b in values.branch] == found["branch_id"].to_list()
        assert values.value.shape == (len(run.settings.strategy.treatments.names), found.height)
        assert (values.value[0] == 0).all(), "waiting brings nothing and costs nothing"
        assert again().case_id.equals(values.case_id)


def test_capacities_are_the_limits_of_the_day_planned(run: Run) -> None:
    day = run.order.plan_for
    limits = spend.limits(run.settings, run.shared, run.sums("cases"), day)

    assert run.capacities.named() == limits.named()
    assert run.capacities.limit.tolist() == limits.limit.tolist()
    assert sum(limits.limit) > 0


def test_run_itself_does_not_change(run: Run) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        run.order = run.order  # type: ignore[misc]
