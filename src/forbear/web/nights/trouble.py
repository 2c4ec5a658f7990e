"""What the database or the disk says no to, in words: rows that don't fit, and work cut short."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import adbc_driver_manager as adbc
from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from django.db.utils import Error

from forbear.problems import refuse

#: The database refuses the rows themselves; to try again would change nothing.
_UNFIT = (
    IntegrityError,
    DataError,
    adbc.IntegrityError,
    adbc.DataError,
    sqlite3.IntegrityError,
    sqlite3.DataError,
)
#: The database is away, locked or full, or the disk is.
_CUT_SHORT = (Error, adbc.Error, sqlite3.Error, OSError)
#: PostgreSQL's codes for a lock that was not to be had, and for two who waited for each other.
_NO_LOCK = ("55P03", "40P01")
#: Times a table is asked for, and how long each time: less than PostgreSQL's deadlock_timeout, 1 s.
_TRIES, _WAIT = 40, "500ms"
#: Characters of the database's own words that are passed on.
_SAID = 200


@contextmanager
def fitting(where: str) -> Iterator[None]:
    """Raises `ForbearError` for rows that break a rule of the database's."""
    try:
        yield
    except _UNFIT as error:
        raise refuse(
            "records.unfit",
            where,
            f"the database refuses some of its rows ({_said(error)}); nothing of it was taken; "
            "correct the source and send it again",
            f"数据库拒绝其中部分记录（{_said(error)}），全部未入库，请修正来源后重新提供",
        ) from error


@contextmanager
def finished(where: str) -> Iterator[None]:
    """Raises `ForbearError` for work that could not go on; what was done is not done again."""
    try:
        yield
    except _CUT_SHORT as error:
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        raise refuse(
            "records.cut_short",
            where,
            f"the database or the disk did not go along ({_said(error)}); nothing is half done; "
            "look after it and try again",
            f"数据库或磁盘出现问题（{_said(error)}），未留下不完整的结果，请处理后重试",
        ) from error


def at_once(work: Callable[[], None]) -> None:
    """Do ``work``, which puts whole tables in their place, in one transaction.

    On PostgreSQL it needs those tables for itself, while people at their desks hold one and ask for
    another: sooner or later each would wait for the other. So it gives way after a moment and
    begins again, rather than one of them be thrown out. ``work`` may be run several times.
    """
    for left in reversed(range(_TRIES)):
        try:
            with transaction.atomic():
                if connection.vendor == "postgresql":
                    with connection.cursor() as cursor:
                        cursor.execute(f"SET LOCAL lock_timeout = '{_WAIT}'")
                work()
            return
        except OperationalError as error:
            if not left or getattr(error.__cause__, "sqlstate", None) not in _NO_LOCK:
                raise


def _said(error: Exception) -> str:
    """The first line: what follows may quote rows."""
    return f"{type(error).__name__}: {str(error).strip().partition(chr(10))[0][:_SAID]}"
