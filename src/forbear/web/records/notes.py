"""Free text about a customer: sealed where it stands, and proved by the journal."""

from __future__ import annotations

import hashlib

from django.db.models import Model

from forbear.problems import refuse
from forbear.web import keys
from forbear.web.records.sealed import place
from forbear.web.sealing import Place, seal

#: Characters a note may have.
LONGEST = 4_000


def sealed(row: Model, column: str, text: str | None) -> bytes | None:
    """The text as it is stored in a column of a row whose key stands already; empty is none."""
    if text is None or not text.strip():
        return None
    if len(text) > LONGEST:
        raise refuse(
            "note.long",
            column,
            f"has {len(text)} characters; at most {LONGEST} are kept",
            f"共 {len(text)} 字，最多 {LONGEST} 字",
        )
    where, key = place(row, column)
    return seal(keys.ring(), text, Place(where, key))


def proof(kept: bytes | None) -> str | None:
    """What the journal holds of a sealed text: the hash of how it was stored first."""
    return None if kept is None else hashlib.sha256(bytes(kept)).hexdigest()
