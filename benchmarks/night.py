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

import forbear.cli  # noqa: F401  (tells the allocator inside Polars what to keep)
from forbear.lab import write_demo
from forbear.nightly import Order, TapeFolder, plan
from forbear.policy import load
from forbear.web.meter import meter

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
    """The whole night; its routes, which are not counted, are searched for a moment only."""
    shutil.rmtree(out, ignore_errors=True)
    plan(Order(TapeFolder(tape), AS_OF, load()), out, meter=meter, max_seconds=0.5)


def floor(tape: Path, made: Path, copy: Path) -> None:
    """Read every table of the tape and write every Parquet file of the plan, table by table."""
    import polars as pl  # not before `forbear.cli` has told its allocator what to keep

    shutil.rmtree(copy, ignore_errors=True)
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


def _night(tape: Path, out: Path) -> Cost:
    """One night without its routes."""
    whole = measured(night, tape, out)
    return Cost(whole.cpu - route_cpu(out), whole.peak)


def rows(sizes: list[int], folder: Path, runs: int) -> Iterator[dict[str, Any]]:
    """One row a figure: benchmark, size, figure, unit, value.

    Of several runs the least processor time counts: what else a machine does only ever adds to it.
    """
    for size in sizes:
        tape, out, copy = folder / f"tape-{size}", folder / "out", folder / "copy"
        if not tape.exists():
            write_demo(tape, accounts=size, as_of=AS_OF)
        nights = [_night(tape, out) for _ in range(runs)]
        floors = [measured(floor, tape, out, copy) for _ in range(runs)]
        cpu, peak = min(n.cpu for n in nights), max(n.peak for n in nights)
        least = min(f.cpu for f in floors)
        figures = {
            "processor time": ("s", round(cpu, 1)),
            "peak memory": ("GB", round(peak / 1e9, 2)),
            "floor": ("s", round(least, 1)),
            "ratio to the floor": ("x", round(cpu / least, 1)),
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
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path("bench-data"))
    given = parser.parse_args(argv)
    given.folder.mkdir(parents=True, exist_ok=True)
    for row in rows(given.accounts, given.folder, given.runs):
        print(json.dumps(row), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
