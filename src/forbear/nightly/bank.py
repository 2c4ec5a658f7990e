"""Who the bank is: ``bank.yaml`` of the policy."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, model_validator

from forbear.policy import PolicyModel
from forbear.portfolio.currencies import DIGITS


def _known(code: str) -> str:
    if code not in DIGITS:
        raise ValueError(
            f"{code} is no currency of ISO 4217; write CNY, say",
            f"{code} 不是 ISO 4217 货币代码，例如应写 CNY",
        )
    return code


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(
            f"{name!r} is no time zone of the IANA list; write Asia/Shanghai, say",
            f"{name!r} 不是 IANA 时区名称，例如应写 Asia/Shanghai",
        )
    return name


Currency = Annotated[str, AfterValidator(_known)]


class BankName(PolicyModel):
    """The bank's name in both languages."""

    en: str
    zh: str


class Bank(PolicyModel):
    """Name, place and law of the bank."""

    name: BankName
    #: Where naive times of the tape were written, and customers without a zone of their own live.
    timezone: Annotated[str, AfterValidator(_zone)]
    #: Currency in which values are compared.
    currency: Currency
    #: Language of the worklists.
    language: Literal["en", "zh"]
    #: What one unit of another currency is worth in the bank's own.
    exchange: dict[Currency, Annotated[Decimal, Field(gt=0)]] = Field(default_factory=dict)
    #: Packs of the rulebook that bind it.
    packs: list[str] = Field(min_length=1)
    acts_as: Literal["bank", "agency", "purchaser"] = "bank"
    #: Days after which a promise without a payment counts as broken.
    promise_days: int = Field(7, ge=0)
    #: Days after the day promised within which the money must have come, where that day is known.
    promise_grace: int = Field(1, ge=0)

    @model_validator(mode="after")
    def _own_is_one(self) -> Bank:
        if self.currency in self.exchange:
            raise ValueError(
                f"exchange: {self.currency} is the bank's own currency; leave it out",
                f"exchange：{self.currency} 是本行货币，请勿列出",
            )
        return self

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
