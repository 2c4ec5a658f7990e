"""Facts counted from the contacts so far, in the debtor's local days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from forbear.portfolio.words import CONNECTED, REACHED, Channel, Outcome
from forbear.problems import refuse
from forbear.rulebook.facts import kernels
from forbear.rulebook.facts.kernels import Flags, Numbers
from forbear.rulebook.facts.local import with_days_ago
from forbear.rulebook.facts.part import Part, Tables
from forbear.rulebook.facts.people import People

#: Days looked back; older failures say nothing about whether the debtor is out of reach now.
LOOK_BACK = 62
#: Runs of days are counted up to a week.
_LONGEST = 7

BY_PERSON = ("calls_connected_today", "days_failed_in_row")
BY_NUMBER = ("dials_unanswered_today", "dials_failed_in_row")


def history(tables: Tables, people: People) -> Part:
    """Counts of today and of the run of failures before today.

    Contacts with third persons (``party_id`` filled) do not count for the debtor. Counts by number
    need the phones' table.
    """
    events = _events(tables["contacts"], people)
    who, ago = events["who"].to_numpy(), events["ago"].to_numpy()
    counted = ago <= LOOK_BACK
    reached, failed = (events[name].to_numpy() & counted for name in ("reached", "failed"))
    connected = events["connected"].to_numpy() & (ago == 0)
    since = kernels.least(who[reached], ago[reached], len(people), LOOK_BACK + 1)
    lost = failed & (ago > 0) & (ago < since[who])
    days = kernels.days_set(who[lost], ago[lost], len(people))
    found = {
        "calls_connected_today": kernels.count(who[connected], len(people)),
        "days_failed_in_row": kernels.longest_run(days, _LONGEST),
    }
    if "phones" in tables:
        dials = events[np.flatnonzero(failed)]
        on_day = {
            name: which[failed] for name, which in zip(BY_NUMBER, (ago == 0, lost), strict=True)
        }
        found |= _least_dialled(_own_numbers(tables["phones"]), dials, on_day, len(people))
    return {
        name: pl.Series(name, values.clip(0, 2**15 - 1), dtype=pl.Int16)
        for name, values in found.items()
    }


def _events(contacts: pl.DataFrame, people: People) -> pl.DataFrame:
    """Contacts with days ago: which were calls to the debtor, and which reached him."""
    own = pl.col("party_id").is_null()
    call = own & (pl.col("channel") == str(Channel.CALL))
    answered = call & pl.col("outcome").is_in(_codes(CONNECTED))
    flags = {
        "reached": own & pl.col("outcome").is_in(_codes(REACHED)),
        "connected": answered,
        "failed": call & ~answered,
    }
    return with_days_ago(contacts, people, **flags)


@cache
def _codes(outcomes: tuple[Outcome, ...]) -> pl.Series:
    """Outcomes in the column's own type, so that they are compared by number, not by text.

    Not made when the module is read: that would start threads, which a process that forks loses.
    """
    return pl.Series(outcomes, dtype=pl.Enum(Outcome)).implode()


def recent(contacts: pl.DataFrame, day: date) -> pl.DataFrame:
    """Contacts that may lie within `LOOK_BACK` days wherever people live."""
    first = datetime.combine(day - timedelta(days=LOOK_BACK + 2), time(), UTC)
    since = contacts["at"] >= first
    return contacts if since.all() else contacts.filter(since)


def refuse_future(contacts: pl.DataFrame, day: date, zones: tuple[str, ...]) -> None:
    """Raise `ForbearError` if a contact lies after the end of ``day`` wherever people live."""
    last = contacts["at"].max()
    if not isinstance(last, datetime) or not zones:
        return
    earliest = min(last.astimezone(ZoneInfo(zone)).date() for zone in zones)
    if earliest > day:
        raise refuse(
            "rulebook.future",
            "contacts.at",
            f"a contact of {earliest} is later than the day asked about, {day}; leave it out",
            f"联系日期 {earliest} 晚于所问日期 {day}，请去掉该记录",
        )


def _own_numbers(phones: pl.DataFrame) -> list[pl.DataFrame]:
    """The debtors' own numbers in use: everybody's first, then second, and so on.

    Columns ``who`` and ``phone``.
    """
    own = phones.filter(pl.col("party_id").is_null() & pl.col("valid").fill_null(True))
    rank = kernels.ranked(own["who"].to_numpy())
    places = range(rank.max(initial=-1) + 1)
    return [own[np.flatnonzero(rank == place)] for place in places]


def _least_dialled(
    numbers: list[pl.DataFrame], dials: pl.DataFrame, counted: dict[str, Flags], people: int
) -> dict[str, Numbers]:
    """For each of ``counted`` (which of the dials count) those on the own number dialled least.

    A number that was never dialled counts as 0; without a number, the count is below 0.
    """
    fewest = {name: np.full(people, -1, dtype=np.int64) for name in counted}
    who = dials["who"].to_numpy()
    for own in numbers:
        place = np.full(people, -1, dtype=np.int64)
        owners = own["who"].to_numpy()
        place[owners] = np.arange(own.height)
        to = place[who]
        has = np.flatnonzero(to >= 0)
        same = own["phone"][to[has]] == dials["phone"][has]
        hits = has[(same.fill_null(False) if same.null_count() else same).to_numpy()]
        for name, which in counted.items():
            number = kernels.count(who[hits[which[hits]]], people)[owners]
            before = fewest[name][owners]
            fewest[name][owners] = np.where(before < 0, number, np.minimum(before, number))
    return fewest
