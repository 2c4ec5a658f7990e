"""Each stage fills its folder from the folders before it, with the same bytes each time."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from forbear.nightly import stages
from forbear.nightly.assess import Assessed
from forbear.nightly.run import Run
from forbear.nightly.sums import KEYS
from forbear.strategy import Cases


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("stage", "build"),
    [
        ("assess-001", lambda run, folder: stages.assess_shard(run, 1, folder)),
        ("allocate", stages.allocate),
        ("route", lambda run, folder: stages.route(run, 1, None, folder)),
        ("decide", stages.decide_all),
    ],
    ids=["assess", "allocate", "route", "decide"],
)
def test_stage_done_again_gives_the_same_bytes(
    run: Run, tmp_path: Path, stage: str, build: Callable[[Run, Path], None]
) -> None:
    build(run, tmp_path)

    assert contents(tmp_path) == contents(run.folder(stage))


@pytest.mark.slow
def test_routes_of_several_processes_are_those_of_one(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stages, "SHORT", 0)
    stages.route(run, 2, None, tmp_path)

    assert contents(tmp_path) == contents(run.folder("route"))


@pytest.mark.slow
def test_assessment_keeps_its_frames_its_sums_and_the_outcome(run: Run) -> None:
    frames = {"aged", "cases", "permits", "scored", "outcomes", *(f"sum-{name}" for name in KEYS)}
    for shard in run.shards:
        assert {path.name for path in run.folder(f"assess-{shard:03d}").iterdir()} == {
            *(f"{name}.parquet" for name in frames),
            "branch.npy",
            "value.npy",
        }


@pytest.mark.slow
def test_every_case_is_allocated_and_decided_once(run: Run) -> None:
    for shard in run.shards:
        cases = pl.read_parquet(run.assessed(shard, "cases"))["case_id"].to_list()
        for stage in ("allocate", "decide"):
            made = pl.read_parquet(run.folder(stage) / f"{shard:03d}.parquet")
            assert made["case_id"].to_list() == cases, stage


@pytest.mark.slow
def test_routed_visits_are_decided_as_routed_and_no_others(run: Run) -> None:
    decided = pl.concat(
        [pl.read_parquet(run.folder("decide") / f"{s:03d}.parquet") for s in run.shards]
    ).filter(pl.col("state") == "visit")
    doors = pl.read_parquet(run.folder("route") / "doors.parquet")
    stops = pl.read_parquet(run.folder("route") / "itineraries.parquet")
    visits = stops.filter(pl.col("kind") == "visit").join(doors, on="visit_id")

    assert decided.height > 5
    assert decided["case_id"].sort().to_list() == visits["case_id"].sort().to_list()


@pytest.mark.slow
def test_allocation_stays_within_its_capacities(run: Run) -> None:
    kept = json.loads((run.folder("allocate") / "result.json").read_text())

    assert kept["capacity"] == run.capacities.limit.tolist()
    assert [u for u, c in zip(kept["used"], kept["capacity"], strict=True) if u > c] == []
    assert kept["value"] <= kept["bound"]


@pytest.mark.slow
def test_notes_of_the_routes_are_in_both_languages(run: Run) -> None:
    for note in json.loads((run.folder("route") / "notes.json").read_text()):
        assert set(note) == {"code", "where", "en", "zh"}
        assert all(note.values())


def assessed(scored: pl.DataFrame, aged: pl.DataFrame) -> Assessed:
    none = pl.DataFrame()
    nobody = Cases(pl.Series([], dtype=pl.String), np.empty(0, np.int32), np.empty((1, 0)))
    return Assessed(aged, scored, none, none, nobody, {})


def test_outcomes_are_of_scored_accounts_whose_outcome_is_known() -> None:
    scored = pl.DataFrame({"account_id": ["a3", "a1", "a2"], "p_self": [0.3, 0.1, 0.2]})
    aged = pl.DataFrame(
        {"account_id": ["a1", "a2", "a3", "a4"], "bucket": ["M1", "M2", "M3", "M0"]}
    )
    accounts = pl.DataFrame(
        {"account_id": ["a1", "a2", "a3", "a4"], "x_bad": ["1", None, "0", "0"]}
    )

    found = stages.outcomes(assessed(scored, aged), accounts, "x_bad")

    assert found.rows() == [("a1", "M1", 0.1, False), ("a3", "M3", 0.3, True)]
    assert found.columns == ["account_id", "bucket", "p_self", "paid"]


def test_equal_frames_are_kept_as_equal_bytes(tmp_path: Path) -> None:
    whole = pl.DataFrame({"n": range(10), "text": [f"t{n % 3}" for n in range(10)]})
    parts = pl.concat([whole[:4], whole[4:]], rechunk=False)
    assert parts.n_chunks() == 2

    stages.keep(whole, tmp_path / "one.parquet")
    stages.keep(parts, tmp_path / "two.parquet")

    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()
    assert pl.read_parquet(tmp_path / "two.parquet").equals(whole)
