"""Where built scripts, styles and icons are: ``frontend/`` builds them into ``static/built``."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

BUILT = Path(__file__).parent.parent / "static" / "built"


def address(name: str) -> str:
    """Where a built file is served, as ``app.js``; empty if it was not built."""
    found = _names(_stamp()).get(name.replace(".css", "-style.css"))
    return f"/static/built/{found}" if found else ""


@lru_cache(maxsize=1)
def _names(stamp: int) -> dict[str, str]:
    if not stamp:
        return {}
    named: dict[str, str] = json.loads((BUILT / "names.json").read_text())
    return named


def _stamp() -> int:
    """What changes with every build; 0 where there is none."""
    try:
        return (BUILT / "names.json").stat().st_mtime_ns
    except FileNotFoundError:
        return 0
