"""A night over the database: ordered, run, staged beside the published one."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
from django.conf import settings
from django.db import transaction

from forbear.nightly import Meter, Order, plan
from forbear.problems import ForbearError, refuse
from forbear.web import bank, clock, keys, locks
from forbear.web.journal.acts import Act
from forbear.web.journal.keep import enter
from forbear.web.meter import meter as measured
from forbear.web.nights.draw import Drawn
from forbear.web.nights.models import Figure, Night, NightState, Tape
from forbear.web.nights.publish import chain_of, publish, refuse_overtaken
from forbear.web.nights.receive import RECORDS, busy, latest, name_of, told
from forbear.web.nights.stage import clear, stage
from forbear.web.nights.trouble import finished, fitting
from forbear.web.people.models import User
from forbear.web.records.sealed import place
from forbear.web.sealing import Place, seal

Progress = Callable[[str, float], None]
#: Accounts that are worked on at a time.
SHARD = 250_000
#: Parts of the summary that say where people live: they stay in the sealed report alone.
PLACES = ("stops", "unrouted_points")
#: A night in one of these is still to be run.
PENDING = (NightState.ORDERED, NightState.RUNNING)


def order(by: User | None, *, seed: int = 1) -> Night:
    """Order a night over the tape accepted last; one that waits to be run is given back.

    Raises `ForbearError` if no tape was accepted yet.
    """
    tape = latest()
    if tape is None:
        raise refuse(
            "night.no_tape",
            "",
            "no tape was accepted yet; import one first",
            "尚无已入库的数据，请先导入",
        )
    with transaction.atomic():
        locks.alone("night")
        waiting = Night.objects.filter(state__in=PENDING, tape=tape).first()
        if waiting is not None:
            return waiting
        night = Night.objects.create(
            as_of=tape.as_of,
            plan_for=Order(drawn(tape), tape.as_of, bank.policy().policy).plan_for,
            tape=tape,
            seed=seed,
            ordered_at=clock.now(),
            ordered_by=by,
        )
        enter(
            chain_of(night),
            Act.NIGHT_ORDERED,
            actor=name_of(by),
            content={"tape": tape.pk, "as_of": tape.as_of.isoformat(), "seed": seed},
        )
    return night


def run(
    night: Night,
    progress: Progress = lambda *_: None,
    *,
    meter: Meter | None = measured,
    route_seconds: float = 120,
) -> Night:
    """Run an ordered night; does nothing for one that was run.

    One at a time: raises `ForbearError` while another night or tape is worked on, and if the
    database or the disk did not go along. What was killed or cut short goes on from where it
    stood. If the setting says so it is published at the end.
    """
    with finished(chain_of(night)), locks.only_one(RECORDS) as mine:
        if not mine:
            raise busy()
        night.refresh_from_db()
        if night.state in PENDING:
            _run(night, progress, meter, route_seconds)
        tidy()
    if night.state == NightState.READY and settings.TOLD["FORBEAR_PUBLISH"] == "automatic":
        publish(night, None)
    return night


def _run(night: Night, progress: Progress, meter: Meter | None, route_seconds: float) -> None:
    work = _work_of(night)
    work.mkdir(mode=0o700, parents=True, exist_ok=True)
    tell = _say(night, progress)
    try:
        refuse_overtaken(night)
        chosen = bank.policy()
        made = plan(
            Order(
                drawn(night.tape, night),
                night.as_of,
                chosen.policy,
                seed=night.seed,
                shard_size=SHARD,
            ),
            work / "out",
            workers=os.cpu_count() or 1,
            max_seconds=route_seconds,
            meter=meter,
            progress=tell,
        )
        tell("stage", 0)
        _make_room()
        with fitting(chain_of(night)):
            staged = stage(made, night.pk)
        _ready(night, made, staged)
    except ForbearError as error:
        night.state, night.finished_at = NightState.FAILED, clock.now()
        night.problems = told(error)
        clear()
        with transaction.atomic():
            night.save()
            night.figures.all().delete()
            enter(
                chain_of(night),
                Act.NIGHT_FAILED,
                actor=name_of(night.ordered_by),
                content={"problems": [f"{p['where']}: {p['en']}" for p in night.problems]},
            )


def _work_of(night: Night) -> Path:
    work: Path = settings.HOME.made().work
    return work / f"night-{night.pk}"


def tidy() -> None:
    """Nothing stays of nights that ended, even if whoever ran them was killed then."""
    kept = {_work_of(night) for night in Night.objects.filter(state__in=PENDING)}
    for folder in settings.HOME.made().work.glob("night-*"):
        if folder not in kept:
            shutil.rmtree(folder, ignore_errors=True)


def _make_room() -> None:
    """A night that waited to be published does so no more: its rows are about to be replaced."""
    with transaction.atomic():
        locks.alone("night")
        waiting = Night.objects.filter(state=NightState.READY)
        Figure.objects.filter(night__in=waiting).delete()
        waiting.update(state=NightState.SUPERSEDED)


def _ready(night: Night, made: Path, staged: dict[str, object]) -> None:
    """The night waits to be published."""
    manifest = (made / "manifest.json").read_bytes()
    timings = made / "timings.json"
    chosen = bank.policy()
    night.state, night.finished_at = NightState.READY, clock.now()
    night.stage, night.share = "", 1
    night.policy, night.rules = chosen.policy.digest, chosen.rules.version
    summary = json.loads((made / "summary.json").read_bytes())
    night.summary = {**summary, **{part: [] for part in PLACES}}
    night.report = _sealed_report(night, made)
    night.timings = json.loads(timings.read_bytes()) if timings.exists() else []
    night.staged = staged
    with transaction.atomic():
        night.save()
        enter(
            chain_of(night),
            Act.NIGHT_READY,
            actor=name_of(night.ordered_by),
            content={"manifest": json.loads(manifest), "rows": _rows(staged)},
        )


def _rows(staged: dict[str, object]) -> dict[str, int]:
    return {table: int(kept["rows"]) for table, kept in staged.items()}  # type: ignore[index]


def _sealed_report(night: Night, made: Path) -> bytes | None:
    """The report shows where visits go."""
    text = (made / "report.html").read_text(encoding="utf-8")
    where, key = place(night, "report")
    return seal(keys.ring(), text, Place(where, key))


def drawn(tape: Tape, night: Night | None = None) -> Drawn:
    """What a night is drawn from: the database as it stands, and what is known of its tape."""
    counts = [(t, c["received"], c["accepted"], c["quarantined"]) for t, c in tape.counts.items()]
    # Numbers come again after a backup was restored; moments don't.
    ordered = f"{night.pk} {night.ordered_at.isoformat()}" if night else ""
    return Drawn(
        ordered,
        settings.DATABASES["default"],
        keys.ring(),
        pl.DataFrame(
            counts,
            schema={
                "table": pl.String,
                "received": pl.Int64,
                "accepted": pl.Int64,
                "quarantined": pl.Int64,
            },
            orient="row",
        ),
        pl.DataFrame(
            tape.reasons,
            schema={
                "table": pl.String,
                "rule": pl.String,
                "rows": pl.Int64,
                "en": pl.String,
                "zh": pl.String,
            },
        ),
        tuple((str(f), int(b), str(s)) for f, b, s in tape.inputs),
    )


def _say(night: Night, progress: Progress) -> Progress:
    """Tell the caller, and whoever reads the night's row, how far it is."""
    last = [""]

    def tell(stage: str, share: float) -> None:
        progress(stage, share)
        if stage != last[0]:
            last[0] = stage
            Night.objects.filter(pk=night.pk).update(
                state=NightState.RUNNING, stage=stage, share=share
            )

    return tell
