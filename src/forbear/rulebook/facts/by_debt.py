"""Facts counted by debt over days that roll: calls, conversations, contacts, visits.

The permit is the customer's, so each fact is that of the debt on which it is strictest. A contact
that names no account counts towards every debt.
"""

from __future__ import annotations

import polars as pl

from forbear.portfolio.words import REACHED, Channel, Outcome
from forbear.rulebook.facts.local import with_days_ago
from forbear.rulebook.facts.part import Part, Tables, one_of, spread
from forbear.rulebook.facts.people import People

#: Days of a month, today included: the longest month, so that every reading of "a month" is kept.
MONTH = 31
WEEK = 7

_COUNTS = ("calls_debt_7d", "contacts_debt_7d", "contacts_debt_31d", "visits_31d")
BY_DEBT = (*_COUNTS, "days_since_conversation")


def by_debt(tables: Tables, people: People) -> Part:
    """Counts over the last 7 and 31 local days, today included, and days since a conversation.

    Contacts with third persons (``party_id`` filled) do not count.
    """
    talked = pl.col("talked")
    debts = (
        _events(tables["contacts"], people)
        .group_by("who", "account_id")
        .agg(
            *(pl.col(name).sum() for name in _COUNTS),
            days_since_conversation=pl.col("ago").filter(talked).min().fill_null(MONTH + 1),
        )
    )
    named = pl.col("account_id").is_not_null()
    frame = debts.group_by("who").agg(
        *(
            (pl.col(name).filter(named).max().fill_null(0) + pl.col(name).filter(~named).sum())
            .cast(pl.Int16)
            .alias(name)
            for name in _COUNTS
        ),
        pl.col("days_since_conversation").min(),
    )
    none = {**dict.fromkeys(_COUNTS, 0), "days_since_conversation": MONTH + 1}
    return spread(frame, len(people), none)


def _events(contacts: pl.DataFrame, people: People) -> pl.DataFrame:
    """Contacts with the debtor in the last `MONTH` days, and what each counts towards."""
    ago, channel = pl.col("ago"), pl.col("channel")
    call = channel == str(Channel.CALL)
    visit = one_of("channel", (Channel.HOME_VISIT, Channel.WORK_VISIT))
    message = one_of("channel", (Channel.SMS, Channel.EMAIL, Channel.LETTER))
    placed = call & (pl.col("outcome") != str(Outcome.INVALID_NUMBER))
    reached = one_of("outcome", REACHED)
    arrived = message & one_of("outcome", (Outcome.SENT, Outcome.DELIVERED))
    actual = ((call | message) & reached) | arrived
    return (
        with_days_ago(contacts.filter(pl.col("party_id").is_null()), people)
        .filter(ago < MONTH)
        .select(
            "who",
            "account_id",
            "ago",
            talked=call & reached,
            calls_debt_7d=placed & (ago < WEEK),
            contacts_debt_7d=actual & (ago < WEEK),
            contacts_debt_31d=actual,
            visits_31d=visit & reached,
        )
    )
