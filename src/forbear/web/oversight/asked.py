"""What figures are asked for: which night's, of which branch and product; and their sums."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from forbear.nightly.figures.measures import OUTSTANDING, Measure
from forbear.portfolio.words import Product
from forbear.web.nights.models import Figure, Night, NightState
from forbear.web.pages.shell import person
from forbear.web.people.access import visible
from forbear.web.people.models import User
from forbear.web.records.models import Branch

#: Nights that can be chosen, and that a course of days shows.
NIGHTS = 60


class Counted(NamedTuple):
    """What a figure counts."""

    items: int = 0
    customers: int = 0
    amount: int = 0


Sums = Mapping[tuple[str, str], Counted]
NONE = Counted()


@dataclass(frozen=True)
class Asked:
    """A person's choice. ``night`` is None where he sees no figures, or there are none yet."""

    user: User
    night: Night | None
    nights: tuple[Night, ...]
    branches: tuple[Branch, ...]
    branch: str
    product: str
    #: Of which month moves are looked at, as 2026-11; empty for the latest whole one.
    month: str = ""

    @property
    def as_of(self) -> date:
        """The business date of the night chosen."""
        assert self.night is not None
        return self.night.as_of

    @property
    def plan_for(self) -> date:
        """The day that it planned."""
        assert self.night is not None
        return self.night.plan_for

    @property
    def query(self) -> str:
        """The choice as an address keeps it."""
        return urlencode(self.kept)

    @property
    def kept(self) -> dict[str, str]:
        """What was chosen and is not the usual."""
        told = {"branch": self.branch, "product": self.product}
        if self.night is not None and self.night != self.nights[0]:
            told["night"] = str(self.night.pk)
        return {name: value for name, value in told.items() if value}

    @cached_property
    def figures(self) -> QuerySet[Figure]:
        """The figures chosen, of every night."""
        rows = visible(self.user, Figure)
        if self.branch:
            rows = rows.filter(branch_id=self.branch)
        if self.product:
            rows = rows.filter(product=self.product)
        return rows

    def sums(self, *measures: Measure) -> dict[Measure, Sums]:
        """Each measure's sums by row and column, in one query."""
        rows = self.figures.filter(night=self.night, measure__in=[str(m) for m in measures])
        found: dict[Measure, dict[tuple[str, str], Counted]] = {m: {} for m in measures}
        for measure, row, column, *counts in _summed(rows, "measure", "row", "column"):
            found[Measure(measure)][row, column] = Counted(*counts)
        return dict(found)

    def by_night(self, measure: Measure, column: str) -> dict[int, dict[str, Counted]]:
        """One measure's sums by row, night by night."""
        nights = [night.pk for night in self.nights]
        rows = self.figures.filter(night__in=nights, measure=str(measure), column=column)
        found: dict[int, dict[str, Counted]] = {night: {} for night in nights}
        for night, row, *counts in _summed(rows, "night_id", "row"):
            found[night][row] = Counted(*counts)
        return found

    def by_branch(self, measure: Measure, column: str) -> dict[str, dict[str, Counted]]:
        """One measure's sums by row, branch by branch."""
        rows = self.figures.filter(night=self.night, measure=str(measure), column=column)
        found: dict[str, dict[str, Counted]] = {}
        for branch, row, *counts in _summed(rows, "branch_id", "row"):
            found.setdefault(branch, {})[row] = Counted(*counts)
        return found

    def here(self, **wanted: str) -> str:
        """The same page with something else chosen."""
        return f"?{urlencode({**self.kept, **wanted})}"

    def cases(self, **wanted: str) -> str:
        """The address of the cases behind a figure, as they are now."""
        of = {"branch": self.branch, "product": self.product, **wanted}
        query = urlencode({name: value for name, value in of.items() if value})
        return f"{reverse('oversight:cases')}?{query}"

    def behind(self, name: str, **wanted: str) -> str:
        """The address of the rows behind a figure that are no cases."""
        return f"{reverse(f'oversight:{name}')}?{urlencode({**self.kept, **wanted})}"


def asked(request: HttpRequest) -> Asked:
    """What the address chooses; 404 for a branch, product or night that nobody shows him."""
    user = person(request)
    nights = tuple(published(user))
    wanted = request.GET.get("night", "")
    night = next((n for n in nights if str(n.pk) == wanted), None) if wanted else None
    if wanted and night is None:
        raise Http404
    night = night or next(iter(nights), None)
    branches = tuple(_branches(user, night)) if night else ()
    branch, product = request.GET.get("branch", ""), request.GET.get("product", "")
    if branch and branch not in {one.pk for one in branches}:
        raise Http404
    if product and product not in list(Product):
        raise Http404
    return Asked(user, night, nights, branches, branch, product, request.GET.get("month", ""))


def published(user: User) -> list[Night]:
    """Nights that were published and of which he sees figures, the latest first, one a day."""
    seen = visible(user, Figure).filter(night=OuterRef("pk"))
    rows = (
        Night.objects.filter(
            Exists(seen),
            state__in=[NightState.PUBLISHED, NightState.SUPERSEDED],
            decided_at__isnull=False,
        )
        .order_by("-as_of", "-pk")
        .only("pk", "as_of", "plan_for")[:NIGHTS]
    )
    days: dict[Any, Night] = {}
    for night in rows:
        days.setdefault(night.as_of, night)
    return list(days.values())


def _branches(user: User, night: Night) -> QuerySet[Branch]:
    there = visible(user, Figure).filter(
        night=night, measure=str(Measure.BUCKET), column=OUTSTANDING
    )
    return visible(user, Branch).filter(pk__in=there.values("branch_id")).order_by("pk")


def _summed(rows: QuerySet[Figure], *by: str) -> list[tuple[Any, ...]]:
    # Named so: a column of the table is called ``items`` as well.
    sums = rows.order_by().values(*by)
    counts = {f"all_{name}": Sum(name) for name in ("items", "customers", "amount")}
    return list(sums.annotate(**counts).values_list(*by, *counts))
