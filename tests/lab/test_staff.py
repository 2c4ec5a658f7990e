from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from forbear.lab.draw import Dice
from forbear.lab.staff import Staff, staff

AS_OF = date(2026, 11, 22)


@pytest.fixture(scope="module")
def bank() -> Staff:
    """The demo bank's own people."""
    return staff(Dice(1), AS_OF)


def test_staff_every_branch_has_collectors_officers_and_a_supervisor(bank: Staff) -> None:
    count = bank.officers.group_by("branch_id", "role").len()
    sizes = {role: sorted(set(count.filter(role=role)["len"])) for role in count["role"].unique()}
    assert count.height == 8 * 3
    assert sizes["supervisor"] == [1]
    assert (sizes["collector"][0] >= 10, sizes["collector"][-1] <= 12) == (True, True)
    assert set(sizes["field_officer"]) <= {8, 10, 12}


def test_staff_counts_agree_with_the_table(bank: Staff) -> None:
    field = bank.officers.filter(role="field_officer").group_by("branch_id").len().sort("branch_id")
    assert bank.field.tolist() == field["len"].to_list()


def test_teams_are_two_officers_of_one_branch_each_in_one_team(bank: Staff) -> None:
    assert set(bank.teams.group_by("team_id").len()["len"]) == {2}
    assert bank.teams["officer_id"].n_unique() == bank.teams.height
    both = bank.teams.join(bank.officers, on="officer_id")
    assert (both["branch_id"] == both["branch_id_right"]).all()
    assert set(both["role"]) == {"field_officer"}
    per_branch = bank.teams.group_by("branch_id").agg(pl.n_unique("team_id"))["team_id"]
    assert (per_branch.min() >= 4, per_branch.max() <= 6) == (True, True)


def test_teams_have_shifts_within_the_day(bank: Staff) -> None:
    shifts = set(bank.teams.select("starts", "ends").rows())
    assert shifts == {(540, 1080), (720, 1230)}


def test_officers_training_has_lapsed_for_one_in_every_other_branch(bank: Staff) -> None:
    lapsed = bank.officers.filter(pl.col("qualified_until") < AS_OF)
    assert lapsed["branch_id"].to_list() == ["B01", "B03", "B05", "B07"]
    others = bank.officers.filter(pl.col("role") != "field_officer")
    assert others["qualified_until"].null_count() == others.height


def test_agencies_not_all_may_be_used(bank: Staff) -> None:
    usable = bank.agencies.filter(pl.col("listed") & (pl.col("ends_on") >= AS_OF))
    assert usable["agency_id"].to_list() == ["A1", "A2"]
