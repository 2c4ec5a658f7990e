"""Figures, days and codes as pages show them, in the habit of the page's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from forbear.nightly.report.figures import Money
from forbear.nightly.report.figures import share as part_of
from forbear.portfolio.currencies import DIGITS
from forbear.problems import Problem
from forbear.web import bank, clock
from forbear.web.pages import assets, speech
from forbear.web.people.templatetags.words import in_chinese, language

register = template.Library()
NOTHING = "–"


@register.filter
def money(minor: int | None, currency: str | None = None) -> str:
    """A sum with all its digits, without its currency: 12,345.67."""
    return NOTHING if minor is None else _money(currency).exact(int(minor))


@register.filter
def short_money(minor: float | None, currency: str | None = None) -> str:
    """A sum in about three figures, with its unit: CNY 12.3m, 1,230万元."""
    return NOTHING if minor is None else _said(_money(currency).short(round(minor)))


@register.filter
def major(minor: int | None, currency: str | None = None) -> str:
    """A sum as a form's field takes it: 12345.67."""
    return NOTHING if minor is None else money(minor, currency).replace(",", "")


@register.simple_tag
def unit(currency: str | None = None) -> str:
    """What a column of money counts: CNY, 元."""
    return _said(_money(currency).unit)


@register.filter
def count(n: int | None) -> str:
    """A number with separators: 1,234."""
    return NOTHING if n is None else f"{n:,}"


@register.filter
def percent(share: float | Decimal | None) -> str:
    """A share: 12.3%."""
    return NOTHING if share is None else part_of(float(share))


@register.filter
def day(when: date | datetime | None) -> SafeString | str:
    """A day: 2026-11-22, or 11月22日 with the year if it is another."""
    if when is None:
        return NOTHING
    on = when.astimezone(bank.zone()).date() if isinstance(when, datetime) else when
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), written(on))


@register.filter
def moment(when: datetime | None) -> SafeString | str:
    """A moment by the bank's clock: 2026-11-22 21:59, 11月22日 21:59."""
    if when is None:
        return NOTHING
    here = when.astimezone(bank.zone())
    text = f"{written(here.date())} {here:%H:%M}"
    return format_html('<time datetime="{}">{}</time>', when.isoformat(), text)


@register.filter
def hour(when: datetime | None) -> str:
    """The time of day by the bank's clock: 21:59."""
    return NOTHING if when is None else f"{when.astimezone(bank.zone()):%H:%M}"


@register.filter
def of_day(minutes: int | None) -> str:
    """Minutes after midnight as a clock shows them: 08:30."""
    return NOTHING if minutes is None else f"{minutes // 60:02d}:{minutes % 60:02d}"


@register.filter
def late(days: int | None) -> str:
    """How late something is, in words."""
    if not days or days < 0:
        return "未逾期" if in_chinese() else "not late"
    if in_chinese():
        return f"逾期{days}天"
    return f"{days} day{'s' if days > 1 else ''} late"


@register.simple_tag
def word(kind: str, code: object) -> str:
    """What a code is called; see `speech`."""
    return speech.word(kind, code)


@register.filter
def said(problem: Problem | dict[str, Any]) -> str:
    """A problem in the page's language."""
    told = problem if isinstance(problem, dict) else {"en": problem.en, "zh": problem.zh}
    return str(told[language()])


@register.filter
def at_field(problems: Sequence[Problem] | None, where: str) -> list[Problem]:
    """The problems of one field."""
    return [one for one in problems or () if one.where.rpartition(".")[2] == where]


@register.simple_tag
def asset(name: str) -> str:
    """The address of a built file; empty if it was not built."""
    return assets.address(name)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing beside a word; screen readers pass over it."""
    return _icon(assets.address("icons.svg"), name)


@lru_cache
def _icon(sprite: str, name: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        sprite,
        name,
    )


@register.simple_tag
def now() -> str:
    """This moment, for the page's countdowns."""
    return clock.now().isoformat()


def written(on: date) -> str:
    """A day in the page's habit."""
    if not in_chinese():
        return on.isoformat()
    year = "" if on.year == bank.today().year else f"{on.year}年"
    return f"{year}{on.month}月{on.day}日"


def _money(currency: str | None) -> Money:
    chosen = currency or bank.policy().bank.currency
    return Money(chosen, DIGITS[chosen])


def _said(text: Any) -> str:
    return str(text.zh if in_chinese() else text.en)
