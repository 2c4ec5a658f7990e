from collections.abc import Callable
from functools import reduce

import numpy as np
import pytest

from forbear.strategy import Cases
from forbear.strategy import survey as module
from forbear.strategy.survey import Survey, survey

Make = Callable[..., tuple[Cases, object, object]]


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SAMPLE", 120)
    monkeypatch.setattr(module, "BRANCH_SAMPLE", 20)


def part(cases: Cases, rows: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> Cases:
    return Cases(cases.case_id.gather(rows), cases.branch[rows], cases.value[:, rows])


@pytest.mark.parametrize("shards", [2, 3, 7])
def test_survey_of_shards_merged_is_that_of_the_whole(problem: Make, shards: int) -> None:
    cases, _, _ = problem(700)
    whole = survey(cases, 4)
    rows = np.random.default_rng(shards).permutation(700)
    parts = [survey(part(cases, rows[n::shards]), 4) for n in range(shards)]
    merged = reduce(Survey.merge, parts)
    for field in ("count", "hash", "branch", "value"):
        assert (getattr(merged, field) == getattr(whole, field)).all()


def test_survey_weighs_every_branch_by_its_cases(problem: Make) -> None:
    cases, _, _ = problem(700)
    seen = survey(cases, 4)
    sample = seen.weighted()
    assert np.bincount(seen.branch).tolist() == [30] * 4
    assert np.bincount(sample.branch, sample.weight) == pytest.approx(np.bincount(cases.branch))
    assert seen.complete().tolist() == [False] * 4


def test_survey_takes_small_branches_whole(problem: Make) -> None:
    cases, _, _ = problem(60)
    seen = survey(cases, 5)
    assert seen.complete().tolist() == [True] * 5
    assert seen.weighted().weight.tolist() == [1.0] * 60
    assert seen.count.tolist() == [*np.bincount(cases.branch).tolist(), 0]
