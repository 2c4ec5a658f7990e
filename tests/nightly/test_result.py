"""The folder a night leaves says of itself what is in it, and by what it was made."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from forbear import __version__
from forbear.nightly import from_json
from forbear.nightly.result import KEPT, LIBRARIES, TITLES, write_result
from forbear.nightly.run import Run

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def manifest(made: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((made / "manifest.json").read_text(encoding="utf-8"))
    return found


def contents(folder: Path) -> dict[str, bytes]:
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_result_written_again_is_the_same(run: Run, made: Path, tmp_path: Path) -> None:
    write_result(run, tmp_path)

    assert contents(tmp_path) == contents(made)


@pytest.mark.parametrize("name", KEPT)
def test_frames_of_the_assessment_are_not_copied(run: Run, made: Path, name: str) -> None:
    for shard in run.shards:
        assert run.assessed(shard, name).samefile(made / name / f"part-{shard:03d}.parquet")


def test_manifest_says_what_the_plan_was_made_with(run: Run, manifest: dict[str, Any]) -> None:
    asked = ("as_of", "plan_for", "seed", "shards", "policy", "rules", "forbear")

    assert {name: manifest[name] for name in asked} == {
        "as_of": "2026-11-22",
        "plan_for": "2026-11-23",
        "seed": 7,
        "shards": len(run.shards),
        "policy": run.order.policy.digest,
        "rules": run.settings.rules.version,
        "forbear": __version__,
    }
    assert manifest["libraries"] == {name: version(name) for name in LIBRARIES}


def test_manifest_hashes_every_file_of_the_tape(night_tape: Path, manifest: dict[str, Any]) -> None:
    assert {row["file"]: (row["bytes"], row["sha256"]) for row in manifest["inputs"]} == {
        name: (len(raw), hashlib.sha256(raw).hexdigest())
        for name, raw in contents(night_tape).items()
    }


def test_manifest_counts_as_the_check_did(run: Run, manifest: dict[str, Any]) -> None:
    counts = run.checked.counts

    assert manifest["tape"] == counts.to_dicts()
    for name in ("received", "accepted", "quarantined"):
        assert manifest[name] == counts[name].sum()


def test_decisions_name_no_customer_and_keep_all_else(run: Run, made: Path) -> None:
    for shard in run.shards:
        decided = pl.read_parquet(run.folder("decide") / f"{shard:03d}.parquet")
        told = pl.read_parquet(made / "decisions" / f"part-{shard:03d}.parquet")
        assert told.drop("collector_id").equals(decided.drop("name", "phone"))


def test_calls_are_dealt_out_to_collectors_of_their_branch(run: Run, made: Path) -> None:
    officers = run.shared["officers"].filter(pl.col("role") == "collector")
    decided = pl.read_parquet(made / "decisions" / "*.parquet")
    dealt = decided.filter(pl.col("collector_id").is_not_null())
    own = dealt.join(
        officers, left_on=["collector_id", "branch_id"], right_on=["officer_id", "branch_id"]
    )

    assert dealt.height == own.height > 10
    assert set(dealt["channel"].cast(pl.String)) <= {"call", "third_party"}


def test_report_lists_the_outputs_with_their_rows(run: Run, made: Path) -> None:
    told = from_json((made / "summary.json").read_bytes()).run
    assert told is not None
    listed = {row.file: row.rows for row in told.outputs}
    rows = {
        name: pl.read_parquet(made / name / "*.parquet").height
        for name in ("aged", "decisions", "permits")
    }
    lists = [path.read_text("utf-8-sig") for path in (made / "worklists").rglob("*.csv")]
    rows["itineraries.parquet"] = pl.read_parquet(made / "itineraries.parquet").height
    rows["figures.parquet"] = pl.read_parquet(made / "figures.parquet").height
    rows["worklists"] = sum(text.count("\n") - 1 for text in lists)
    rows["quarantine"] = run.checked.counts["quarantined"].sum()

    assert listed == rows
    assert all((made / name).exists() for name in listed)
    assert {row.title.zh for row in told.outputs} <= {zh for _, zh in TITLES.values()}


def test_report_names_inputs_seed_and_rules(run: Run, made: Path) -> None:
    told = from_json((made / "summary.json").read_bytes()).run
    assert told is not None

    assert (told.forbear_version, told.seed) == (__version__, 7)
    assert told.policy_digest == run.order.policy.digest
    assert told.packs == (("cn", run.settings.rules.version),)
    assert {(row.file, row.bytes, row.sha256) for row in told.inputs} == set(run.checked.inputs)


def test_map_has_a_line_for_each_team_that_goes_out(made: Path) -> None:
    stops = pl.read_parquet(made / "itineraries.parquet")
    drawn = json.loads((made / "routes.geojson").read_text(encoding="utf-8"))
    lines = [f for f in drawn["features"] if f["geometry"]["type"] == "LineString"]

    assert drawn["type"] == "FeatureCollection"
    assert sorted(f["properties"]["team_id"] for f in lines) == sorted(set(stops["team_id"]))
