"""What each collector of a branch has before him and has done: sums straight from the records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum

from forbear.nightly.worklists import DESK
from forbear.portfolio.words import REACHED, Channel, StaffRole
from forbear.web import bank
from forbear.web.nights.receive import latest
from forbear.web.people.access import visible
from forbear.web.people.models import Qualification, User
from forbear.web.people.work import ready_officers
from forbear.web.records.models import Branch, Case, Contact, Officer, Payment, Promise
from forbear.web.records.models.work import CaseState, PromiseState

#: Channels on which somebody can be reached or not.
SPOKEN = (Channel.CALL, Channel.HOME_VISIT, Channel.WORK_VISIT)
#: Training that ends within so many days is told beforehand.
SOON = 30


@dataclass
class Line:
    """One collector; money in minor units of the bank's currency."""

    officer: Officer | None
    ready: bool = True
    trained_until: date | None = None
    open: int = 0
    worked: int = 0
    #: To be called today and not worked yet.
    left: int = 0
    owed: int = 0
    contacts: int = 0
    spoken: int = 0
    reached: int = 0
    promises: int = 0
    kept: int = 0
    broken: int = 0
    promised: int = 0
    #: None where no tape has come since these days began.
    recovered: int | None = 0

    @property
    def right_party(self) -> float | None:
        """Share of calls and visits that reached the debtor."""
        return self.reached / self.spoken if self.spoken else None

    def ends_soon(self, today: date) -> bool:
        """Whether his training runs out before long."""
        until = self.trained_until
        return until is not None and until <= today + timedelta(days=SOON)


@dataclass(frozen=True)
class Team:
    """The collectors of a branch; ``unassigned``: cases that nobody has."""

    lines: list[Line]
    unassigned: Line
    total: Line = field(default_factory=lambda: Line(None))

    @property
    def most_left(self) -> int:
        """The longest queue: what the bars are measured by."""
        return max((line.left for line in self.lines), default=0)


def team(user: User, branch: Branch, today: date, days: int) -> Team:
    """The collectors of a branch, with what they did in the last ``days``, today among them."""
    since = today - timedelta(days=days - 1)
    collectors = Officer.objects.filter(branch=branch, role=StaffRole.COLLECTOR, gone=False)
    lines = {one.pk: Line(one) for one in visible(user, collectors).order_by("pk")}
    nobody = Line(None)
    cases = visible(user, Case).filter(branch=branch)
    _cases(lines, nobody, cases, today)
    _contacts(lines, visible(user, Contact).filter(at__gte=_midnight(since)))
    _promises(lines, visible(user, Promise).filter(made_at__gte=_midnight(since)))
    _recovered(lines, cases, since)
    _training(lines, today)
    made = Team(list(lines.values()), nobody)
    for name in _SUMMED:
        setattr(made.total, name, sum(getattr(line, name) for line in [*made.lines, nobody]))
    known = [line.recovered for line in made.lines if line.recovered is not None]
    made.total.recovered = sum(known) if known else None
    return made


_SUMMED = (
    *("open", "worked", "left", "owed", "contacts", "spoken", "reached"),
    *("promises", "kept", "broken", "promised"),
)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), bank.zone())


def _cases(lines: dict[str, Line], nobody: Line, cases: QuerySet[Case], today: date) -> None:
    worked, desk = Q(worked_on=today), Q(channel__in=[str(channel) for channel in DESK])
    rows = (
        cases.filter(state=CaseState.OPEN)
        .values("collector_id")
        .annotate(
            all_cases=Count("pk"),
            done=Count("pk", filter=worked),
            queue=Count("pk", filter=desk),
            queue_done=Count("pk", filter=worked & desk),
            sum_owed=Sum("owed"),
        )
    )
    for row in rows:
        line = lines.get(row["collector_id"], nobody) if row["collector_id"] else nobody
        line.open += row["all_cases"]
        line.worked += row["done"]
        line.left += row["queue"] - row["queue_done"]
        line.owed += row["sum_owed"] or 0


def _contacts(lines: dict[str, Line], contacts: QuerySet[Contact]) -> None:
    spoken = Q(channel__in=[str(c) for c in SPOKEN])
    reached = Q(outcome__in=[str(o) for o in REACHED])
    rows = (
        contacts.filter(made_by__officer__in=list(lines))
        .values("made_by__officer_id")
        .annotate(
            made=Count("pk"),
            talks=Count("pk", filter=spoken),
            right=Count("pk", filter=spoken & reached),
        )
    )
    for row in rows:
        line = lines[row["made_by__officer_id"]]
        line.contacts, line.spoken, line.reached = row["made"], row["talks"], row["right"]


def _promises(lines: dict[str, Line], promises: QuerySet[Promise]) -> None:
    rows = (
        promises.filter(made_by__officer__in=list(lines))
        .exclude(state=PromiseState.WITHDRAWN)
        .values("made_by__officer_id", "currency", "state")
        .annotate(made=Count("pk"), sum_amount=Sum("amount"))
    )
    for row in rows:
        line = lines[row["made_by__officer_id"]]
        line.promises += row["made"]
        line.promised += _at_home(row["sum_amount"], row["currency"])
        if row["state"] == PromiseState.KEPT:
            line.kept += row["made"]
        elif row["state"] == PromiseState.BROKEN:
            line.broken += row["made"]


def _recovered(lines: dict[str, Line], cases: QuerySet[Case], since: date) -> None:
    """What came in on accounts of the cases that a collector has, or had when they were closed."""
    tape = latest()
    if tape is None or tape.as_of < since:
        for line in lines.values():
            line.recovered = None
        return
    paid = Q(
        account__customer__case__in=cases.filter(collector__isnull=False, plan_for__gte=since),
        paid_on__gte=since,
        reversed_on__isnull=True,
    )
    rows = (
        Payment.objects.filter(paid)
        .values("account__customer__case__collector_id", "account__currency")
        .annotate(sum_amount=Sum("amount"))
    )
    for row in rows:
        found = lines.get(row["account__customer__case__collector_id"])
        amount = _at_home(row["sum_amount"], row["account__currency"])
        if found is not None:
            found.recovered = (found.recovered or 0) + amount


def _at_home(amount: int, currency: str) -> int:
    """Minor units of the bank's currency; one without a rate counts nothing."""
    return int(amount * bank.policy().bank.worth().get(currency, 0))


def _training(lines: dict[str, Line], today: date) -> None:
    able = set(ready_officers(today, Officer.objects.filter(pk__in=list(lines))).values_list("pk"))
    entered: Iterable[tuple[Any, Any]] = (
        Qualification.objects.filter(user__officer__in=list(lines))
        .values_list("user__officer_id")
        .annotate(Max("valid_until"))
    )
    until = dict(entered)
    for pk, line in lines.items():
        line.ready = (pk,) in able
        assert line.officer is not None
        known = [day for day in (line.officer.qualified_until, until.get(pk)) if day]
        line.trained_until = max(known, default=None)
