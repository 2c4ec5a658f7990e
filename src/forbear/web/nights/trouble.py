"""What the database or the disk says no to, in words: rows that don't fit, and work cut short."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import adbc_driver_manager as adbc  # type: ignore[import-untyped]
from django.db import DataError, IntegrityError, connection
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


def _said(error: Exception) -> str:
    """The first line: what follows may quote rows."""
    return f"{type(error).__name__}: {str(error).strip().partition(chr(10))[0][:_SAID]}"
