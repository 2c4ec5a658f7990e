"""How fast permits are issued: in bulk from Parquet, and one case at a time.

In bulk: customers with their loans, numbers, addresses, holds and consents, and three past contacts
each within 60 days, in Parquet files of half a million customers; for one day, every permit on six
channels is worked out in memory. The floor is Polars reading the same columns and counting contacts
per customer. Singly: one customer on every channel, in a process that has the rules loaded.

    python benchmarks/rulebook.py --customers 1000000 3000000 10000000 --folder bench-data
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import polars as pl

from forbear import policy, rulebook
from forbear.portfolio.tables import TABLES
from forbear.portfolio.words import Channel

DAY = date(2026, 11, 23)
ZONE = "Asia/Shanghai"
#: Customers in one file.
SHARD = 500_000
CHANNELS = (
    Channel.CALL,
    Channel.SMS,
    Channel.EMAIL,
    Channel.LETTER,
    Channel.HOME_VISIT,
    Channel.WORK_VISIT,
)
#: What of the tape the permits are decided on.
READ = {
    "customers": ["customer_id", "kind", "resident_id", "born_on", "timezone", "region", "email"],
    "accounts": ["account_id", "customer_id", "product"],
    "phones": ["customer_id", "phone", "party_id", "kind", "valid"],
    "addresses": ["customer_id", "kind", "written", "lat", "lon"],
    "holds": ["customer_id", "kind", "from_on", "to_on", "account_id"],
    "consents": ["customer_id", "kind", "from_on", "to_on"],
    "contacts": ["customer_id", "at", "channel", "outcome", "party_id", "phone", "account_id"],
}


@dataclass(frozen=True)
class Cost:
    """Seconds of processor and wall, peak memory in bytes, and what was counted."""

    cpu: float
    wall: float
    peak: int
    counted: int


def make(folder: Path, customers: int) -> None:
    """Write the tape, one file a table and shard."""
    for number, first in enumerate(range(0, customers, SHARD)):
        for name, frame in shard(first, min(SHARD, customers - first)).items():
            place = folder / name
            place.mkdir(parents=True, exist_ok=True)
            frame.write_parquet(place / f"{number:03d}.parquet")


def shard(first: int, rows: int) -> dict[str, pl.DataFrame]:
    """Customers ``first`` to ``first + rows`` with all that belongs to them."""
    rng = np.random.default_rng(first)
    ids = pl.select(
        pl.format("C{}", pl.int_range(first, first + rows).cast(pl.String).str.zfill(9))
    ).to_series()
    phones = pl.select(
        pl.format("+861{}", pl.int_range(first, first + rows).cast(pl.String).str.zfill(10))
    ).to_series()
    return {
        "customers": _typed(
            "customers",
            customer_id=ids,
            kind=_one_of(rng, rows, ["person", "person", "person", "sole_trader"]),
            born_on=pl.select(
                pl.lit(date(1955, 1, 1))
                + pl.duration(days=pl.lit(pl.Series(rng.integers(0, 365 * 50, rows))))
            ).to_series(),
            timezone=pl.repeat(ZONE, rows, eager=True),
            email=_some(rng, phones, 0.4),
        ),
        "accounts": _typed(
            "accounts",
            account_id=ids.str.replace("C", "A", literal=True),
            customer_id=ids,
            product=_one_of(rng, rows, ["card", "card", "consumer_loan", "auto_loan", "mortgage"]),
        ),
        "phones": _typed(
            "phones",
            customer_id=ids,
            phone=phones,
            kind=_one_of(rng, rows, ["mobile", "mobile", "mobile", "landline"]),
            valid=pl.Series(rng.random(rows) < 0.95),
        ),
        "addresses": _typed(
            "addresses",
            customer_id=ids,
            kind=_one_of(rng, rows, ["home", "home", "work"]),
            written=ids,
            lat=_some(rng, pl.Series(rng.uniform(20, 45, rows)), 0.9),
            lon=pl.Series(rng.uniform(90, 120, rows)),
        ),
        "holds": _dated(rng, "holds", ids, rows // 30, ["dispute", "arrangement", "hardship"]),
        "consents": _dated(rng, "consents", ids, rows // 50, ["night_contact", "frequency"]),
        "contacts": _contacts(rng, ids, phones, 3 * rows),
    }


def _contacts(
    rng: np.random.Generator, ids: pl.Series, phones: pl.Series, rows: int
) -> pl.DataFrame:
    who = pl.Series(rng.integers(0, ids.len(), rows))
    first = datetime(2026, 9, 24, 4, tzinfo=UTC)
    seconds = pl.lit(pl.Series(rng.integers(0, 60 * 86400, rows)))
    outcomes = ["no_answer"] * 6 + ["right_party", "promise", "third_person", "sent"]
    return _typed(
        "contacts",
        customer_id=ids.gather(who),
        contact_id=pl.select(pl.int_range(rows).cast(pl.String)).to_series(),
        at=pl.select(pl.lit(first) + pl.duration(seconds=seconds)),
        channel=_one_of(rng, rows, ["call"] * 7 + ["sms", "sms", "home_visit"]),
        outcome=_one_of(rng, rows, outcomes),
        phone=phones.gather(who),
    )


def _dated(
    rng: np.random.Generator, table: str, ids: pl.Series, rows: int, kinds: list[str]
) -> pl.DataFrame:
    return _typed(
        table,
        customer_id=ids.gather(pl.Series(np.sort(rng.choice(ids.len(), rows, replace=False)))),
        kind=_one_of(rng, rows, kinds),
        from_on=pl.repeat(date(2026, 10, 1), rows, eager=True),
    )


def _one_of(rng: np.random.Generator, rows: int, codes: list[str]) -> pl.Series:
    return pl.Series(codes).gather(pl.Series(rng.integers(0, len(codes), rows)))


def _some(rng: np.random.Generator, values: pl.Series, share: float) -> pl.Series:
    there = pl.Series(rng.random(values.len()) < share)
    return pl.select(pl.when(there).then(values)).to_series()


def _typed(table: str, **columns: Any) -> pl.DataFrame:
    """A frame of the columns read, typed as the tape declares them."""
    schema = TABLES[table].columns()
    given = {
        name: one.to_series() if isinstance(one, pl.DataFrame) else one
        for name, one in columns.items()
    }
    frame = pl.DataFrame(given)
    return frame.select(
        (pl.col(name) if name in given else pl.lit(None)).cast(schema[name].dtype).alias(name)
        for name in dict.fromkeys([*READ[table], *given])
    )


def _shards(folder: Path) -> Iterator[dict[str, pl.DataFrame]]:
    for file in sorted((folder / "customers").iterdir()):
        yield {
            name: pl.read_parquet(folder / name / file.name, columns=columns)
            for name, columns in READ.items()
        }


def bulk(folder: Path) -> int:
    """Every permit of the day; how many allow."""
    book = rulebook.load(["cn"], policy.load().under("overlay"))
    asked = book.on(DAY).facts
    allowed = 0
    for tables in _shards(folder):
        facts = rulebook.facts_from(tables, day=DAY, zone=ZONE, asked=asked)
        found = rulebook.permits(book, facts, day=DAY, channels=CHANNELS)
        allowed += int(found.frame["allowed"].sum())
    return allowed


def floor(folder: Path) -> int:
    """Read the same columns and count contacts per customer."""
    return sum(
        tables["contacts"].group_by("customer_id").len().height for tables in _shards(folder)
    )


def single(_folder: Path) -> int:
    """Median microseconds for one customer on all channels, warm."""
    book = rulebook.load(["cn"], policy.load().under("overlay"))
    taken = []
    for number in range(60):
        case = {"at": f"2026-11-23T10:{number % 60:02d}:00+08:00", "tape": _one_tape(number)}
        before = time.thread_time()
        rulebook.permit_each(book, case)
        taken.append(time.thread_time() - before)
    return int(median(taken[10:]) * 1e6)


def _one_tape(number: int) -> dict[str, list[dict[str, Any]]]:
    phone = f"+86138000{number:05d}"
    return {
        "customers": [{"kind": "person", "born_on": "1980-01-01", "timezone": ZONE}],
        "accounts": [{"product": "card"}],
        "phones": [{"phone": phone, "kind": "mobile", "valid": True}],
        "addresses": [{"kind": "home", "written": "-", "lat": 30.0, "lon": 120.0}],
        "holds": [],
        "consents": [],
        "contacts": [
            {
                "at": f"2026-11-{day}T09:00:00+08:00",
                "channel": "call",
                "outcome": "no_answer",
                "phone": phone,
            }
            for day in (10, 15, 20)
        ],
    }


def measured(work: Callable[[Path], int], folder: Path) -> Cost:
    """Run `work` in a fresh process and say what it took."""
    spawn = multiprocessing.get_context("spawn")
    receiver, sender = spawn.Pipe(duplex=False)
    child = spawn.Process(target=_told, args=(sender, work, folder))
    child.start()
    sender.close()
    try:
        cost: Cost = receiver.recv()
    except EOFError:
        child.join()
        raise RuntimeError(f"the measured process ended with {child.exitcode}") from None
    child.join()
    return cost


def _told(sender: Any, work: Callable[[Path], int], folder: Path) -> None:
    before, start = resource.getrusage(resource.RUSAGE_SELF), time.monotonic()
    counted = work(folder)
    wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    sender.send(Cost(cpu, wall, after.ru_maxrss * 1024, counted))


def rows(sizes: list[int], folder: Path) -> Iterator[dict[str, Any]]:
    """One row a figure: benchmark, size, figure, unit, value."""
    for size in sizes:
        tape = folder / f"permits-{size}"
        if not tape.exists():
            make(tape, size)
        whole, least = measured(bulk, tape), measured(floor, tape)
        figures = {
            "processor time": ("s", round(whole.cpu, 1)),
            "wall time": ("s", round(whole.wall, 1)),
            "peak memory": ("GB", round(whole.peak / 1e9, 2)),
            "floor": ("s", round(least.cpu, 1)),
            "ratio to the floor": ("x", round(whole.cpu / least.cpu, 1)),
        }
        shutil.rmtree(tape)
        yield from _rows(f"{size:,} customers, {3 * size:,} contacts, 6 channels", figures)
    case = {"median, processor time": ("ms", round(measured(single, folder).counted / 1e3, 1))}
    yield from _rows(f"one customer, {len(Channel)} channels, warm", case)


def _rows(size: str, figures: dict[str, tuple[str, Any]]) -> Iterator[dict[str, Any]]:
    for figure, (unit, value) in figures.items():
        yield {
            "benchmark": "rulebook",
            "size": size,
            "figure": figure,
            "unit": unit,
            "value": value,
        }


def main(argv: list[str] | None = None) -> int:
    """Print JSON lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--customers", type=int, nargs="*", default=[1_000_000, 3_000_000, 10_000_000]
    )
    parser.add_argument("--folder", type=Path, default=Path("bench-data"))
    given = parser.parse_args(argv)
    given.folder.mkdir(parents=True, exist_ok=True)
    for row in rows(given.customers, given.folder):
        print(json.dumps(row, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
