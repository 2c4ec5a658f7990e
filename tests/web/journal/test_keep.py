"""Entries are added and only added; days tie every chain down; exports prove themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("site")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def enter(chain: str, *, at: datetime = NOON, actor: str = "lin") -> Any:
    from django.db import transaction

    from forbear.web import clock
    from forbear.web.journal.acts import Act
    from forbear.web.journal.keep import enter as real

    with clock.at(at), transaction.atomic():
        return real(chain, Act.HOLD_SET, actor=actor, content={"kind": "dispute"})


def raw(sql: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_enter_follows_the_last_of_its_chain() -> None:
    first, second, other = enter("customer:C1"), enter("customer:C1"), enter("customer:C2")
    assert (first.number, second.number, other.number) == (0, 1, 0)
    assert second.before == first.hash


def test_enter_outside_a_transaction_is_refused() -> None:
    from django.db.transaction import TransactionManagementError

    from forbear.web.journal.acts import Act
    from forbear.web.journal.keep import enter as real

    with pytest.raises(TransactionManagementError):
        real("customer:C1", Act.HOLD_SET, actor="lin")


def test_enter_is_undone_with_its_transaction() -> None:
    from django.db import transaction

    from forbear.web.journal.acts import Act
    from forbear.web.journal.keep import enter as real
    from forbear.web.journal.models import Chain, Entry

    def change_that_fails() -> None:
        with transaction.atomic():
            real("customer:C1", Act.HOLD_SET, actor="lin")
            raise RuntimeError("the change failed")

    with pytest.raises(RuntimeError, match="failed"):
        change_that_fails()
    assert (Entry.objects.count(), Chain.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE journal_entry SET actor = 'somebody'",
        "DELETE FROM journal_entry",
        "UPDATE journal_day SET entries = 7",
        "DELETE FROM journal_day",
        "DELETE FROM journal_chain",
        "UPDATE journal_chain SET hash = 'x'",
        "UPDATE journal_chain SET number = number + 2",
        "INSERT INTO journal_entry (chain, number, at, actor, action, subject, content, before, "
        "hash) VALUES ('customer:C1', 9, '2026-11-22 12:00:00', 'x', 'y', 'z', '{}', 'b', 'h')",
    ],
)
def test_database_refuses_to_rewrite(sql: str) -> None:
    from django.db.utils import DatabaseError

    from forbear.web import clock
    from forbear.web.journal.keep import close_day
    from forbear.web.journal.models import Entry

    enter("customer:C1")
    with clock.at(NOON + timedelta(days=1)):
        close_day(NOON.date())
    with pytest.raises(DatabaseError, match="journal"):
        raw(sql)
    assert Entry.objects.count() == 1


def test_truncate_is_refused_where_there_is_such_a_thing(site: Any) -> None:
    from django.db.utils import DatabaseError

    enter("customer:C1")
    if site.vendor == "postgresql":
        with pytest.raises(DatabaseError, match="journal"):
            raw("TRUNCATE journal_entry")
    else:
        with pytest.raises(DatabaseError, match="TRUNCATE"):
            raw("TRUNCATE journal_entry")


def test_close_day_that_is_not_over_is_refused() -> None:
    from forbear.web import clock
    from forbear.web.journal.keep import close_day

    with clock.at(NOON), pytest.raises(ValueError, match="not over"):
        close_day(NOON.date())


def test_close_day_twice_closes_once() -> None:
    from forbear.web import clock
    from forbear.web.journal.keep import close_day

    enter("customer:C1")
    with clock.at(NOON + timedelta(days=3)):
        assert close_day(date(2026, 11, 23)) is not None
        assert close_day(date(2026, 11, 23)) is None
        assert close_day(date(2026, 11, 22)) is None


def test_export_of_one_chain_proves_itself_and_every_byte_of_it() -> None:
    from forbear.evidence import verify
    from forbear.problems import ForbearError
    from forbear.web import clock
    from forbear.web.journal.give import export_of
    from forbear.web.journal.keep import close_day, last_closed

    for chain in ("customer:C1", "customer:C2", "customer:C1", "customer:C3"):
        enter(chain)
    with clock.at(NOON + timedelta(days=1)):
        close_day(NOON.date())
    enter("customer:C1", at=NOON + timedelta(days=1))
    lines = list(export_of(["customer:C1"]))
    last = last_closed()
    assert last is not None
    done = verify(lines, last.hash)
    assert (done.chains, done.entries, done.loose, done.days) == (1, 3, 1, 1)
    whole = b"".join(lines)
    for at in range(0, len(whole), 7):
        changed = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        with pytest.raises(ForbearError):
            verify(changed.splitlines(keepends=True), last.hash)


def test_export_with_an_entry_dropped_or_two_swapped_is_refused() -> None:
    from forbear.evidence import verify
    from forbear.problems import ForbearError
    from forbear.web import clock
    from forbear.web.journal.give import export_of
    from forbear.web.journal.keep import close_day

    for _ in range(4):
        enter("customer:C1")
    with clock.at(NOON + timedelta(days=1)):
        close_day(NOON.date())
    lines = list(export_of())
    verify(lines)
    for wrong in ([*lines[:4], *lines[5:]], [*lines[:3], lines[4], lines[3], *lines[5:]]):
        with pytest.raises(ForbearError):
            verify(wrong)


def test_entries_of_many_threads_stand_one_after_another() -> None:
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    from forbear.evidence import verify
    from forbear.web.journal.give import export_of
    from forbear.web.journal.models import Entry

    def work(number: int) -> None:
        try:
            enter(f"customer:C{number % 2}", actor=f"u{number}")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(40)))
    numbers = Entry.objects.order_by("chain", "number").values_list("chain", "number")
    assert list(numbers) == [(f"customer:C{c}", n) for c in (0, 1) for n in range(20)]
    assert verify(export_of()).entries == 40
