"""Made history: contacts of the last ninety days, holds and consents."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from forbear.lab import identity
from forbear.lab.columns import EPOCH, before, empty, numbered, pick, same
from forbear.lab.draw import Dice, Flags, Ints
from forbear.lab.people import People
from forbear.lab.staff import Staff
from forbear.portfolio.words import ConsentKind, HoldKind

#: Mean number of contacts in ninety days by months late (0, 1, 2, 3, 4 and more).
CONTACTS = np.array([2, 7, 11, 16, 20])
DAYS = 90
CHANNELS = ("sms", "email", "call", "letter", "home_visit", "work_visit", "third_party")
#: How contacts are made, by months late.
MIX = np.array(
    [
        [95, 5, 0, 0, 0, 0, 0],
        [55, 3, 42, 0, 0, 0, 0],
        [30, 2, 63, 5, 0, 0, 0],
        [16, 2, 60, 8, 9, 1, 4],
        [12, 2, 54, 10, 15, 2, 5],
    ]
)
#: How each channel ends, in hundredths.
ENDS: dict[str, dict[str, int]] = {
    "sms": {"delivered": 96, "undelivered": 4},
    "email": {"sent": 100},
    "call": {
        "no_answer": 50,
        "right_party": 19,
        "promise": 12,
        "call_back": 6,
        "refused": 3,
        "hardship": 2,
        "third_person": 4,
        "wrong_number": 2,
        "invalid_number": 2,
    },
    "letter": {"sent": 94, "undelivered": 6},
    "home_visit": {"nobody_home": 52, "right_party": 22, "promise": 12, "moved": 7, "refused": 4,
                   "third_person": 3},
    "work_visit": {"nobody_home": 40, "right_party": 35, "promise": 15, "moved": 10},
    "third_party": {"third_person": 70, "no_answer": 30},
}  # fmt: skip
OUTCOMES = tuple(dict.fromkeys(end for ends in ENDS.values() for end in ends))
#: Local working hours of contacts, 09:00 to 19:59, and the zone's distance from UTC.
OPENS, MINUTES, ZONE = 9 * 60, 11 * 60, 8 * 60

#: Share of customers with each hold or consent; those late have three times as many.
HOLDS = {
    HoldKind.DISPUTE: 0.003,
    HoldKind.COMPLAINT: 0.002,
    HoldKind.ARRANGEMENT: 0.004,
    HoldKind.HARDSHIP: 0.004,
    HoldKind.DECEASED: 0.001,
    HoldKind.BANKRUPTCY: 0.0005,
    HoldKind.INCAPACITY: 0.0005,
    HoldKind.REPRESENTED: 0.001,
    HoldKind.STOP_REQUEST: 0.002,
    HoldKind.VULNERABLE: 0.006,
}
CONSENTS = {
    ConsentKind.NIGHT_CONTACT: 0.002,
    ConsentKind.VISIT_APPOINTMENT: 0.01,
    ConsentKind.WORK_CONTACT: 0.006,
    ConsentKind.THIRD_PARTY: 0.006,
    ConsentKind.FREQUENCY: 0.002,
}
#: Kinds that never end.
LASTING = (HoldKind.DECEASED, HoldKind.INCAPACITY)


def contacts(
    dice: Dice,
    who: People,
    branch: Ints,
    accounts: pl.Series,
    staff: Staff,
    related: pl.DataFrame,
    as_of: date,
) -> pl.DataFrame:
    """Reminders for those on time; calls, letters and visits for those late, spread over the days.

    ``branch`` is by customer; ``accounts`` are the chunk's accounts, ``related`` its parties.
    """
    ids = numbered("C", who.index, 8)
    with_party = ids.is_in(related["customer_id"].implode()).to_numpy()
    stage = np.minimum(who.late, len(CONTACTS) - 1)
    mean = CONTACTS[stage]
    count = mean - mean // 2 + dice.below("contacts", who.index, mean // 2 * 2 + 1)
    own = np.repeat(np.arange(len(who)), count)
    nth = np.arange(len(own)) - np.repeat(np.cumsum(count) - count, count)
    key = who.index[own] * 64 + nth
    channel = _channels(dice, key, stage[own], with_party[own])
    spread = np.minimum(DAYS, np.where(who.late > 0, 30 * who.late + 15, DAYS))[own]
    ago = spread - ((nth + dice.unit("contact.day", key)) / count[own] * spread).astype(np.int64)
    minute = OPENS + dice.below("contact.minute", key, MINUTES) - ZONE
    at = ((as_of - EPOCH).days - ago) * 1440 + minute
    voice = (channel == 2) | (channel == 0)
    return pl.DataFrame(
        {
            "customer_id": ids.gather(own),
            "contact_id": pl.Series([f"K{n:02}" for n in range(1, 65)]).gather(nth),
            "at": pl.Series(at * 60_000_000).cast(pl.Datetime("us", "UTC")),
            "channel": pl.Series(CHANNELS).gather(channel),
            "outcome": pl.Series(OUTCOMES).gather(_outcomes(dice, key, channel)),
            "account_id": accounts.gather(who.worst_account[own]),
            "party_id": pick(channel == 6, same("1", len(own))),
            "phone": pick(voice, identity.phones(who.index * 6).gather(own)),
            "staff_id": _staff(dice, key, channel, branch[own], staff),
        }
    )


def _channels(dice: Dice, key: Ints, stage: Ints, with_party: Flags) -> Ints:
    steps = MIX.cumsum(axis=1)[stage]
    channel = (dice.unit("contact.channel", key)[:, None] * 100 >= steps).sum(axis=1)
    return np.where((channel == 6) & ~with_party, CHANNELS.index("letter"), channel)


def _outcomes(dice: Dice, key: Ints, channel: Ints) -> Ints:
    """One look-up: a hundred even steps a channel, each an outcome."""
    table = np.array(
        [
            [OUTCOMES.index(end) for end, share in ENDS[name].items() for _ in range(share)]
            for name in CHANNELS
        ]
    )
    return table[channel, dice.below("contact.outcome", key, 100)]


def _staff(dice: Dice, key: Ints, channel: Ints, branch: Ints, staff: Staff) -> pl.Series:
    """Who called or visited; nobody for what a machine sends."""
    widest = int(max(staff.collectors.max(), staff.field.max()))
    names = pl.Series(
        [
            f"{b}-{letter}{n:02}"
            for b in staff.branches["branch_id"]
            for letter in "CF"
            for n in range(1, widest + 1)
        ]
    )
    visit = (channel == 4) | (channel == 5)
    size = np.where(visit, staff.field[branch], staff.collectors[branch])
    which = (branch * 2 + visit) * widest + dice.below("contact.staff", key, size)
    return pick(visit | (channel == 2) | (channel == 6), names.gather(which))


def holds(dice: Dice, who: People, as_of: date) -> pl.DataFrame:
    """Every kind at its small rate; one in six has ended."""
    return _spells(dice, who, as_of, "hold", {str(k): v for k, v in HOLDS.items()})


def consents(dice: Dice, who: People, as_of: date) -> pl.DataFrame:
    """Every kind at its small rate; one in six has ended."""
    return _spells(dice, who, as_of, "consent", {str(k): v for k, v in CONSENTS.items()})


def _spells(
    dice: Dice, who: People, as_of: date, what: str, rates: dict[str, float]
) -> pl.DataFrame:
    more = np.where(who.late > 0, 3.0, 1.0)
    has = np.stack(
        [
            dice.chance(f"{what}.{kind}", who.index, share * more)
            & ~((kind == "deceased") & who.company)
            for kind, share in rates.items()
        ]
    ).T
    at, kind = np.nonzero(has)
    key = who.index[at] * 16 + kind
    begun = 30 + dice.below(f"{what}.from", key, 60)
    lasting = np.isin(kind, [n for n, k in enumerate(rates) if k in LASTING])
    ended = ~lasting & dice.chance(f"{what}.ended", key, 1 / 6)
    frame = pl.DataFrame(
        {
            "customer_id": numbered("C", who.index[at], 8),
            f"{what}_id": numbered(what[0].upper(), key, 9),
            "kind": pl.Series(list(rates)).gather(kind),
            "from_on": before(as_of, begun),
            "to_on": pick(
                ended,
                before(as_of, begun // 2),
            ),
        }
    )
    if what == "hold":
        frame = frame.with_columns(account_id=empty(len(at), pl.String))
    return frame
