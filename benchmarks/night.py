"""How much processor time and memory a night takes, from Parquet tape to everything written.

For each size a demo tape is made, the night is run in a process of its own, and so is the floor:
Polars reading the same tape and writing the same outputs, and nothing else. Routes have their own
benchmark (``routing.py``) and are left out of the night's processor time here.

    python benchmarks/night.py --accounts 100000 1000000 --folder bench-data
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from forbear.cli import meter
from forbear.lab import write_demo
from forbear.nightly import Order, plan
from forbear.policy import load

AS_OF = date(2026, 11, 22)


@dataclass(frozen=True)
class Cost:
    """Processor seconds and peak memory in bytes of one process."""

    cpu: float
    peak: int


def measured(work: Callable[..., None], *args: Any) -> Cost:
    """Run `work` in a fresh process and say what it took."""
    spawn = multiprocessing.get_context("spawn")
    receiver, sender = spawn.Pipe(duplex=False)
    child = spawn.Process(target=_told, args=(sender, work, args))
    child.start()
    sender.close()
    try:
        cost: Cost = receiver.recv()
    except EOFError:
        child.join()
        raise RuntimeError(f"the measured process ended with {child.exitcode}") from None
    child.join()
    return cost


def _told(sender: Any, work: Callable[..., None], args: tuple[Any, ...]) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF)
    work(*args)
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    sender.send(Cost(cpu, after.ru_maxrss * 1024))


def night(tape: Path, out: Path) -> None:
    """The whole night."""
    plan(Order(tape, AS_OF, load()), out, meter=meter)


def floor(tape: Path, made: Path, copy: Path) -> None:
    """Read every table of the tape and write every Parquet file of the plan, table by table."""
    for table in sorted(tape.iterdir()):
        files = [table] if table.is_file() else sorted(table.glob("*.parquet"))
        for file in files:
            pl.read_parquet(file)
    copy.mkdir()
    for number, file in enumerate(sorted(made.rglob("*.parquet"))):
        pl.read_parquet(file).write_parquet(copy / f"{number}.parquet")


def route_cpu(out: Path) -> float:
    """Processor seconds that the night spent on routes."""
    timings = json.loads((out / "timings.json").read_text())
    return sum(float(t["cpu"]) for t in timings if t["stage"] == "route")


def rows(sizes: list[int], folder: Path) -> Iterator[dict[str, Any]]:
    """One row a figure: benchmark, size, figure, unit, value."""
    for size in sizes:
        tape, out, copy = folder / f"tape-{size}", folder / "out", folder / "copy"
        if not tape.exists():
            write_demo(tape, accounts=size, as_of=AS_OF)
        for old in (out, copy):
            shutil.rmtree(old, ignore_errors=True)
        whole = measured(night, tape, out)
        least = measured(floor, tape, out, copy)
        cpu = whole.cpu - route_cpu(out)
        figures = {
            "processor time": ("s", round(cpu, 1)),
            "peak memory": ("GB", round(whole.peak / 1e9, 2)),
            "floor": ("s", round(least.cpu, 1)),
            "ratio to the floor": ("x", round(cpu / least.cpu, 1)),
            "per million accounts": ("s", round(cpu / size * 1e6, 1)),
        }
        for figure, (unit, value) in figures.items():
            yield {
                "benchmark": "night",
                "size": f"{size:,} accounts",
                "figure": figure,
                "unit": unit,
                "value": value,
            }
        for old in (out, copy, tape):
            shutil.rmtree(old, ignore_errors=True)


def main(argv: list[str] | None = None) -> int:
    """Print JSON lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--folder", type=Path, default=Path("bench-data"))
    given = parser.parse_args(argv)
    given.folder.mkdir(parents=True, exist_ok=True)
    for row in rows(given.accounts, given.folder):
        print(json.dumps(row), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
