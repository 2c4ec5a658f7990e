"""Rules, clocks and duties of the same packs, read together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from forbear.problems import refuse
from forbear.rulebook.book import COMMON, Rulebook, load
from forbear.rulebook.clocks import Clocks, load_clocks
from forbear.rulebook.duties import Duties, load_duties
from forbear.rulebook.entry import Entry
from forbear.rulebook.instrument import Registry
from forbear.rulebook.pack import REGISTRY, shipped
from forbear.rulebook.reading import read
from forbear.rulebook.standing import Standing

#: A rule about contacts, or a clock or duty.
AnyEntry = Entry | Standing


@dataclass(frozen=True)
class Books:
    """What rules there are: about contacts, of time, and of the house."""

    rules: Rulebook
    clocks: Clocks
    duties: Duties

    @property
    def entries(self) -> list[AnyEntry]:
        """All of them, sorted by id."""
        return sorted(
            (*self.rules.entries, *self.clocks.entries, *self.duties.entries),
            key=lambda entry: entry.id,
        )

    def entry(self, rule_id: str) -> AnyEntry:
        """One by its id; raises `ForbearError` if there is none."""
        found = {entry.id: entry for entry in self.entries}
        if rule_id not in found:
            raise refuse(
                "rulebook.no_rule",
                rule_id,
                "no pack in use has a rule of that id; `forbear rules list` names them",
                "所用规则包中没有该编号的规则，可用 `forbear rules list` 查看",
            )
        return found[rule_id]


def every_pack() -> list[str]:
    """Every pack that comes with Forbear."""
    text = (shipped() / REGISTRY).read_text(encoding="utf-8")
    return sorted(read(text, Registry, REGISTRY).packs)


def open_books(
    packs: Sequence[str] | None = None, overlay: Mapping[str, str] | None = None
) -> Books:
    """What ``packs`` (all, if not given) and the overlay hold, all of it checked."""
    wanted = [COMMON, *(pack for pack in packs or every_pack() if pack != COMMON)]
    return Books(load(wanted, overlay), load_clocks(wanted, overlay), load_duties(wanted, overlay))


def in_force(entry: AnyEntry, day: date | None) -> bool:
    """Whether the entry decides on a day; on any day, if none is given."""
    return day is None or entry.on(day) is not None
