"""The night: tables in, plan out, in stages that survive a kill."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

from forbear.nightly import stages
from forbear.nightly.bank import Bank
from forbear.nightly.order import Order
from forbear.nightly.result import write_result
from forbear.nightly.run import Run
from forbear.nightly.settings import settings
from forbear.nightly.work import Meter, Progress, Work, locked, publish, write_aside
from forbear.portfolio import Checked
from forbear.problems import refuse


def plan(
    order: Order,
    out: Path,
    *,
    workers: int = 1,
    max_seconds: float | None = None,
    meter: Meter | None = None,
    progress: Progress | None = None,
) -> Path:
    """Run one night and put its plan into the folder `out`; returns that folder.

    The plan replaces an earlier one in `out` only when it is whole. Unfinished work stands beside
    it in ``<out>.work``; the same order goes on from there and ends with the same bytes, a
    different one starts anew. Up to ``workers`` processes plan routes. ``max_seconds`` is a guard
    by the clock on each branch's route search; if it strikes, the report says so.

    Raises `ForbearError` for a source or policy that can't be used, and if `out` is something else.
    """
    _refuse_strange(out)
    chosen = settings(order.policy)
    work = Work(out.with_name(f"{out.name}.work"), meter, progress)
    with locked(work.folder):
        work.begin(order.key())
        checked = work.stage("check", partial(_check, order, chosen.bank, work))
        run = Run(order, chosen, work, Checked.open(checked))
        for shard in range(run.checked.shards):
            work.stage(f"assess-{shard:03d}", partial(stages.assess_shard, run, shard))
        work.stage("allocate", partial(stages.allocate, run))
        work.stage("route", partial(stages.route, run, workers, max_seconds))
        work.stage("decide", partial(stages.decide_all, run))
        made = work.stage("result", partial(write_result, run))
        if meter:
            write_aside(made / "timings.json", work.timings_json())
        publish(made, out)
    shutil.rmtree(work.folder)
    return out


def _check(order: Order, bank: Bank, work: Work, folder: Path) -> None:
    order.source.fill(
        folder,
        as_of=order.as_of,
        bank=bank,
        shard_size=order.shard_size,
        progress=work.progress,
    )


def _refuse_strange(out: Path) -> None:
    ours = (out / "manifest.json").exists()
    if out.exists() and not ours and (not out.is_dir() or any(out.iterdir())):
        raise refuse(
            "night.out",
            str(out),
            "holds something that is no plan of Forbear's; choose another --out",
            "其中存有并非 Forbear 生成的内容，请另选 --out",
        )
