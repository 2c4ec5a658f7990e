"""Who the bank is: ``bank.yaml`` of the policy."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from forbear.policy import PolicyModel


class BankName(PolicyModel):
    """The bank's name in both languages."""

    en: str
    zh: str


class Bank(PolicyModel):
    """Name, place and law of the bank."""

    name: BankName
    #: Where naive times of the tape were written, and customers without a zone of their own live.
    timezone: str
    #: Currency in which values are compared.
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    #: What one unit of another currency is worth in the bank's own.
    exchange: dict[str, Decimal] = Field(default_factory=dict)
    #: Packs of the rulebook that bind it.
    packs: list[str] = Field(min_length=1)
    acts_as: Literal["bank", "agency", "purchaser"] = "bank"
    #: Days after which a promise without a payment counts as broken.
    promise_days: int = Field(7, ge=0)
