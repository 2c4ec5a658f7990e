"""What was typed into a form, read field by field; everything wrong is told at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from forbear.portfolio.amounts import MOST
from forbear.portfolio.currencies import DIGITS
from forbear.problems import ForbearError, Problem

E = TypeVar("E", bound=StrEnum)
#: Signs that people write in amounts and that change nothing.
SIGNS = str.maketrans("，．０１２３４５６７８９", ",.0123456789", " ¥￥元")


def written(amount: int, currency: str) -> str:
    """Minor units as one types them: 123450 -> 1234.50."""
    return f"{Decimal(amount).scaleb(-DIGITS[currency]):f}"


class Reading:
    """The fields of one form. `done` raises for all that was wrong."""

    def __init__(self, typed: Mapping[str, str]) -> None:
        self._typed = typed
        self._problems: list[Problem] = []

    def fail(self, where: str, en: str, zh: str) -> None:
        """Note that a field can't be used."""
        self._problems.append(Problem("form.field", where, en, zh))

    def done(self) -> None:
        """Raises `ForbearError` with every problem there was."""
        if self._problems:
            raise ForbearError(*self._problems)

    def text(self, name: str, most: int = 200) -> str:
        """A text without what surrounds it; too long a one is a problem."""
        text = self._typed.get(name, "").replace("\x00", "").strip()
        if len(text) > most:
            self.fail(
                name,
                f"has {len(text)} characters; at most {most} are kept",
                f"共 {len(text)} 字，最多 {most} 字",
            )
        return text

    def one_of(self, name: str, words: type[E], *, needed: bool = True) -> E | None:
        """One word of a closed set."""
        text = self.text(name)
        if text in {str(word) for word in words}:
            return words(text)
        if needed or text:
            self.fail(name, "choose one", "请选择")
        return None

    def uuid(self, name: str) -> UUID | None:
        """A number of ours."""
        try:
            return UUID(self.text(name))
        except ValueError:
            self.fail(name, "the form is damaged; load the page again", "表单已损坏，请刷新页面")
            return None

    def version(self, name: str = "version") -> int | None:
        """The version that was looked at; None where the form names none."""
        text = self.text(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None

    def whole(self, name: str, least: int, most: int) -> int:
        """A whole number between two bounds."""
        text = self.text(name)
        if text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most:
            return int(text)
        self.fail(
            name,
            f"write a whole number from {least} to {most}",
            f"请填写 {least} 至 {most} 的整数",
        )
        return least

    def amount(self, name: str, currency: str) -> int:
        """Money, written in major units; minor units of ``currency``. 0 where it can't be read."""
        text, digits = self.text(name).translate(SIGNS).replace(",", ""), DIGITS[currency]
        try:
            minor = Decimal(text) * 10**digits
        except InvalidOperation:
            self.fail(name, "write an amount, as 1,234.50", "请填写金额，如 1,234.50")
            return 0
        if not minor.is_finite() or minor != minor.to_integral_value():
            self.fail(
                name,
                f"{currency} has {digits} decimals at most",
                f"{currency} 最多 {digits} 位小数",
            )
            return 0
        if not 0 < minor <= MOST:
            self.fail(name, "must be more than nothing", "金额须大于零")
            return 0
        return int(minor)

    def day(self, name: str, *, needed: bool = True) -> date | None:
        """A day, as date fields send it."""
        text = self.text(name)
        if not text and not needed:
            return None
        try:
            found = date.fromisoformat(text)
            if not 1900 <= found.year <= 2999:
                raise ValueError
        except ValueError:
            self.fail(name, "write a day, as 2026-11-30", "请填写日期，如 2026-11-30")
            return None
        return found

    def time(self, name: str) -> time | None:
        """A time of day, as time fields send it."""
        try:
            return time.fromisoformat(self.text(name)).replace(tzinfo=None)
        except ValueError:
            self.fail(name, "write a time, as 14:30", "请填写时间，如 14:30")
            return None

    def moment(self, day: str, hour: str, zone: ZoneInfo) -> datetime | None:
        """A moment from a field for the day and one for the time; None where both are empty."""
        if not self.text(day) and not self.text(hour):
            return None
        on, at = self.day(day), self.time(hour)
        return None if on is None or at is None else datetime.combine(on, at, zone)
