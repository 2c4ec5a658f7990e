"""Who the bank is: ``bank.yaml`` of the policy."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from forbear.policy import PolicyModel
from forbear.portfolio.currencies import DIGITS


def _known(code: str) -> str:
    if code not in DIGITS:
        raise ValueError(f"{code} is no currency of ISO 4217")
    return code


Currency = Annotated[str, AfterValidator(_known)]


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
    currency: Currency
    #: Language of the worklists.
    language: Literal["en", "zh"]
    #: What one unit of another currency is worth in the bank's own.
    exchange: dict[Currency, Decimal] = Field(default_factory=dict)
    #: Packs of the rulebook that bind it.
    packs: list[str] = Field(min_length=1)
    acts_as: Literal["bank", "agency", "purchaser"] = "bank"
    #: Days after which a promise without a payment counts as broken.
    promise_days: int = Field(7, ge=0)

    @property
    def minor(self) -> int:
        """Decimals of the bank's currency (ISO 4217)."""
        return DIGITS[self.currency]

    def worth(self) -> dict[str, Decimal]:
        """What one minor unit of each known currency is worth in the bank's own minor units."""
        rates = {self.currency: Decimal(1), **self.exchange}
        return {
            code: rate * Decimal(10) ** (self.minor - DIGITS[code]) for code, rate in rates.items()
        }
