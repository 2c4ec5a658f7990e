"""Entries are added in the transaction of what they tell of, and days are closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import F, QuerySet

from forbear.evidence import Day as ClosedDay
from forbear.evidence import Entry as Happened
from forbear.evidence import Head, canonical, close
from forbear.web import clock, locks
from forbear.web.fetch import first
from forbear.web.journal.acts import Act
from forbear.web.journal.models import Chain, Day, Entry

LOCK = "journal"
#: Who acts where no person does.
SYSTEM = "system"


def of_customer(customer_id: str) -> str:
    """The chain of a case."""
    return f"customer:{customer_id}"


def enter(
    chain: str, act: Act, *, actor: str, subject: str = "", content: Mapping[str, Any] | None = None
) -> Happened:
    """Add an entry to a chain.

    Raises `TransactionManagementError` outside the transaction of what the entry tells of.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "a journal entry belongs into the transaction of what it tells of"
        )
    locks.together(LOCK)
    end = _end(chain)
    made = Happened(
        chain=chain,
        number=end.number + 1,
        at=clock.now(),
        actor=actor,
        action=str(act),
        subject=subject or chain,
        content=dict(content or {}),
        before=end.hash,
    )
    entry = kept(made)
    entry.save(force_insert=True)
    Chain.objects.filter(name=chain).update(number=made.number, hash=entry.hash)
    return made


def _end(chain: str) -> Chain:
    """Where a chain stands, held until the transaction ends; a new chain begins."""
    found = first(Chain, chain, _held)
    if found is None:
        Chain.objects.bulk_create([Chain(name=chain)], ignore_conflicts=True)
        found = Chain.objects.select_for_update().get(name=chain)
    return found


def _held(rows: QuerySet[Chain], name: str) -> QuerySet[Chain]:
    return rows.select_for_update().filter(name=name)


def kept(made: Happened) -> Entry:
    """An entry as the database keeps it."""
    return Entry(
        chain=made.chain,
        number=made.number,
        at=made.at,
        actor=made.actor,
        action=made.action,
        subject=made.subject,
        content=canonical(dict(made.content)).decode(),
        before=made.before,
        hash=made.hash,
    )


def close_day(day: date) -> ClosedDay | None:
    """Close a day that is over; None if it, or a later one, is closed already.

    Every chain goes in as it stands at this moment. Raises `ValueError` for a day not over.
    """
    if day >= clock.now().date():
        raise ValueError(f"{day} is not over")
    with transaction.atomic():
        locks.alone(LOCK)
        last = last_closed()
        if last is not None and last.day >= day:
            return None
        heads = (
            Head(name, number, whole)
            for name, number, whole in Chain.objects.values_list("name", "number", "hash")
        )
        made = close(last, day, heads)
        Day.objects.create(hash=made.hash, **_columns(made))
        grown = Chain.objects.exclude(closed_number=F("number"))
        grown.update(closed_number=F("number"), closed_hash=F("hash"))
    return made


def last_closed() -> ClosedDay | None:
    """The day closed last."""
    day = Day.objects.order_by("-day").first()
    return None if day is None else as_closed(day)


def as_closed(day: Day) -> ClosedDay:
    """A row as `forbear.evidence` knows it."""
    return ClosedDay(day.day, day.chains, day.entries, day.tree, day.before)


def _columns(day: ClosedDay) -> dict[str, Any]:
    return {
        "day": day.day,
        "chains": day.chains,
        "entries": day.entries,
        "tree": day.tree,
        "before": day.before,
    }
