"""Whole nights on a small demo tape: what they leave, that they repeat, and that they survive."""

from __future__ import annotations

import csv
import hashlib
import itertools
import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest

from forbear.nightly import Order, Reading, from_json, plan
from forbear.problems import ForbearError

MakeOrder = Callable[..., Order]

pytestmark = pytest.mark.slow


def contents(folder: Path) -> dict[str, str]:
    """Every file but the timings, with the hash of its bytes."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "timings.json"
    }


def frame(folder: Path, name: str, *keys: str) -> pl.DataFrame:
    return pl.read_parquet(folder / name / "*.parquet").sort(keys)


def test_night_leaves_the_whole_plan(made: Path) -> None:
    assert {p.name for p in made.iterdir()} == {
        "aged",
        "decisions",
        "figures.parquet",
        "itineraries.parquet",
        "manifest.json",
        "permits",
        "quarantine",
        "report.html",
        "routes.geojson",
        "summary.json",
        "worklists",
    }
    assert not made.with_name("out.work").exists()


def test_nothing_received_is_lost(made: Path) -> None:
    manifest = json.loads((made / "manifest.json").read_text())
    assert manifest["accepted"] + manifest["quarantined"] == manifest["received"]
    assert manifest["quarantined"] > 0, "the demo tape has faulty rows"
    for table in manifest["tape"]:
        assert table["accepted"] + table["quarantined"] == table["received"], table["table"]


def test_manifest_hashes_every_file(made: Path) -> None:
    manifest = json.loads((made / "manifest.json").read_text())
    listed = {row["file"]: row["sha256"] for row in manifest["outputs"]}
    assert listed == {k: v for k, v in contents(made).items() if k != "manifest.json"}


def test_every_planned_contact_has_a_permit(made: Path) -> None:
    planned = frame(made, "decisions", "case_id").filter(pl.col("channel").is_not_null())
    permits = frame(made, "permits", "customer_id", "channel").filter("allowed")
    assert planned.height > 50
    lawful = planned.join(permits, on=["customer_id", "channel"], how="semi")
    assert lawful.height == planned.height
    assert planned.filter(pl.col("hours") == "").height == 0


def test_visits_begin_within_permitted_hours_and_in_pairs(made: Path) -> None:
    visits = pl.read_parquet(made / "itineraries.parquet").filter(pl.col("kind") == "visit")
    decided = frame(made, "decisions", "case_id").filter(pl.col("state") == "visit")
    assert visits.height == decided.height > 5
    assert visits.filter((pl.col("begin") < 8 * 60) | (pl.col("leave") > 22 * 60)).height == 0
    told = from_json((made / "summary.json").read_bytes())
    assert {len(team.officers) for team in told.teams} <= {2, 3, 4}


def test_capacities_are_kept(made: Path) -> None:
    told = from_json((made / "summary.json").read_bytes())
    assert told.resources
    assert [r for r in told.resources if r.used > r.capacity] == []
    assert told.allocation is not None
    assert 0 <= told.allocation.gap < 0.05


def test_worklists_hold_every_desk_case_once(made: Path) -> None:
    decided = frame(made, "decisions", "case_id")
    listed: list[str] = []
    for path in sorted((made / "worklists").rglob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as handle:
            listed += [row["客户号"] for row in csv.DictReader(handle)]
    doors = ["home_visit", "work_visit"]
    expected = decided.filter(
        pl.col("channel").is_not_null() & ~pl.col("channel").cast(pl.String).is_in(doors)
    )
    assert sorted(listed) == expected["case_id"].sort().to_list()


def test_no_personal_data_leaves_whole(made: Path, night_tape: Path) -> None:
    customers = pl.read_parquet(night_tape / "customers.parquet")
    phones = pl.read_parquet(night_tape / "phones.parquet")
    secrets = {
        *customers["name"].drop_nulls().filter(customers["name"].drop_nulls().str.len_chars() > 2),
        *customers["resident_id"].drop_nulls(),
        *phones["phone"].drop_nulls().filter(phones["phone"].drop_nulls().str.len_chars() > 6),
    }
    assert len(secrets) > 1000
    staff = set(pl.read_parquet(night_tape / "officers.parquet")["name"].drop_nulls())
    texts = [(made / "report.html").read_text(), (made / "summary.json").read_text()]
    texts += [path.read_text("utf-8-sig") for path in (made / "worklists").rglob("*.csv")]
    whole = "\n".join(texts)
    assert [secret for secret in secrets - staff if secret in whole] == []


def test_shards_do_not_change_what_is_decided(
    made: Path, night_tape: Path, tmp_path: Path, order: MakeOrder
) -> None:
    one = plan(order(night_tape, shard_size=100_000), tmp_path / "out")
    for name, keys in (
        ("decisions", ("case_id",)),
        ("permits", ("customer_id", "channel")),
        ("aged", ("account_id",)),
    ):
        assert frame(one, name, *keys).equals(frame(made, name, *keys)), name
    for name in ("itineraries.parquet", "routes.geojson"):
        assert (one / name).read_bytes() == (made / name).read_bytes(), name


def test_same_order_gives_the_same_bytes_and_timings_stand_apart(
    night_tape: Path, tmp_path: Path, made: Path, order: MakeOrder
) -> None:
    ticks = iter(range(10_000))
    out = plan(
        order(night_tape), tmp_path / "out", meter=lambda: Reading(next(ticks), next(ticks), 1)
    )
    stages = [t["stage"] for t in json.loads((out / "timings.json").read_text())]
    assert [s for s in stages if "/" not in s and not s.startswith("assess")] == [
        "check",
        "allocate",
        "route",
        "decide",
        "result",
    ]
    assert contents(out) == contents(made)


def test_folder_with_something_else_is_left_alone(
    night_tape: Path, tmp_path: Path, order: MakeOrder
) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(ForbearError) as caught:
        plan(order(night_tape), tmp_path)
    assert [p.code for p in caught.value.problems] == ["night.out"]
    assert (tmp_path / "thesis.txt").read_text() == "mine"


#: Runs nights that die by SIGKILL where its input says, a line for each: as the n-th stage ends, or
#: when half of the n-th file has been written. Imports take longer than such a night, so it forks.
DYING = """
import os, signal, sys, traceback
from pathlib import Path
import polars as pl
from forbear.nightly import plan
sys.path.insert(0, sys.argv[3])
from conftest import night_order

tape, out = Path(sys.argv[1]), Path(sys.argv[2])
seen = 0

def night(how, n):
    def die():
        os.kill(os.getpid(), signal.SIGKILL)

    def told(stage, share):
        global seen
        if how == "stage" and share == 1.0:
            seen += 1
            if seen == n:
                die()

    def half(write):
        def writes(self, *args, **kwargs):
            global seen
            seen += 1
            done = write(self, *args, **kwargs)
            if seen == n:
                path = self if isinstance(self, Path) else args[0]
                os.truncate(path, os.path.getsize(path) // 2)
                die()
            return done
        return writes

    if how == "write":
        pl.DataFrame.write_parquet = half(pl.DataFrame.write_parquet)
        Path.write_bytes = half(Path.write_bytes)
        Path.write_text = half(Path.write_text)
    plan(night_order(tape), out, progress=told)

for line in sys.stdin:
    how, n = line.split()
    pid = os.fork()
    if pid == 0:
        try:
            night(how, int(n))
            os._exit(0)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""


@pytest.fixture
def dying(tmp_path: Path, night_tape: Path) -> Iterator[Callable[[str, int], int]]:
    """``dying("stage", 3)``: run a night that is killed there; how the process ended."""
    script = tmp_path / "dying.py"
    script.write_text(DYING)
    given = [script, night_tape, tmp_path / "out", Path(__file__).parent]
    process = subprocess.Popen(
        [sys.executable, *map(str, given)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    told, said = process.stdin, process.stdout

    def run(how: str, n: int) -> int:
        told.write(f"{how} {n}\n")
        told.flush()
        ended = int(said.readline())
        assert ended in (0, -signal.SIGKILL)
        return ended

    yield run
    told.close()
    process.wait(120)
    said.close()


@pytest.mark.parametrize("how", ["stage", "write"])
def test_killed_night_ends_the_same_when_run_again(
    how: str, dying: Callable[[str, int], int], made: Path, night_tape: Path, tmp_path: Path
) -> None:
    """Each run goes on where the one before was killed, and is killed a stage or a file later."""
    out = tmp_path / "out"
    ended = -signal.SIGKILL
    killed = 0
    for n in itertools.count(1, 1 if how == "stage" else 3):
        ended = dying(how, n)
        if ended == 0:
            break
        killed += 1
        assert not out.exists(), "never half a result"
    assert killed >= 4
    assert contents(out) == contents(made)


def test_night_killed_as_it_is_put_in_place_ends_the_same(
    made: Path, night_tape: Path, tmp_path: Path, order: MakeOrder
) -> None:
    """Between the two renames of `publish` there is no plan at all; the next run makes it."""
    out = tmp_path / "out"
    shutil.copytree(made, tmp_path / "out.old")
    plan(order(night_tape), out)
    assert contents(out) == contents(made)
    assert not (tmp_path / "out.old").exists()
