"""Countries by their ISO 3166 codes, and in which of them a time zone lies."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

_REGION = re.compile(r"([A-Z]{2})(-[A-Z0-9]{1,3})?")


@cache
def zones() -> dict[str, str]:
    """Time zone -> country, as the time zone database itself says (``zone.tab``)."""
    table = resources.files("tzdata") / "zoneinfo" / "zone.tab"
    rows = [line.split("\t") for line in table.read_text(encoding="utf-8").splitlines()]
    return {row[2]: row[0] for row in rows if len(row) > 2 and not row[0].startswith("#")}


#: Every country that has a time zone, sorted.
COUNTRIES: tuple[str, ...] = tuple(sorted(set(zones().values())))


def country_of(zone: str | None, region: str | None = None) -> str | None:
    """The country of a region's code (``US``, ``US-CA``) or else of a time zone, if known."""
    match = _REGION.fullmatch(region) if region else None
    if match and match[1] in COUNTRIES:
        return match[1]
    return zones().get(zone) if zone else None
