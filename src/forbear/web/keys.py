"""The keys of personal data, as this installation keeps them."""

from __future__ import annotations

from django.conf import settings

from forbear.web.sealing import Ring, RingFile, from_text


def ring_file() -> RingFile:
    """Where the keys are kept, unless the environment gives them."""
    return RingFile(settings.HOME.made().folder / "keys.json")


def ring() -> Ring:
    """The keys as they now are; drawn on first use. Without them nothing sealed can be read."""
    given = settings.TOLD["FORBEAR_KEYS"]
    return from_text(given, "FORBEAR_KEYS") if given else ring_file().made()
