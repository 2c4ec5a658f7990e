"""The demo tape: real card accounts, made people, any number of accounts, bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from forbear.lab import book, past
from forbear.lab import faults as planted
from forbear.lab import people as made
from forbear.lab.draw import Dice, Ints
from forbear.lab.places import zhejiang
from forbear.lab.source import load
from forbear.lab.staff import Staff, staff
from forbear.problems import refuse

#: Accounts made at a time: whole groups of customers and whole rounds of the source.
CHUNK = 240_000

Tables = dict[str, pl.DataFrame]


def write_demo(
    folder: Path,
    *,
    accounts: int = 30_000,
    as_of: date,
    seed: int = 1,
    parts: bool | None = None,
    faults: bool = True,
) -> None:
    """Write a whole tape of Parquet files into a new or empty folder.

    ``parts=True`` writes ``<table>/part-000.parquet`` and so on, ``False`` one ``<table>.parquet``
    a table; left out, parts are written when there are more accounts than fit one part. With
    ``faults``, about one row in two thousand of the larger tables is made wrong on purpose. The
    same arguments give the same tape; amounts, statuses and outcome are the source's.

    Raises `ForbearError` if the folder holds anything, or ``accounts`` is less than 1, or several
    parts would be needed and ``parts`` is False.
    """
    if parts is None:
        parts = accounts > CHUNK
    _check(folder, accounts, parts)
    folder.mkdir(parents=True, exist_ok=True)
    dice = Dice(seed)
    bank = staff(dice, as_of)
    for name, frame in _staff_tables(bank, faults).items():
        frame.write_parquet(folder / f"{name}.parquet")
    for number, tables in enumerate(chunks(dice, bank, accounts, as_of)):
        if faults:
            tables = planted.plant(dice, tables, number)
        for name, frame in tables.items():
            path = (
                folder / name / f"part-{number:03}.parquet" if parts else folder / f"{name}.parquet"
            )
            path.parent.mkdir(exist_ok=True)
            frame.write_parquet(path)


def _check(folder: Path, accounts: int, parts: bool) -> None:
    if accounts < 1:
        raise refuse(
            "demo.accounts",
            str(folder),
            f"a tape needs at least 1 account (given: {accounts})",
            f"账户数至少为 1（当前：{accounts}）",
        )
    if accounts > CHUNK and not parts:
        raise refuse(
            "demo.parts",
            str(folder),
            f"more than {CHUNK} accounts are written in parts; leave parts out or allow them",
            f"账户数超过 {CHUNK} 时须分文件写出，请允许分文件",
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise refuse(
            "demo.not_empty",
            str(folder),
            "the folder is not empty; give a new one, so that no file of yours is mixed in",
            "文件夹不为空，请指定新的文件夹，以免与已有文件混在一起",
        )


def _staff_tables(bank: Staff, faults: bool) -> Tables:
    tables = {
        "branches": bank.branches,
        "officers": bank.officers,
        "teams": bank.teams,
        "agencies": bank.agencies,
    }
    return planted.plant_staff(tables) if faults else tables


def chunks(dice: Dice, bank: Staff, accounts: int, as_of: date) -> Iterator[Tables]:
    """The tape's other tables, `CHUNK` accounts at a time, in order of account."""
    for start in range(0, accounts, CHUNK):
        number = np.arange(start, min(start + CHUNK, accounts), dtype=np.int64)
        yield _chunk(dice, bank, number, as_of)


def _chunk(dice: Dice, bank: Staff, number: Ints, as_of: date) -> Tables:
    source, place = load(), zhejiang()
    own = book.open_book(dice, source, number, as_of)
    who = made.people(dice, source, place, made.customer_of(number), own.row, own.late)
    branch = place.branch[who.county]
    related = made.parties(dice, who)
    return {
        "customers": made.customers(dice, source, place, who, as_of),
        "parties": related,
        "accounts": book.accounts(dice, source, own, who, branch, as_of),
        "instalments": book.instalments(own),
        "payments": book.payments(dice, own),
        "phones": made.phones(dice, who, related, as_of),
        "addresses": made.addresses(dice, place, who, as_of),
        "contacts": past.contacts(dice, who, branch, own.ids, bank, related, as_of),
        "holds": past.holds(dice, who, as_of),
        "consents": past.consents(dice, who, as_of),
    }
