"""Figures as people write them: separators, scales, dates, times and ways, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from forbear.nightly.report.model import Text

#: What one major unit is called in Chinese; other currencies keep their code.
_ZH_UNITS = {"CNY": "元", "HKD": "港元", "TWD": "新台币元", "USD": "美元", "EUR": "欧元"}
_EN_SCALES = ((10**9, "bn"), (10**6, "m"), (10**3, "k"))
_ZH_SCALES = ((10**8, "亿"), (10**4, "万"))
_EN_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def number(n: int) -> str:
    """1,234,567."""
    return f"{n:,}"


def fixed(value: int, unit: int, decimals: int) -> str:
    """``value / unit`` to so many decimals, rounded half away from zero, in exact arithmetic."""
    scaled = (abs(value) * 10**decimals * 2 + unit) // (2 * unit)
    whole, part = divmod(scaled, 10**decimals)
    sign = "−" if value < 0 and scaled else ""
    return f"{sign}{whole:,}" + (f".{part:0{decimals}d}" if decimals else "")


def share(part: float, whole: float = 1, decimals: int = 1) -> str:
    """``part`` of ``whole`` in per cent; a dash where there is no whole."""
    return f"{100 * part / whole:.{decimals}f}%" if whole else "–"


def points(effect: float) -> Text:
    """A rise of a chance in percentage points."""
    figure = f"{100 * effect:+.1f}".replace("-", "−").replace("−0.0", "+0.0")
    return Text(f"{figure} pp", f"{figure} 个百分点")


@dataclass(frozen=True)
class Scale:
    """How the money of one column is written: once chosen, the same for every row."""

    en: tuple[int, int]
    zh: tuple[int, int]
    #: The unit to print in the column's head.
    unit: Text

    def write(self, minor_units: int) -> Text:
        """The bare figure, without its unit."""
        return Text(fixed(minor_units, *self.en), fixed(minor_units, *self.zh))


@dataclass(frozen=True)
class Money:
    """How sums of one currency are written."""

    currency: str
    minor: int

    def scale(self, largest: int) -> Scale:
        """The scale that suits a column whose largest figure is this."""
        en_unit, en_name = self._pick(largest, _EN_SCALES)
        zh_unit, zh_name = self._pick(largest, _ZH_SCALES)
        return Scale(
            (en_unit, self._decimals(largest, en_unit)),
            (zh_unit, self._decimals(largest, zh_unit)),
            Text(f"{self.currency} {en_name}".strip(), zh_name + self._zh()),
        )

    def short(self, minor_units: int) -> Text:
        """A sum with its unit, in about three figures: CNY 12.3m, 1,230万元."""
        scale = self.scale(minor_units)
        figure = scale.write(minor_units)
        name = scale.unit.en.removeprefix(self.currency).strip()
        return Text(f"{self.currency} {figure.en}{name}", f"{figure.zh}{scale.unit.zh}")

    def exact(self, minor_units: int) -> str:
        """Every minor unit, no currency: 12,345.67."""
        return fixed(minor_units, 10**self.minor, self.minor)

    def price(self, minor_units: float) -> Text:
        """A price with fractions of a minor unit: CNY 1.72, 1.72元."""
        figure = f"{minor_units / 10**self.minor:,.2f}"
        return Text(f"{self.currency} {figure}", f"{figure}{self._zh()}")

    @property
    def unit(self) -> Text:
        """The major unit."""
        return Text(self.currency, _ZH_UNITS.get(self.currency, self.currency))

    def _zh(self) -> str:
        return _ZH_UNITS.get(self.currency, f" {self.currency}")

    def _pick(self, largest: int, scales: tuple[tuple[int, str], ...]) -> tuple[int, str]:
        major = 10**self.minor
        for factor, name in scales:
            if abs(largest) >= factor * major:
                return factor * major, name
        return major, ""

    def _decimals(self, largest: int, unit: int) -> int:
        figures = len(str(abs(largest) // unit))
        if unit == 10**self.minor:
            return self.minor if largest and figures < 3 else 0
        return min(2, max(0, 3 - figures))


def day(when: date, year: int) -> Text:
    """2026-11-22; 11月22日, with its year where that is not `year`."""
    other = f"{when.year}年" if when.year != year else ""
    return Text(when.isoformat(), f"{other}{when.month}月{when.day}日")


def full_day(when: date) -> Text:
    """The day with year and weekday, for a heading."""
    week = when.weekday()
    return Text(
        f"{_EN_DAYS[week]} {when.isoformat()}",
        f"{when.year}年{when.month}月{when.day}日（星期{'一二三四五六日'[week]}）",
    )


def month(when: date) -> Text:
    """2026-10; 10月."""
    return Text(f"{when.year}-{when.month:02d}", f"{when.month}月")


def clock(minutes: int) -> str:
    """Minutes after midnight as 09:05."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def span(minutes: int) -> Text:
    """A duration: 35 min; 2 h 05."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return Text(f"{rest} min", f"{rest}分钟")
    return Text(f"{hours} h {rest:02d}", f"{hours}小时{rest:02d}分")


def way(metres: int) -> Text:
    """A distance in kilometres, one decimal below a hundred."""
    figure = fixed(metres, 1000, 1 if metres < 100_000 else 0)
    return Text(f"{figure} km", f"{figure}公里")
