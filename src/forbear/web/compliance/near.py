"""Near misses: permits and contacts at which it was close, found by index within some days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from forbear.nightly.lawful import SEPARATOR
from forbear.web import bank, clock
from forbear.web.people.access import visible
from forbear.web.people.models import User
from forbear.web.records.models import Permit
from forbear.web.records.permits import unused

#: Days that are looked at without saying which, and at most.
USUAL, LONGEST = 7, 92
#: How much later a permit counts as asked for again.
AGAIN = timedelta(days=1)


class Kind(StrEnum):
    """The lists."""

    REFUSED = "refused"
    EDGE = "edge"
    LAST = "last"
    AGAIN = "again"
    UNUSED = "unused"


@dataclass(frozen=True)
class Span:
    """Which near misses: of which days, whose, where, by which rule."""

    since: date
    until: date
    minutes: int = 10
    person: str = ""
    branch: str = ""
    rule: str = ""

    @property
    def instants(self) -> tuple[datetime, datetime]:
        """The days of the bank, half-open."""
        zone = bank.zone()
        begin = datetime.combine(self.since, time(), zone)
        return begin, datetime.combine(self.until + timedelta(days=1), time(), zone)


def usual(today: date) -> Span:
    """The last days, today included."""
    return Span(today - timedelta(days=USUAL - 1), today)


def found(user: User, kind: Kind, span: Span) -> QuerySet[Permit]:
    """The permits of a list that somebody sees."""
    begin, end = span.instants
    rows = visible(user, Permit).filter(at__gte=begin, at__lt=end)
    if span.person:
        rows = rows.filter(asked_by__username=span.person)
    if span.branch:
        rows = rows.filter(customer__case__branch=span.branch)
    if span.rule:
        rows = rows.filter(_among(span.rule))
    return LISTS[kind](rows, span)


def _refused(rows: QuerySet[Permit], _: Span) -> QuerySet[Permit]:
    return rows.filter(allowed=False)


def _edge(rows: QuerySet[Permit], span: Span) -> QuerySet[Permit]:
    shut = F("contact__at") + timedelta(minutes=span.minutes)
    return rows.filter(contact__isnull=False, closes_at__lte=shut)


def _last(rows: QuerySet[Permit], _: Span) -> QuerySet[Permit]:
    return rows.filter(contact__isnull=False, remaining=1)


def _again(rows: QuerySet[Permit], _: Span) -> QuerySet[Permit]:
    return rows.filter(Exists(_later()), allowed=False)


def _later() -> QuerySet[Permit]:
    """Permits for the same that were given within a day after; read by the index of live ones."""
    same = {name: OuterRef(name) for name in ("customer_id", "channel")}
    return Permit.objects.filter(
        **same,
        valid_until__gt=OuterRef("at"),
        at__gt=OuterRef("at"),
        at__lte=OuterRef("at") + AGAIN,
    ).order_by("at")


def _unused(rows: QuerySet[Permit], _: Span) -> QuerySet[Permit]:
    return unused(rows.filter(allowed=True, valid_until__lt=clock.now()))


LISTS: dict[Kind, Callable[[QuerySet[Permit], Span], QuerySet[Permit]]] = {
    Kind.REFUSED: _refused,
    Kind.EDGE: _edge,
    Kind.LAST: _last,
    Kind.AGAIN: _again,
    Kind.UNUSED: _unused,
}


def allowed_later(user: User, rows: list[Permit]) -> dict[Any, Permit]:
    """For each refused permit the first one for the same that was given within a day after."""
    if not rows:
        return {}
    customers = {row.customer_id for row in rows}
    given = (
        visible(user, Permit)
        .filter(customer_id__in=customers, valid_until__isnull=False)
        .filter(at__gt=min(row.at for row in rows), at__lte=max(row.at for row in rows) + AGAIN)
        .select_related("asked_by")
        .order_by("at")
    )
    later: dict[Any, Permit] = {}
    for one in given:
        for row in rows:
            same = (row.customer_id, row.channel) == (one.customer_id, one.channel)
            if same and row.at < one.at <= row.at + AGAIN:
                later.setdefault(row.pk, one)
    return later


def by_person(rows: QuerySet[Permit]) -> list[tuple[str, str, int]]:
    """User name, name, how many; most first."""
    counted = rows.order_by().values_list("asked_by__username", "asked_by__name")
    return sorted(counted.annotate(n=Count("pk")), key=lambda row: (-row[2], row[0]))


def by_branch(rows: QuerySet[Permit]) -> list[tuple[str, str, int]]:
    """Number, name, how many; most first."""
    named = rows.filter(customer__case__isnull=False).order_by()
    counted = named.values_list("customer__case__branch_id", "customer__case__branch__name")
    return sorted(counted.annotate(n=Count("pk")), key=lambda row: (-row[2], row[0]))


def by_day(rows: QuerySet[Permit]) -> list[tuple[date, int]]:
    """Day at the bank, how many; in order."""
    days = rows.order_by().annotate(day=TruncDate("at", tzinfo=bank.zone()))
    return sorted(days.values_list("day").annotate(n=Count("pk")))


def by_rule(rows: QuerySet[Permit]) -> list[tuple[str, int]]:
    """Rule, how many permits it refused; most first. A permit may meet several."""
    sets = rows.order_by().filter(refused_by__isnull=False).values_list("refused_by")
    counts: Counter[str] = Counter()
    for together, number in sets.annotate(n=Count("pk")):
        for rule in together.split(SEPARATOR):
            counts[rule] += number
    return counts.most_common()


def _among(rule: str) -> Q:
    """Permits whose refusing rules hold this one."""
    inside = {
        "refused_by": rule,
        "refused_by__startswith": rule + SEPARATOR,
        "refused_by__endswith": SEPARATOR + rule,
        "refused_by__contains": SEPARATOR + rule + SEPARATOR,
    }
    return reduce(or_, (Q(**{name: value}) for name, value in inside.items()))
