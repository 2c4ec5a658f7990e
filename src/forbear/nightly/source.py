"""Where a night's tables come from: a tape folder, or anything else that can fill in a check."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from forbear.nightly.bank import Bank
from forbear.nightly.work import Progress
from forbear.portfolio import Mapping, check


class Source(Protocol):
    """Leaves a finished check (`forbear.portfolio.Checked`) for a night to work from.

    A night tells nobody whom it is about, so whoever fills in a check needs no personal data:
    ``customers.resident_id`` is read for the birth date alone, and only where ``born_on`` is empty.
    ``customers.email`` and ``addresses.written`` are only looked at for being filled, and with what
    doesn't matter. ``customers.name`` is shown masked and may already be so. ``phones.phone`` and
    ``contacts.phone`` are compared with each other, so any text does that is equal for equal
    numbers; lists show its last four characters, which should then be those of the number.
    Coordinates are used for the addresses of customers who have something overdue.
    """

    def key(self) -> str:
        """What an interrupted run knows its inputs by: equal if and only if they are."""

    def fill(
        self,
        folder: Path,
        *,
        as_of: date,
        bank: Bank,
        shard_size: int,
        progress: Progress | None = None,
    ) -> None:
        """Leave a finished check in ``folder``, of shards of about ``shard_size`` accounts.

        ``folder`` is there and empty. A fill that was killed is done again from the beginning, with
        another folder. ``progress`` is told what is under way and the share done, 0 to 1.
        """


@dataclass(frozen=True)
class TapeFolder:
    """The bank's nightly extract in a folder; ``mapping`` goes before the folder's own."""

    path: Path
    mapping: Mapping | None = None

    def key(self) -> str:
        """Hash over every file of the folder and the mapping; where the folder lies is no part."""
        files = sorted(path for path in self.path.rglob("*") if path.is_file())
        parts = {
            "files": [(file.relative_to(self.path).as_posix(), digest(file)) for file in files],
            "mapping": self.mapping.dump() if self.mapping else None,
        }
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def fill(
        self,
        folder: Path,
        *,
        as_of: date,
        bank: Bank,
        shard_size: int,
        progress: Progress | None = None,
    ) -> None:
        """Check the tape. Raises `ForbearError` if it can't be used."""
        check(
            self.path,
            folder,
            as_of=as_of,
            zone=bank.timezone,
            currency=bank.currency,
            mapping=self.mapping,
            shard_size=shard_size,
            progress=progress,
        )


def digest(path: Path) -> str:
    """A file's SHA-256, in hexadecimal."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
