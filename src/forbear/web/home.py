"""The data folder of one installation: keys, secrets, uploads, work in hand, the SQLite file."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from forbear.problems import refuse

#: Owner alone reads and writes.
PRIVATE = 0o700


@dataclass(frozen=True)
class Home:
    """The folder; what is in it is made on first use."""

    folder: Path

    def made(self) -> Home:
        """The same, with its folders there. Raises `ForbearError` where that can't be."""
        try:
            for place in (self.folder, self.uploads, self.work):
                place.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        except OSError as error:
            raise refuse(
                "home.folder",
                str(self.folder),
                f"can't be used as data folder ({error}); name another in FORBEAR_HOME",
                f"无法用作数据目录（{error}），请在 FORBEAR_HOME 中另行指定",
            ) from None
        return self

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.folder / "forbear.sqlite3"

    @property
    def uploads(self) -> Path:
        """Tapes that were sent over the API and are not imported yet."""
        return self.folder / "uploads"

    @property
    def work(self) -> Path:
        """Imports and nights in hand."""
        return self.folder / "work"

    @cached_property
    def secret(self) -> str:
        """What sessions are signed with; drawn on first use."""
        path = self.folder / "secret"
        _once(path, lambda: secrets.token_urlsafe(48).encode())
        return path.read_text()


def _once(path: Path, draw: Callable[[], bytes]) -> None:
    """Write a private file unless somebody else has just done so."""
    if path.exists():
        return
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(draw())
    try:
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink()
