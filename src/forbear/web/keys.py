"""The keys of personal data, as this installation keeps them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from forbear.web.sealing import Ring, RingFile


def ring_file() -> RingFile:
    """Where the keys are kept, unless the environment gives them."""
    return _file(str(settings.HOME.made().folder / "keys.json"))


def ring() -> Ring:
    """The keys as they now are; drawn on first use. Without them nothing sealed can be read."""
    given = settings.TOLD["FORBEAR_KEYS"]
    if given:
        return _parsed(given)
    file = ring_file()
    if not file.path.exists() and _something_is_sealed():
        return file.ring  # says that it is missing, and does not draw another
    return file.made()


def _something_is_sealed() -> bool:
    from forbear.web.records.models import Customer

    return Customer.objects.filter(name__isnull=False).exists()


@lru_cache(maxsize=8)
def _file(path: str) -> RingFile:
    return RingFile(Path(path))


@lru_cache(maxsize=1)
def _parsed(text: str) -> Ring:
    return Ring.parse(text, "FORBEAR_KEYS")
