"""Exports: chains of the journal in the form that anyone can verify (docs/journal.md)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from forbear.evidence import Entry as Happened
from forbear.evidence import Head, export
from forbear.web.journal.keep import as_closed
from forbear.web.journal.models import Chain, Day, Entry


def export_of(chains: Iterable[str] | None = None) -> Iterator[bytes]:
    """The lines of an export of some chains; of all without naming any.

    Read in one transaction, so that heads and entries belong together.
    """
    entries = Entry.objects.order_by("chain", "number")
    if chains is not None:
        wanted = list(chains)
        entries = entries.filter(chain__in=wanted)
    found: dict[str, list[Happened]] = {}
    for row in entries.iterator(chunk_size=5_000):
        found.setdefault(row.chain, []).append(happened(row))
    days = [as_closed(day) for day in Day.objects.order_by("day")]
    heads = [
        Head(chain.name, chain.closed_number, chain.closed_hash)
        for chain in Chain.objects.all()
        if chain.closed_number is not None and chain.closed_hash is not None
    ]
    return export(found, days, heads)


def happened(row: Entry) -> Happened:
    """A row as `forbear.evidence` knows it."""
    return Happened(
        chain=row.chain,
        number=row.number,
        at=row.at,
        actor=row.actor,
        action=row.action,
        subject=row.subject,
        content=json.loads(row.content),
        before=row.before,
    )
