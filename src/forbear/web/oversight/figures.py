"""The dashboards on screen, and each figure as a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from forbear.portfolio.words import Product
from forbear.web import bank
from forbear.web.listing import spreadsheet
from forbear.web.oversight.asked import Asked, asked
from forbear.web.oversight.charts import Chart, Kind, Table
from forbear.web.oversight.pages import book, channels, movement, recovery, refusals
from forbear.web.oversight.said import said
from forbear.web.pages.shell import page, signed
from forbear.web.people.access import May


@dataclass(frozen=True)
class Dashboard:
    """One tab."""

    name: str
    en: str
    zh: str
    charts: Callable[[Asked], Iterable[Chart]]

    @property
    def words(self) -> str:
        """Its name in the page's language."""
        return said(self.en, self.zh)


DASHBOARDS = {
    one.name: one
    for one in (
        Dashboard("book", "Book", "资产质量", book.charts),
        Dashboard("movement", "Movement", "迁徙", movement.charts),
        Dashboard("recovery", "Recovery", "回款", recovery.charts),
        Dashboard("channels", "Channels", "渠道", channels.charts),
        Dashboard("refusals", "Refusals", "合规拒绝", refusals.charts),
    )
}


@signed(May.SEE_BOARD)
@require_safe
def first(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """On to the first dashboard."""
    return HttpResponseRedirect(reverse("oversight:dashboard", args=["book"]))


@signed(May.SEE_BOARD)
@require_safe
def dashboard(request: HttpRequest, name: str) -> HttpResponse:
    """One dashboard."""
    shown, choice = _known(name), asked(request)
    charts = list(shown.charts(choice)) if choice.night else []
    own = bank.policy().bank
    return page(
        request,
        "oversight/figures.html",
        {
            "dashboards": DASHBOARDS.values(),
            "shown": shown,
            "asked": choice,
            "charts": [(chart, chart.spec(own.minor)) for chart in charts],
            "products": [str(product) for product in Product],
            "currency": own.currency,
        },
    )


@signed(May.SEE_BOARD)
@require_safe
def download(request: HttpRequest, name: str, chart: str) -> HttpResponseBase:
    """A figure's table as CSV, with the same choice as on the page."""
    shown, choice = _known(name), asked(request)
    charts = shown.charts(choice) if choice.night else ()
    found = next((one for one in charts if one.name == chart), None)
    if found is None:
        raise Http404
    head = [_head(column.name, column.kind) for column in found.table.head]
    return spreadsheet(f"{chart}-{choice.as_of}.csv", head, _rows(found.table))


def _known(name: str) -> Dashboard:
    if name not in DASHBOARDS:
        raise Http404
    return DASHBOARDS[name]


def _head(name: str, kind: Kind) -> str:
    return f"{name} ({bank.policy().bank.currency})" if kind == "money" else name


def _rows(table: Table) -> Iterator[list[Any]]:
    minor = bank.policy().bank.minor
    kinds = [column.kind for column in table.head]
    for row in table.rows:
        yield [_exact(value, kind, minor) for value, kind in zip(row.cells, kinds, strict=True)]


def _exact(value: Any, kind: Kind, minor: int) -> Any:
    """Money in whole units with its decimals; shares as parts of one."""
    if value is None:
        return ""
    if kind == "money":
        return Decimal(value).scaleb(-minor)
    return round(value, 6) if kind == "percent" else value
