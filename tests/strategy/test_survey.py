from collections.abc import Callable
from functools import reduce

import numpy as np
import pytest

from forbear.strategy import Cases
from forbear.strategy import survey as module
from forbear.strategy.cases import stable_hash
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
    for field in ("count", "hash", "branch", "value", "sure"):
        assert (getattr(merged, field) == getattr(whole, field)).all()


def test_survey_weighs_every_branch_by_its_cases(problem: Make) -> None:
    cases, _, _ = problem(700)
    seen = survey(cases, 4)
    sample = seen.weighted()
    assert np.bincount(seen.branch).tolist() == [30] * 4
    assert np.bincount(sample.branch, sample.weight) == pytest.approx(np.bincount(cases.branch))
    assert seen.complete().tolist() == [False] * 4


def test_survey_holds_those_with_most_at_stake_and_a_hash_sample_of_others(problem: Make) -> None:
    cases, _, _ = problem(700)
    seen = survey(cases, 4)
    hashes, stake = stable_hash(cases.case_id), cases.value.max(axis=0)
    for b in range(4):
        rows = np.flatnonzero(cases.branch == b)
        rows = rows[np.argsort(-stake[rows])]
        here = seen.branch == b
        assert set(seen.hash[here & seen.sure]) == set(hashes[rows[:15]])
        assert set(seen.hash[here & ~seen.sure]) == set(np.sort(hashes[rows[15:]])[:15])
    assert seen.weight()[seen.sure].tolist() == [1.0] * 60


def test_survey_takes_the_lowest_hashes_among_cases_alike(problem: Make) -> None:
    cases, _, _ = problem(700)
    alike = Cases(cases.case_id, cases.branch, np.zeros_like(cases.value))
    seen = survey(alike, 4)
    hashes = stable_hash(cases.case_id)
    for b in range(4):
        lowest = np.sort(hashes[cases.branch == b])[:30]
        assert np.sort(seen.hash[seen.branch == b]).tolist() == lowest.tolist()


def test_thinned_stands_for_as_many_cases(problem: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "THIN", 40)
    monkeypatch.setattr(module, "BRANCH_THIN", 5)
    cases, _, _ = problem(700)
    seen = survey(cases, 4)
    thin = seen.thinned()
    assert np.bincount(thin.branch).tolist() == [10] * 4
    assert np.bincount(thin.branch, thin.weight) == pytest.approx(seen.count, rel=0.1)


def test_survey_takes_small_branches_whole(problem: Make) -> None:
    cases, _, _ = problem(60)
    seen = survey(cases, 5)
    assert seen.complete().tolist() == [True] * 5
    assert seen.weighted().weight.tolist() == [1.0] * 60
    assert seen.count.tolist() == [*np.bincount(cases.branch).tolist(), 0]
