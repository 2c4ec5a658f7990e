"""What the database says no to, in words; and tables asked for while people hold them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event
from typing import Any

import polars as pl
import pytest

NEXT = date(2026, 11, 23)


def codes(error: Any) -> list[str]:
    return [problem.code for problem in error.value.problems]


@pytest.mark.parametrize("kind", ["django", "sqlite", "adbc", "disk"])
def test_work_cut_short_is_told_with_the_first_line_only(bank: Any, kind: str) -> None:
    import sqlite3

    from adbc_driver_manager import AdbcStatusCode
    from adbc_driver_manager import OperationalError as ByAdbc
    from django.db import OperationalError

    from forbear.problems import ForbearError
    from forbear.web.nights.trouble import finished

    said = "no more room\nFailing row contains (张三)"
    errors = {
        "django": OperationalError(said),
        "sqlite": sqlite3.OperationalError(said),
        "adbc": ByAdbc(said, status_code=AdbcStatusCode.IO),
        "disk": OSError(28, said),
    }
    with pytest.raises(ForbearError) as error, finished("tape:1"):
        raise errors[kind]
    assert codes(error) == ["records.cut_short"]
    (problem,) = error.value.problems
    assert problem.where == "tape:1"
    assert "no more room" in problem.en
    assert "no more room" in problem.zh
    assert "张三" not in problem.en + problem.zh


def test_rows_that_break_a_rule_are_no_reason_to_try_again(bank: Any) -> None:
    from django.db import IntegrityError

    from forbear.problems import ForbearError
    from forbear.web.nights.trouble import finished, fitting

    with pytest.raises(ForbearError) as error, finished("tape:1"), fitting("tape:1"):
        raise IntegrityError("UNIQUE constraint failed\nKey (name)=(张三)")
    assert codes(error) == ["records.unfit"]
    assert "张三" not in str(error.value)


def test_words_of_our_own_pass_as_they_are(bank: Any) -> None:
    from forbear.problems import ForbearError, refuse
    from forbear.web.nights.trouble import finished, fitting

    with pytest.raises(ForbearError) as error, finished("a"), fitting("b"):
        raise refuse("own", "here", "our own", "自己的")
    assert codes(error) == ["own"]


def test_an_import_gives_way_to_whoever_holds_a_table_and_asks_for_a_row(
    taken: Any, tape: Any
) -> None:
    """Else the two would wait for each other, and PostgreSQL would throw one of them out."""
    from django.db import connection, connections, transaction

    from forbear.web.nights.receive import receive, take_in
    from forbear.web.records.models import Customer, Phone

    if connection.vendor != "postgresql":
        pytest.skip("on SQLite one writes at a time, and readers hold nothing up")
    tape.change("customers", lambda rows: rows.with_columns(pl.lit("新名").alias("name")))
    received, _ = receive(tape.folder, NEXT, None)
    held, waiting = Event(), Event()

    def at_the_desk() -> int:
        try:
            with transaction.atomic():
                phone = Phone.objects.first()
                held.set()
                assert waiting.wait(60)
                locked = Customer.objects.select_for_update().get(pk=phone.customer_id)
                return Phone.objects.filter(customer=locked).count()
        finally:
            connections.close_all()

    def blocked() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted "
                "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
            return bool(cursor.fetchone()[0])

    def importing() -> str:
        try:
            return str(take_in(received).state)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        desk = pool.submit(at_the_desk)
        assert held.wait(60)
        work = pool.submit(importing)
        while not blocked():
            assert not work.done()
        waiting.set()
        assert desk.result(60) >= 1
        assert work.result(60) == "accepted"
    assert Customer.objects.filter(name_masked="新*").count() > 0


def test_a_character_the_database_can_t_keep_is_no_reason_to_try_for_ever(
    bank: Any, tape: Any, take: Callable[..., Any], beside: Callable[[], list[str]]
) -> None:
    """PostgreSQL keeps no NUL in a text, SQLite does."""
    from forbear.web.nights.models import Tape

    tape.change("branches", lambda rows: rows.with_columns(pl.col("name") + "\0"))
    taken = take(tape.folder)
    found = (taken.state, [problem["code"] for problem in taken.problems])
    assert found in (("accepted", []), ("refused", ["records.unfit"]))
    assert Tape.objects.get().state == taken.state
    assert beside() == []
