"""What has to be known besides the tape to read it."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from dataclasses import dataclass

from forbear.portfolio.currencies import DIGITS, country
from forbear.problems import refuse


@dataclass(frozen=True)
class Terms:
    """Business date, the bank's time zone (IANA) and its currency (ISO 4217).

    Naive times in the tape are times of ``zone``; accounts whose file has no currency column are
    kept in ``currency``; phone numbers without "+" are dialled from that currency's country.
    Raises `ForbearError` for an unknown zone or currency.
    """

    as_of: dt.date
    zone: str
    currency: str

    def __post_init__(self) -> None:
        if self.zone not in zoneinfo.available_timezones():
            raise refuse(
                "terms.zone",
                "zone",
                f"{self.zone!r} is not a time zone of the IANA list; write Asia/Shanghai, say",
                f"{self.zone!r} 不是 IANA 时区名称，例如应写 Asia/Shanghai",
            )
        if self.currency not in DIGITS:
            raise refuse(
                "terms.currency",
                "currency",
                f"{self.currency!r} is not a currency code of ISO 4217; write CNY, say",
                f"{self.currency!r} 不是 ISO 4217 货币代码，例如应写 CNY",
            )

    @property
    def country(self) -> str:
        """Country (ISO 3166) from which numbers are dialled."""
        return country(self.currency)

    @property
    def night(self) -> dt.datetime:
        """The instant at which the business date ends in the bank's zone, as UTC."""
        midnight = dt.datetime.combine(
            self.as_of + dt.timedelta(days=1), dt.time(), zoneinfo.ZoneInfo(self.zone)
        )
        return midnight.astimezone(dt.UTC)
