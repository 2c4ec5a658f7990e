"""The folder a night leaves: decisions, permits, worklists, routes, report, and a manifest."""

from __future__ import annotations

import json
import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from forbear import __version__
from forbear.nightly import worklists
from forbear.nightly.figures.prepare import finish
from forbear.nightly.report import model, render, to_json
from forbear.nightly.run import Run
from forbear.nightly.source import digest
from forbear.nightly.stages import keep
from forbear.nightly.summary import summary
from forbear.rulebook.kinds.conduct import Conduct
from forbear.visits import geojson, trained

#: Libraries whose versions decide the bytes of a plan.
LIBRARIES = ("numpy", "polars", "pyvrp")
#: Frames of the assessment that belong to the plan; the others are scaffolding.
KEPT = ("aged", "permits")
TITLES = {
    "decisions": ("What is done with each case", "每户的处置决定"),
    "permits": ("What the law and policy allow, by channel", "各渠道合规许可"),
    "aged": ("Every account as of the business date", "账户逾期明细"),
    "worklists": ("Lists to work from, by branch and collector", "分机构、分人员作业清单"),
    "itineraries": ("Visits, stop by stop", "外访路线明细"),
    "routes": ("Routes for a map", "路线地图文件"),
    "figures": ("Figures by branch and product", "分机构、分产品统计"),
    "quarantine": ("Rows set aside, with the reason", "隔离记录及原因"),
}


def write_result(run: Run, folder: Path) -> None:
    """Fill the folder. Everything but the timings is the same for the same order."""
    for name in KEPT:
        (folder / name).mkdir()
        for shard in run.shards:
            _link(run.assessed(shard, name), folder / name / f"part-{shard:03d}.parquet")
    (folder / "decisions").mkdir()
    lists = _lists(run, folder)
    _routes(run, folder)
    keep(finish(run.sums("figures"), run.settings), folder / "figures.parquet")
    run.checked.write_quarantine(folder)
    whole = summary(run, _facts(run, folder, lists), lists)
    (folder / "summary.json").write_bytes(to_json(whole))
    (folder / "report.html").write_text(render(whole), encoding="utf-8")
    (folder / "manifest.json").write_bytes(_manifest(run, folder))


def _lists(run: Run, folder: Path) -> pl.DataFrame:
    """Decisions with their collectors, and the worklists."""
    decided = [pl.read_parquet(run.folder("decide") / f"{s:03d}.parquet") for s in run.shards]
    planned = pl.concat([d.filter(pl.col("channel").is_not_null()) for d in decided])
    able = run.shared["officers"].filter(trained(run.order.plan_for, run.settings.visits))
    assigned = worklists.assign(planned, able)
    to = assigned.select("case_id", "collector_id").drop_nulls()
    for shard, frame in enumerate(decided):
        whole = frame.drop("name", "phone").join(
            to, on="case_id", how="left", maintain_order="left"
        )
        whole.write_parquet(
            folder / "decisions" / f"part-{shard:03d}.parquet",
            compression="zstd",
            compression_level=1,
        )
    return worklists.write(assigned, folder / "worklists", _wording(run))


def _wording(run: Run) -> worklists.Wording:
    bank, plans = run.settings.bank, run.settings.strategy
    said = bank.language
    return worklists.Wording(
        chinese=said == "zh",
        currency=bank.currency,
        minor=bank.minor,
        treatments={name: getattr(plans.treatments[name], said) for name in plans.treatments.names},
        rules={
            entry.id: getattr(entry.rule.title, said)
            for entry in run.settings.rules.entries
            if not isinstance(entry.rule.versions[-1].value, Conduct)
        },
        reasons={row.number: getattr(row.note, said) for row in plans.table.rows},
    )


def _routes(run: Run, folder: Path) -> None:
    stops = pl.read_parquet(run.folder("route") / "itineraries.parquet")
    _link(run.folder("route") / "itineraries.parquet", folder / "itineraries.parquet")
    drawn = geojson(stops, run.shared["branches"])
    (folder / "routes.geojson").write_text(
        json.dumps(drawn, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8"
    )


def _facts(run: Run, folder: Path, lists: pl.DataFrame) -> model.RunFacts:
    rows = {
        "decisions": _height(folder / "decisions"),
        "permits": _height(folder / "permits"),
        "aged": _height(folder / "aged"),
        "worklists": int(lists["cases"].sum()),
        "itineraries.parquet": _height(folder / "itineraries.parquet"),
        "figures.parquet": _height(folder / "figures.parquet"),
        "quarantine": int(run.checked.counts["quarantined"].sum()),
    }
    return model.RunFacts(
        forbear_version=__version__,
        policy_digest=run.settings.policy.digest,
        packs=tuple((pack, run.settings.rules.version) for pack in run.settings.bank.packs),
        seed=run.order.seed,
        inputs=tuple(
            model.InputFile(file, sha256, size) for file, size, sha256 in run.checked.inputs
        ),
        outputs=tuple(
            model.OutputFile(name, model.Text(*TITLES[name.split(".")[0]]), count)
            for name, count in rows.items()
        ),
    )


def _height(made: Path) -> int:
    files = made / "*.parquet" if made.is_dir() else made
    return int(pl.scan_parquet(files).select(pl.len()).collect().item())


def _manifest(run: Run, folder: Path) -> bytes:
    """What went in, what it was worked with, what came out: hashes, versions, seed, counts."""
    counts = run.checked.counts
    parts: dict[str, Any] = {
        "forbear": __version__,
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "as_of": run.order.as_of.isoformat(),
        "plan_for": run.order.plan_for.isoformat(),
        "seed": run.order.seed,
        "shards": len(run.shards),
        "policy": run.settings.policy.digest,
        "rules": run.settings.rules.version,
        "inputs": [
            {"file": file, "bytes": size, "sha256": sha256}
            for file, size, sha256 in run.checked.inputs
        ],
        "tape": counts.to_dicts(),
        "received": int(counts["received"].sum()),
        "accepted": int(counts["accepted"].sum()),
        "quarantined": int(counts["quarantined"].sum()),
        "outputs": [
            {
                "file": path.relative_to(folder).as_posix(),
                "bytes": path.stat().st_size,
                "sha256": digest(path),
            }
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        ],
    }
    return (json.dumps(parts, ensure_ascii=False, indent=1) + "\n").encode()


def _link(made: Path, to: Path) -> None:
    """The same file under a second name: nothing is copied, and the stage stays whole."""
    os.link(made, to)
