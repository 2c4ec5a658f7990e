"""The demo tape: real card accounts, made people, any number of accounts, bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from forbear.lab import faults as planted
from forbear.lab import past
from forbear.lab import people as made
from forbear.lab.columns import before, days, empty, numbered, pick, same
from forbear.lab.draw import Dice, Ints
from forbear.lab.duedates import due_dates
from forbear.lab.places import BRANCHES, Map, zhejiang
from forbear.lab.schedule import MINOR, Schedule, schedule
from forbear.lab.source import Source, load, resample
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
    source, plan, place = load(), schedule(), zhejiang()
    for start in range(0, accounts, CHUNK):
        number = np.arange(start, min(start + CHUNK, accounts), dtype=np.int64)
        yield _chunk(dice, bank, source, plan, place, number, as_of)


def _chunk(
    dice: Dice,
    bank: Staff,
    source: Source,
    plan: Schedule,
    place: Map,
    number: Ints,
    as_of: date,
) -> Tables:
    row = resample(dice, source, number)
    late = plan.months_late[row, 0]
    customer = made.customer_of(number)
    who = made.people(dice, source, place, customer, row, late)
    branch = place.branch[who.county]
    ids = numbered("A", number, 8)
    owner = np.searchsorted(who.index, customer)
    related = made.parties(dice, who)
    with_party = np.isin(who.index, related["customer_id"].str.slice(1).cast(pl.Int64).to_numpy())
    day, dates = due_dates(as_of)
    cycle = dice.below("cycle", number, len(day))
    return {
        "customers": made.customers(dice, source, place, who, as_of),
        "parties": related,
        "accounts": _accounts(dice, source, plan, number, row, ids, who, owner, branch, as_of),
        "instalments": _instalments(plan, row, ids, dates[cycle]),
        "payments": _payments(dice, plan, number, row, ids, day[cycle], dates[cycle]),
        "phones": made.phones(dice, who, related, as_of),
        "addresses": made.addresses(dice, place, who, as_of),
        "contacts": past.contacts(dice, who, branch, ids, bank, with_party, as_of),
        "holds": past.holds(dice, who, as_of),
        "consents": past.consents(dice, who, as_of),
    }


def _accounts(
    dice: Dice,
    source: Source,
    plan: Schedule,
    number: Ints,
    row: Ints,
    ids: pl.Series,
    who: made.People,
    owner: Ints,
    branch: Ints,
    as_of: date,
) -> pl.DataFrame:
    """Limit, balance and outcome are real; opening day, branch and placement are made."""
    n = len(number)
    late = plan.months_late[row, 0]
    open_days = 400 + dice.below("opened", number, np.minimum(3650, (source.age[row] - 19) * 365))
    placed = (late >= 4) & dice.chance("placed", number, 0.25)
    agency = np.where(placed, dice.below("agency", number, 2), 2)
    gone = (late >= 7) & dice.chance("written_off", number, 0.1)
    return pl.DataFrame(
        {
            "account_id": ids,
            "customer_id": numbered("C", who.index[owner], 8),
            "branch_id": pl.Series([b[0] for b in BRANCHES]).gather(branch[owner]),
            "product": same("card", n),
            "currency": same("CNY", n),
            "opened_on": before(as_of, open_days),
            "principal": source.limit[row] * MINOR,
            "balance": np.maximum(source.bill[row, 0] * MINOR, plan.unpaid[row]),
            "annual_rate": same("0.1825", n),
            "overdue_rate": same("0.1825", n),
            "penalty": same("0.05", n),
            "penalty_min": same(1000, n),
            "secured": same(False, n),
            "closed_on": empty(n, pl.Date),
            "written_off_on": pick(gone, before(as_of, np.full(n, 15))),
            "placed_with": pl.Series(["A1", "A2", None]).gather(agency),
            "x_source_row": source.row[row].astype(np.int32),
            "x_default_next_month": source.default[row].astype(np.int8),
        }
    )


def _instalments(plan: Schedule, row: Ints, ids: pl.Series, dates: Ints) -> pl.DataFrame:
    own, at = plan.instalments.rows(row)
    has = {name: values[at] for name, values in plan.instalments.columns.items()}
    return pl.DataFrame(
        {
            "account_id": ids.gather(own),
            "number": has["number"].astype(np.int32),
            "due_on": days(dates[own, has["back"] + 1]),
            "principal": has["principal"],
            "interest": has["interest"],
            "fee": np.zeros_like(has["principal"]),
            "paid": has["paid"],
        }
    )


def _payments(
    dice: Dice, plan: Schedule, number: Ints, row: Ints, ids: pl.Series, day: Ints, dates: Ints
) -> pl.DataFrame:
    """Paid up to nine days before the due day, within the same calendar month."""
    own, at = plan.payments.rows(row)
    back = plan.payments.columns["back"][at]
    early = dice.below("payment.day", number[own] * 8 + back, np.minimum(10, day[own]))
    return pl.DataFrame(
        {
            "account_id": ids.gather(own),
            "payment_id": pl.Series([f"P{n}" for n in range(1, 8)]).gather(
                plan.payments.columns["number"][at] - 1
            ),
            "paid_on": days(dates[own, back + 1] - early),
            "amount": plan.payments.columns["amount"][at],
            "reversed_on": empty(len(own), pl.Date),
        }
    )
