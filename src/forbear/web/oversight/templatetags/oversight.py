"""Charts and their tables in templates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString

from forbear.web.oversight.charts import Column, Kind, Row
from forbear.web.oversight.said import day, exact, number, percent
from forbear.web.oversight.team import Line

register = template.Library()


@register.filter
def as_json(spec: dict[str, Any]) -> SafeString:
    """What a chart is drawn from, as JSON that runs nothing."""
    return json_script(spec)


@register.filter
def with_columns(row: Row, head: Sequence[Column]) -> list[tuple[Any, Column]]:
    """The cells of a row, each with its column."""
    return list(zip(row.cells, head, strict=True))


@register.filter
def in_table(value: Any, kind: Kind) -> str:
    """A cell as people read it."""
    if value is None:
        return "–"
    match kind:
        case "money":
            return exact(value)
        case "count":
            return number(value)
        case "percent":
            return percent(value)
    return day(value) if isinstance(value, date) else str(value)


@register.filter
def ends_soon(line: Line, today: date) -> bool:
    """Whether a collector's training runs out before long."""
    return line.ends_soon(today)
