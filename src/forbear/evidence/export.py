"""An export: chains of a journal in one text file that anyone can verify without Forbear.

One canonical JSON object a line, lines ended by LF:

    header   what follows, counted
    days     every closed day from the first
    heads    where each exported chain stood at the end of the last closed day, with the path to
             that day's tree, unless every chain of the journal is here
    entries  chain by chain, each in its order
    seal     SHA-256 of all bytes before
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from forbear.evidence import merkle
from forbear.evidence.canonical import canonical
from forbear.evidence.days import Day, Head, in_order
from forbear.evidence.entry import Entry

FORMAT, VERSION = "forbear.journal", 1


def export(
    chains: Mapping[str, Sequence[Entry]], days: Sequence[Day], heads: Iterable[Head]
) -> Iterator[bytes]:
    """The lines of an export of ``chains``.

    ``days``: all closed days, in order. ``heads``: where every chain of the journal, exported or
    not, stood at the end of the last of them. What was entered since is exported, too; nothing but
    its chain ties it down yet.
    """
    told = list(_heads(in_order(heads), chains)) if days else []
    header = {
        "format": FORMAT,
        "version": VERSION,
        "days": len(days),
        "heads": len(told),
        "chains": len(chains),
        "entries": sum(len(chain) for chain in chains.values()),
    }
    whole = hashlib.sha256()
    for line in _lines(canonical(header), days, told, chains):
        whole.update(line + b"\n")
        yield line + b"\n"
    yield canonical({"seal": whole.hexdigest()}) + b"\n"


def _lines(
    header: bytes, days: Sequence[Day], heads: list[bytes], chains: Mapping[str, Sequence[Entry]]
) -> Iterator[bytes]:
    yield header
    yield from (day.line() for day in days)
    yield from heads
    for name in sorted(chains):
        yield from (entry.line() for entry in chains[name])


def _heads(heads: Sequence[Head], chains: Mapping[str, Sequence[Entry]]) -> Iterator[bytes]:
    mine = [place for place, head in enumerate(heads) if head.chain in chains]
    whole = len(mine) == len(heads)
    paths = [None] * len(mine) if whole else merkle.paths([h.leaf() for h in heads], mine)
    for place, path in zip(mine, paths, strict=True):
        yield canonical({**heads[place].fields(), "place": place, "path": path})
