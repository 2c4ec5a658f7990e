"""What may be done: the night's word on it, and the permits asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema

from forbear.portfolio.words import Channel


class PlanPermitOut(Schema):
    """What the published night says of one channel."""

    customer_id: str
    channel: Channel
    allowed: bool
    hours: str | None
    remaining: int | None
    requires: str | None
    refused_by: str | None
    assumed: str | None


class PermitRow(Schema):
    """One answer of the rulebook, in short."""

    id: UUID
    permit_id: str
    customer_id: str
    channel: Channel
    party_id: str | None
    account_id: str | None
    at: datetime
    allowed: bool
    valid_until: datetime | None
    remaining: int | None
    book: str
    asked_by: str

    @staticmethod
    def resolve_asked_by(row: Any) -> Any:
        """Who."""
        return row.asked_by.username


class PermitOut(PermitRow):
    """One answer of the rulebook; ``answer`` is the whole of it (docs/permits.md)."""

    answer: dict[str, Any]
