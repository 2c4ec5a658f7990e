"""The bank's policy, read once and again when its files change."""

from __future__ import annotations

import time
from datetime import date
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from forbear.nightly.settings import Settings
from forbear.nightly.settings import settings as read
from forbear.policy import load
from forbear.rulebook.countries import country_of
from forbear.rulebook.ways import Books, open_books
from forbear.web import clock

#: Seconds between two looks at the policy's files: a page asks for its policy many times.
LOOK = 1.0


def policy() -> Settings:
    """Every choice of the bank, checked. Raises `ForbearError` for one that can't be used."""
    named = settings.TOLD["FORBEAR_POLICY"]
    folder = Path(named) if named else None
    return _read(folder, _stamp(folder, int(time.monotonic() // LOOK)))


def books() -> Books:
    """Rules, clocks and duties of the packs that the bank uses, with its own."""
    return _opened(policy().policy.digest)


def country() -> str:
    """Where numbers without a country's prefix are dialled from."""
    return country_of(policy().bank.timezone) or "CN"


def zone() -> ZoneInfo:
    """The bank's time zone."""
    return ZoneInfo(policy().bank.timezone)


def today() -> date:
    """The day it is at the bank."""
    return clock.now().astimezone(zone()).date()


@lru_cache(maxsize=2)
def _opened(digest: str) -> Books:  # noqa: ARG001
    chosen = policy()
    return open_books(chosen.bank.packs, chosen.policy.under("overlay"))


@lru_cache(maxsize=2)
def _read(folder: Path | None, stamp: object) -> Settings:  # noqa: ARG001
    return read(load(folder))


@lru_cache(maxsize=2)
def _stamp(folder: Path | None, moment: int) -> object:  # noqa: ARG001
    """What changes when a file of the policy does, looked at once in a moment."""
    if folder is None:
        return None
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files)
