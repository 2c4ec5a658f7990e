"""A tape comes in: once, in order, never half."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

AS_OF = date(2026, 11, 22)
NEXT = date(2026, 11, 23)


def codes(error: Any) -> list[str]:
    return [problem.code for problem in error.value.problems]


def acts(chain: str) -> list[str]:
    from forbear.web.journal.models import Entry

    entries = Entry.objects.filter(chain=chain).order_by("number")
    return list(entries.values_list("action", flat=True))


def test_a_received_tape_waits_and_is_known_again(bank: Any, tape: Any, tmp_path: Path) -> None:
    from forbear.web.nights.models import Tape
    from forbear.web.nights.receive import receive

    first, new = receive(tape.folder, AS_OF, None)
    assert (new, first.state) == (True, "received")
    # The same files elsewhere are the same tape.
    moved = tape.folder.rename(tmp_path / "elsewhere")
    again, new = receive(moved, AS_OF, None)
    assert (again.pk, new) == (first.pk, False)
    assert Tape.objects.count() == 1
    assert acts(f"tape:{first.pk}") == ["tape.received"]


@pytest.mark.parametrize("what", ["missing", "empty", "file"])
def test_a_folder_that_can_t_be_read_is_refused(bank: Any, tmp_path: Path, what: str) -> None:
    from forbear.problems import ForbearError
    from forbear.web.nights.models import Tape
    from forbear.web.nights.receive import receive

    place = tmp_path / what
    if what == "empty":
        place.mkdir()
    if what == "file":
        place.write_text("not a folder")
    with pytest.raises(ForbearError) as error:
        receive(place, AS_OF, None)
    assert codes(error) == ["tape.folder"]
    assert error.value.problems[0].where == str(place)
    assert Tape.objects.count() == 0


def test_counts_add_up_and_are_told(bank: Any, tape: Any, take: Callable[..., Any]) -> None:
    from forbear.web.nights.models import Quarantined
    from forbear.web.nights.receive import latest

    taken = take(tape.folder)
    assert (taken.state, taken.problems, taken.share) == ("accepted", [], 1)
    for table, counts in taken.counts.items():
        assert counts["received"] == tape.read(table).height
        assert counts["accepted"] + counts["quarantined"] == counts["received"]
    told = {f: (b, len(s)) for f, b, s in taken.inputs}
    assert told == {p.name: (p.stat().st_size, 64) for p in tape.folder.iterdir()}
    assert Quarantined.objects.filter(tape=taken).exists()
    assert latest() == taken
    assert acts(f"tape:{taken.pk}") == ["tape.received", "tape.accepted"]


def test_the_same_tape_again_changes_nothing(
    taken: Any, tape: Any, everything: Callable[[], Any]
) -> None:
    from forbear.web.nights.receive import receive, take_in

    before = everything()
    again, new = receive(tape.folder, AS_OF, None)
    assert (new, again.state) == (False, "accepted")
    take_in(again)
    assert everything() == before


def test_an_older_tape_is_refused(taken: Any, tape: Any, everything: Callable[[], Any]) -> None:
    from forbear.problems import ForbearError
    from forbear.web.nights.receive import receive

    before = everything()
    tape.change("holds", lambda rows: rows.head(1))
    with pytest.raises(ForbearError) as error:
        receive(tape.folder, date(2026, 11, 21), None)
    assert codes(error) == ["tape.older"]
    assert everything() == before


def test_a_tape_that_waited_while_a_newer_one_came_is_refused(
    bank: Any, tape: Any, take: Callable[..., Any], beside: Callable[[], list[str]]
) -> None:
    from forbear.web.nights.receive import latest, receive, take_in

    waiting, _ = receive(tape.folder, AS_OF, None)
    newer = take(tape.folder, NEXT)
    late = take_in(waiting)
    assert (late.state, [p["code"] for p in late.problems]) == ("refused", ["tape.older"])
    assert latest() == newer
    assert acts(f"tape:{late.pk}") == ["tape.received", "tape.refused"]
    assert beside() == []


def test_a_tape_that_can_t_be_used_is_refused_and_changes_nothing(
    taken: Any,
    tape: Any,
    take: Callable[..., Any],
    everything: Callable[[], Any],
    beside: Callable[[], list[str]],
) -> None:
    before = everything()
    (tape.folder / "accounts.parquet").unlink()
    refused = take(tape.folder, NEXT)
    assert refused.state == "refused"
    assert refused.problems
    assert all(problem["en"] and problem["zh"] for problem in refused.problems)
    assert acts(f"tape:{refused.pk}") == ["tape.received", "tape.refused"]
    after = everything()
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"tape", "journal_entry", "journal_chain", "sqlite_sequence"}
    assert beside() == []


def test_a_refused_tape_may_be_sent_again(bank: Any, tape: Any, take: Callable[..., Any]) -> None:
    kept = (tape.folder / "accounts.parquet").read_bytes()
    (tape.folder / "accounts.parquet").unlink()
    first = take(tape.folder)
    second = take(tape.folder)
    assert (first.state, second.state) == ("refused", "refused")
    assert first.pk != second.pk
    (tape.folder / "accounts.parquet").write_bytes(kept)
    assert take(tape.folder).state == "accepted"


def test_an_upload_is_gone_once_it_is_dealt_with(bank: Any, tape: Any) -> None:
    from forbear.web.nights.receive import receive, take_in

    received, _ = receive(tape.folder, AS_OF, None, uploaded=True)
    assert take_in(received).state == "accepted"
    assert not tape.folder.exists()


def test_two_imports_at_once_one_works_and_the_other_is_told(
    bank: Any, tape: Any, everything: Callable[[], Any]
) -> None:
    from threading import Event

    from django.db import connections

    from forbear.problems import ForbearError
    from forbear.web.nights.models import Tape
    from forbear.web.nights.receive import receive, take_in

    received, _ = receive(tape.folder, AS_OF, None)
    begun, told = Event(), Event()

    def slowly(stage: str, share: float) -> None:
        begun.set()
        assert told.wait(60)

    def work() -> str:
        try:
            return str(take_in(Tape.objects.get(pk=received.pk), slowly).state)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(work)
        assert begun.wait(60)
        try:
            with pytest.raises(ForbearError) as error:
                take_in(Tape.objects.get(pk=received.pk))
        finally:
            told.set()
        assert codes(error) == ["records.busy"]
        assert first.result() == "accepted"
    assert acts(f"tape:{received.pk}") == ["tape.received", "tape.accepted"]


IMPORT = """
import sys, django
django.setup()
from datetime import date
from pathlib import Path
from forbear.problems import ForbearError
from forbear.web.nights.receive import receive, take_in
tape, new = receive(Path(sys.argv[1]), date(2026, 11, 22), None)
try:
    print(take_in(tape).state)
except ForbearError as error:
    print(error.problems[0].code)
"""


def test_two_processes_import_the_same_tape_and_it_is_there_once(bank: Any, tape: Any) -> None:
    from forbear.web.nights.models import Tape

    both = [
        subprocess.Popen(
            [sys.executable, "-c", IMPORT, str(tape.folder)],
            env={**bank.environment, "PYTHONWARNINGS": "default"},
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = sorted(process.communicate(timeout=120)[0].strip() for process in both)
    assert said in (["accepted", "accepted"], ["accepted", "records.busy"])
    (taken,) = Tape.objects.all()
    assert acts(f"tape:{taken.pk}") == ["tape.received", "tape.accepted"]


def test_quarantine_can_be_read_and_is_sealed(
    bank: Any, tape: Any, take: Callable[..., Any]
) -> None:
    import json

    from forbear.portfolio import RULES
    from forbear.web import keys
    from forbear.web.nights.models import Quarantined
    from forbear.web.sealing import Place, unseal

    tape.change(
        "customers",
        lambda rows: rows.with_columns(
            pl.when(pl.int_range(pl.len()) == 0)
            .then(pl.lit("没有证件"))
            .otherwise(pl.col("resident_id"))
            .alias("resident_id")
        ),
    )
    first = tape.read("customers").row(0, named=True)
    taken = take(tape.folder)
    found = {(q.table, q.rule): q for q in Quarantined.objects.filter(tape=taken)}
    assert {rule for _, rule in found} <= {str(name) for name in RULES}
    one = next(q for (table, _), q in found.items() if table == "customers" and q.line is not None)
    assert (one.file, one.column) == ("customers.parquet", "resident_id")
    assert "没有证件".encode() not in bytes(one.value) + bytes(one.row)
    place = f"{taken.pk}/{one.number}"
    assert unseal(keys.ring(), one.value, Place("quarantined.value", place)) == "没有证件"
    row = unseal(keys.ring(), one.row, Place("quarantined.row", place))
    assert row is not None
    assert json.loads(row)["customer_id"] == first["customer_id"]


def test_what_a_killed_import_left_is_used_again(
    bank: Any, tape: Any, everything: Callable[[], Any], beside: Callable[[], list[str]]
) -> None:
    from forbear.web.nights.receive import receive, take_in

    class Killed(BaseException):
        pass

    def until(stop: str) -> Any:
        def tell(stage: str, share: float) -> None:
            stages.append(stage)
            if stage == stop:
                raise Killed

        return tell

    received, _ = receive(tape.folder, AS_OF, None)
    stages: list[str] = []
    with pytest.raises(Killed):
        take_in(received, until("phone"))
    received.refresh_from_db()
    assert (received.state, received.stage) == ("loading", "party") or received.stage != ""
    stages.clear()
    assert take_in(received, until("never")).state == "accepted"
    # The check was not done again: its tables are named in the plural.
    assert "phones" not in stages
    assert beside() == []


def test_what_was_left_by_one_killed_after_its_end_is_swept_up(
    bank: Any, tape: Any, take: Callable[..., Any], beside: Callable[[], list[str]]
) -> None:
    from django.conf import settings

    from forbear.web.nights.receive import take_in

    taken = take(tape.folder)
    for name in ("tape-1-2026-11-22-0123456789abcdef", "tape-77"):
        (settings.HOME.work / name / "check").mkdir(parents=True)
    take_in(taken)
    assert beside() == []


@pytest.mark.skipif(os.name != "posix", reason="limits of a process")
def test_a_full_disk_is_told_in_words_and_the_import_goes_on_later(bank: Any, tape: Any) -> None:
    import resource

    from forbear.problems import ForbearError
    from forbear.web.nights.receive import receive, take_in

    received, _ = receive(tape.folder, AS_OF, None)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, limits[1]))
    try:
        with pytest.raises(ForbearError) as error:
            take_in(received)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert codes(error) == ["records.cut_short"]
    received.refresh_from_db()
    assert received.state in {"received", "checking"}
    assert take_in(received).state == "accepted"


def test_rows_the_database_refuses_are_a_refused_tape(
    bank: Any, tape: Any, everything: Callable[[], Any], beside: Callable[[], list[str]]
) -> None:
    """A rule that this database keeps and the tape's check does not know."""
    from django.db import connection

    from forbear.web.nights.models import Quarantined
    from forbear.web.nights.receive import receive, take_in

    with connection.cursor() as cursor:
        cursor.execute("CREATE UNIQUE INDEX one_officer_a_branch ON officer (branch_id)")
    received, _ = receive(tape.folder, AS_OF, None)
    before = everything()
    refused = take_in(received)
    assert (refused.state, [p["code"] for p in refused.problems]) == ("refused", ["records.unfit"])
    after = everything()
    changed = {name for name in before if before[name] != after.get(name)}
    assert changed <= {"tape", "journal_entry", "journal_chain", "sqlite_sequence"}
    assert beside() == []
    assert Quarantined.objects.count() == 0
