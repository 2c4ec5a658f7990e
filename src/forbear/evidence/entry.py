"""One thing that happened, tied to what happened before it in the same case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from forbear.evidence.canonical import canonical, digest

#: Hash before the first entry of a chain, and before the first day.
NOTHING = "0" * 64


@dataclass(frozen=True)
class Entry:
    """What one actor did to one case at one moment.

    ``chain``: what the entry belongs to, such as ``customer:C0001`` or ``run:2026-11-22``.
    ``number``: its place in the chain, from 0. ``at``: the moment, in UTC, to the microsecond.
    ``actor``: who did it. ``action``: what was done, a word of the journal's vocabulary.
    ``subject``: what it was done to. ``content``: the change itself, personal data left out or
    encrypted. ``before``: hash of the entry before; `NOTHING` for the first.
    """

    chain: str
    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    content: Mapping[str, Any]
    before: str

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("the moment of an entry needs its time zone")

    @property
    def day(self) -> date:
        """The day, in UTC, to which the entry is tied."""
        return self.at.astimezone(UTC).date()

    @property
    def hash(self) -> str:
        """SHA-256 of the entry, the hash before it included."""
        return digest(canonical(self.fields()))

    def fields(self) -> dict[str, Any]:
        """The entry as JSON has it, without its own hash."""
        return {
            "chain": self.chain,
            "number": self.number,
            "at": self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "actor": self.actor,
            "action": self.action,
            "subject": self.subject,
            "content": dict(self.content),
            "before": self.before,
        }

    def line(self) -> bytes:
        """The entry with its hash, as it stands in an export."""
        return canonical({**self.fields(), "hash": self.hash})

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Entry:
        """An entry from its JSON. Raises `ValueError` for anything but exactly its fields."""
        wanted = {*_FIELDS, "hash"}
        if set(given) != wanted:
            odd = ", ".join(sorted(set(given) ^ wanted))
            raise ValueError(f"fields missing or unknown: {odd}")
        for name, kind in _FIELDS.items():
            if not isinstance(given[name], kind) or isinstance(given[name], bool):
                raise ValueError(f"{name} is no {kind.__name__}")
        at = datetime.strptime(given["at"], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
        return cls(**{name: given[name] for name in _FIELDS if name != "at"}, at=at)


_FIELDS: dict[str, type] = {
    "chain": str,
    "number": int,
    "at": str,
    "actor": str,
    "action": str,
    "subject": str,
    "content": dict,
    "before": str,
}


def follow(
    last: Entry | None,
    chain: str,
    *,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    content: Mapping[str, Any],
) -> Entry:
    """The entry after ``last`` (None: the first of its chain)."""
    number, before = (0, NOTHING) if last is None else (last.number + 1, last.hash)
    return Entry(chain, number, at, actor, action, subject, content, before)
