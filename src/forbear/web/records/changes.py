"""What was done to a case, in words, newest first."""

from __future__ import annotations

import json
from typing import Any

from forbear.web.journal.acts import WORDS, Act
from forbear.web.journal.keep import of_customer
from forbear.web.journal.models import Entry


def history(customer_id: str, most: int = 100) -> list[dict[str, Any]]:
    """Entries of the case's journal with their words."""
    entries = Entry.objects.filter(chain=of_customer(customer_id)).order_by("-number")[:most]
    return [
        {
            "number": entry.number,
            "at": entry.at,
            "actor": entry.actor,
            "action": entry.action,
            "en": WORDS[Act(entry.action)][0],
            "zh": WORDS[Act(entry.action)][1],
            "subject": entry.subject,
            "content": json.loads(entry.content),
        }
        for entry in entries
    ]
