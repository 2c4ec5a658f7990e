"""The ring of a process that runs on while its keys are rotated."""

from __future__ import annotations

import os
from pathlib import Path

from forbear.problems import ForbearError
from forbear.web.sealing.keys import Random
from forbear.web.sealing.private_file import Stamp, stamp
from forbear.web.sealing.ring import Ring


class RingFile:
    """A ring in a file. `ring` is read again whenever the file was replaced.

    A server or worker that was started before a rotation opens what others seal with the new key.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._kept: tuple[Stamp, Ring] | None = None

    def __repr__(self) -> str:
        return f"RingFile({str(self.path)!r})"

    @property
    def ring(self) -> Ring:
        """The ring as it stands now."""
        now = stamp(self.path)
        if self._kept is None or self._kept[0] != now:
            self._kept = now, Ring.read(self.path)
        return self._kept[1]

    def made(self, random: Random = os.urandom) -> Ring:
        """The ring, drawn if there is none yet; of several at once, one draws.

        For an installation without sealed data only: where a ring was lost, say so (`ring` does).
        """
        if not self.path.exists():
            try:
                Ring.new(random).write(self.path)
            except ForbearError as error:
                if error.problems[0].code != "ring.other":
                    raise
        return self.ring
