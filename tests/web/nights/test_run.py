"""A night over the database: what it decides, how it goes on, when it may not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

pytestmark = pytest.mark.slow

AS_OF, NEXT = date(2026, 11, 22), date(2026, 11, 23)


def codes(error: Any) -> list[str]:
    return [problem.code for problem in error.value.problems]


def acts(chain: str) -> list[str]:
    from forbear.web.journal.models import Entry

    entries = Entry.objects.filter(chain=chain).order_by("number")
    return list(entries.values_list("action", flat=True))


class Killed(BaseException):
    """As far as a test without a second process can kill."""


def until(stop: str, seen: list[str]) -> Callable[[str, float], None]:
    def tell(stage: str, share: float) -> None:
        seen.append(stage)
        if stage == stop:
            raise Killed

    return tell


def test_without_a_tape_no_night_is_ordered(bank: Any) -> None:
    from forbear.problems import ForbearError
    from forbear.web.nights.run import order

    with pytest.raises(ForbearError) as error:
        order(None)
    assert codes(error) == ["night.no_tape"]


def test_ordering_twice_orders_one(taken: Any) -> None:
    from forbear.web.nights.models import Night
    from forbear.web.nights.run import order

    first = order(None)
    assert order(None) == first
    assert Night.objects.count() == 1
    assert (first.state, first.as_of, first.plan_for) == ("ordered", AS_OF, NEXT)
    assert acts(f"night:{first.pk}") == ["night.ordered"]


def test_the_night_of_the_database_decides_what_that_of_the_tape_does(
    bank: Any, tape: Any, take: Callable[..., Any], hasty: Path, tmp_path: Path
) -> None:
    """Names aside, which the database tells masked."""
    from forbear.nightly import Order, TapeFolder, plan
    from forbear.web import keys
    from forbear.web.bank import policy
    from forbear.web.nights.run import drawn, order, run
    from forbear.web.records.models import PlanAccount, PlanCase, PlanPermit, PlanStop
    from forbear.web.sealing import Place, unseal

    taken = take(tape.folder)
    chosen = policy().policy
    from_tape = plan(Order(TapeFolder(tape.folder), AS_OF, chosen), tmp_path / "a")
    night = run(order(None))
    assert (night.state, night.stage, night.share) == ("ready", "", 1)
    from_rows = plan(Order(drawn(taken, night), AS_OF, chosen), tmp_path / "b")
    for name in ("decisions", "permits", "aged"):
        wanted = pl.concat(map(pl.read_parquet, sorted((from_tape / name).glob("*.parquet"))))
        found = pl.concat(map(pl.read_parquet, sorted((from_rows / name).glob("*.parquet"))))
        assert wanted.height > 0
        assert_frame_equal(found, wanted)
    wanted = pl.read_parquet(from_tape / "itineraries.parquet")
    assert_frame_equal(pl.read_parquet(from_rows / "itineraries.parquet"), wanted)
    aged = pl.concat(map(pl.read_parquet, sorted((from_tape / "aged").glob("*.parquet"))))
    counted = {
        PlanCase: "decisions",
        PlanPermit: "permits",
    }
    rows = {m._meta.db_table: int(kept["rows"]) for m, kept in _kept(night).items()}
    for model, name in counted.items():
        whole = pl.concat(map(pl.read_parquet, (from_tape / name).glob("*.parquet")))
        assert rows[model._meta.db_table] == whole.height
    assert rows[PlanAccount._meta.db_table] == aged.filter(pl.col("days_past_due") > 0).height
    assert rows[PlanStop._meta.db_table] == wanted.height
    report = unseal(keys.ring(), night.report, Place("night.report", night.pk))
    assert report is not None
    assert report.startswith("<!doctype html>")
    assert (night.summary["stops"], night.summary["unrouted_points"]) == ([], [])
    assert [t["stage"] for t in night.timings if "/" not in t["stage"]][:1] == ["check"]


def _kept(night: Any) -> dict[Any, Any]:
    from forbear.web.nights.stage import PLANS

    return {model: night.staged[model._meta.db_table] for model in PLANS}


def test_a_night_that_was_killed_goes_on_from_where_it_stood(
    taken: Any, hasty: Path, beside: Callable[[], list[str]]
) -> None:
    from forbear.web.nights.models import Night
    from forbear.web.nights.run import order, run

    night, seen = order(None), list[str]()
    with pytest.raises(Killed):
        run(night, until("decide", seen))
    assert Night.objects.get(pk=night.pk).state == "running"
    assert beside() == [f"night-{night.pk}"]
    seen.clear()
    assert run(Night.objects.get(pk=night.pk), until("never", seen)).state == "ready"
    assert "customers" not in seen
    assert acts(f"night:{night.pk}") == ["night.ordered", "night.ready"]
    assert [name for name in beside() if name.startswith("night")] == []


def test_work_that_an_earlier_night_of_the_same_number_left_is_not_used(
    taken: Any, hasty: Path
) -> None:
    """As after the restore of a backup that knew nothing of it."""
    from forbear.web.nights.models import Night
    from forbear.web.nights.run import order, run

    night, seen = order(None), list[str]()
    with pytest.raises(Killed):
        run(night, until("decide", seen))
    Night.objects.filter(pk=night.pk).update(
        state="ordered", ordered_at=datetime(2026, 11, 22, 14, tzinfo=UTC)
    )
    seen.clear()
    assert run(Night.objects.get(pk=night.pk), until("never", seen)).state == "ready"
    assert "customers" in seen


def test_a_night_that_a_newer_tape_overtook_fails_in_words(
    taken: Any, tape: Any, take: Callable[..., Any], beside: Callable[[], list[str]]
) -> None:
    from forbear.web.nights.run import order, run

    late = order(None)
    take(tape.folder, NEXT)
    fresh = order(None)
    assert fresh != late
    failed = run(late)
    assert (failed.state, [p["code"] for p in failed.problems]) == ("failed", ["night.overtaken"])
    assert acts(f"night:{late.pk}") == ["night.ordered", "night.failed"]
    assert order(None) == fresh
    assert beside() == []


def test_while_one_works_another_is_told(taken: Any) -> None:
    from forbear.problems import ForbearError
    from forbear.web import locks
    from forbear.web.nights.models import Night
    from forbear.web.nights.receive import RECORDS
    from forbear.web.nights.run import order, run

    night = order(None)
    with locks.only_one(RECORDS) as mine:
        assert mine
        with pytest.raises(ForbearError) as error:
            run(night)
    assert codes(error) == ["records.busy"]
    assert Night.objects.get(pk=night.pk).state == "ordered"


def test_a_work_folder_that_can_t_be_made_is_told_in_words(taken: Any, hasty: Path) -> None:
    from django.conf import settings

    from forbear.problems import ForbearError
    from forbear.web.nights.models import Night
    from forbear.web.nights.run import order, run

    night = order(None)
    in_the_way = settings.HOME.work / f"night-{night.pk}"
    in_the_way.write_text("not a folder")
    with pytest.raises(ForbearError) as error:
        run(night)
    assert codes(error) == ["records.cut_short"]
    assert Night.objects.get(pk=night.pk).state == "ordered"
    in_the_way.unlink()
    assert run(night).state == "ready"


def test_a_home_that_can_t_be_used_is_told_in_words(taken: Any, tmp_path: Path) -> None:
    from django.conf import settings

    from forbear.problems import ForbearError
    from forbear.web.home import Home
    from forbear.web.nights.run import order, run

    night = order(None)
    own, nowhere = settings.HOME, tmp_path / "file"
    nowhere.write_text("not a folder")
    settings.HOME = Home(nowhere / "home")
    try:
        with pytest.raises(ForbearError) as error:
            run(night)
    finally:
        settings.HOME = own
    assert codes(error) in (["home.folder"], ["records.cut_short"])
    assert night.state == "ordered"


def test_a_lost_connection_is_told_in_words_and_the_next_try_goes_on(
    taken: Any, hasty: Path
) -> None:
    from django.db import connection

    from forbear.problems import ForbearError
    from forbear.web.nights.models import Night
    from forbear.web.nights.run import order, run

    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no connection to lose")
    night, seen = order(None), list[str]()

    def cut(stage: str, share: float) -> None:
        seen.append(stage)
        if stage == "decide":
            import psycopg

            with psycopg.connect(
                dbname=taken.entry["NAME"],
                host=taken.entry["HOST"],
                port=taken.entry["PORT"] or None,
                user=taken.entry["USER"],
                autocommit=True,
            ) as other:
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )

    with pytest.raises(ForbearError) as error:
        run(night, cut)
    assert codes(error) == ["records.cut_short"]
    again = Night.objects.get(pk=night.pk)
    assert again.state == "running"
    seen.clear()
    assert run(again, until("never", seen)).state == "ready"
    assert "customers" not in seen
