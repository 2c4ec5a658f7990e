"""Words and numbers inside sentences, in the language of whoever asks."""

from __future__ import annotations

from datetime import date

from forbear.web.pages.speech import word
from forbear.web.pages.templatetags.shown import count as number
from forbear.web.pages.templatetags.shown import money as exact
from forbear.web.pages.templatetags.shown import percent, unit, written
from forbear.web.pages.templatetags.shown import short_money as amount
from forbear.web.people.templatetags.words import in_chinese

__all__ = ["amount", "day", "exact", "in_money", "number", "percent", "said", "word"]


def said(en: str, zh: str, **places: object) -> str:
    """One text in the page's language, with its places filled."""
    text = zh if in_chinese() else en
    return text.format(**places) if places else text


def day(on: date) -> str:
    """2026-11-22, 11月22日."""
    return written(on)


def in_money(en: str, zh: str) -> str:
    """What an axis of money shows, with its currency."""
    return said(f"{en} ({{unit}})", f"{zh}（{{unit}}）", unit=unit())
