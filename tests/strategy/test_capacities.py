import numpy as np
import pytest

from forbear.policy import load, parse
from forbear.problems import ForbearError
from forbear.strategy import Counts, resolve
from forbear.strategy.capacities import ResourceFile

COUNTS = Counts(collectors=(2, 0, 1), teams=(1, 2, 0), cases=(100, 50, 7), agencies=3)
BRANCHES = ("a", "b", "c")
FRAME = "{zh: 资, en: R, unit: {zh: 个, en: pieces}, "


def resources(*lines: str) -> ResourceFile:
    text = "resources:\n" + "".join(f"  r{n}: {FRAME}{line}}}\n" for n, line in enumerate(lines))
    return parse(text, ResourceFile, "c.yaml")


@pytest.mark.parametrize(
    ("line", "limits"),
    [
        ("scope: bank, total: 12.9", [12]),
        ("scope: branch, total: 12", [12, 12, 12]),
        ("scope: branch, per_collector: 420", [840, 0, 420]),
        ("scope: bank, per_collector: 420", [1260]),
        ("scope: branch, per_team: 480, overbooking: 1.3", [624, 1248, 0]),
        ("scope: bank, per_agency: 50", [150]),
        ("scope: bank, per_case: 0.1", [15]),
        ("scope: branch, per_case: 0.1", [10, 5, 0]),
    ],
)
def test_resolve_counts_and_rounds_down(line: str, limits: list[int]) -> None:
    found = resolve(resources(line), BRANCHES, COUNTS)
    assert found.limit.tolist() == limits


def test_resolve_numbers_limits_by_resource_and_branch() -> None:
    found = resolve(resources("scope: bank, total: 5", "scope: branch, total: 7"), BRANCHES, COUNTS)
    assert found.index.tolist() == [[0, 0, 0], [1, 2, 3]]
    assert found.named() == [("r0", None), ("r1", "a"), ("r1", "b"), ("r1", "c")]


def test_resolve_tells_a_bank_of_one_branch_from_its_branch() -> None:
    one = Counts((1,), (1,), (1,), 0)
    lines = ("scope: bank, total: 5", "scope: branch, total: 7")
    assert resolve(resources(*lines), ("a",), one).named() == [("r0", None), ("r1", "a")]


def test_less_leaves_nothing_below_zero() -> None:
    found = resolve(resources("scope: branch, total: 7"), BRANCHES, COUNTS)
    assert found.less(np.array([3, 7, 9])).limit.tolist() == [4, 0, 0]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "scope: bank",
            "give exactly one of total, per_collector, per_team, per_agency, per_case; given: none",
        ),
        (
            "scope: bank, total: 1, per_team: 2",
            "give exactly one of total, per_collector, per_team, per_agency, per_case; "
            "given: total, per_team",
        ),
        (
            "scope: branch, per_agency: 2",
            "agencies serve the whole bank: use scope bank with per_agency",
        ),
        ("scope: bank, total: -1", "resources.r0.total"),
        ("scope: team, total: 1", "resources.r0.scope"),
        ("scope: bank, total: 1, overbooking: 0.5", "resources.r0.overbooking"),
    ],
)
def test_resources_name_what_is_wrong(line: str, said: str) -> None:
    with pytest.raises(ForbearError) as caught:
        resources(line)
    assert said in str(caught.value)


def test_capacities_shipped_grow_with_staff() -> None:
    shipped = load().read("capacities.yaml", ResourceFile)
    few = resolve(shipped, BRANCHES, COUNTS)
    many = resolve(shipped, BRANCHES, Counts((4, 0, 2), (2, 4, 0), (200, 100, 14), 6))
    scaled = [name for name, _ in few.named()]
    fixed = np.array([name == "legal_matters" for name in scaled])
    rounding = np.ones(len(scaled), np.int64)
    assert (many.limit[fixed] == few.limit[fixed]).all()
    assert (np.abs(many.limit - 2 * few.limit)[~fixed] <= rounding[~fixed]).all()
