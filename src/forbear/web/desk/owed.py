"""What is owed today: by account and by part, and what was due when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, prefetch_related_objects

from forbear.web import bank
from forbear.web.fetch import by_customer, objects
from forbear.web.records import models as m
from forbear.web.records.models.arrangement import OPEN
from forbear.web.records.models.book import DUE

#: Parts of what is owed, in the order of the page, and the columns that hold them.
PARTS: tuple[tuple[str, tuple[str, str]], ...] = (
    ("overdue_principal", ("Principal", "本金")),
    ("overdue_interest", ("Interest", "利息")),
    ("overdue_fee", ("Fees", "费用")),
    ("accrued_interest", ("Accrued interest", "应计利息")),
    ("penalty", ("Penalty", "违约金/罚息")),
)


@dataclass(frozen=True)
class Owed:
    """One account: as the night aged it (``plan`` empty: nothing is overdue), part by part."""

    account: m.Account
    plan: m.PlanAccount | None
    parts: Sequence[tuple[tuple[str, str], int]]
    arrangements: Sequence[m.Arrangement]
    #: Whether there are columns of the bank's own.
    carried: bool

    @property
    def section(self) -> str:
        """Name of the form in which an arrangement for it is proposed."""
        return f"arrangement-{self.account.pk}"

    @property
    def open(self) -> m.Arrangement | None:
        """The arrangement under way."""
        return next((one for one in self.arrangements if one.state in OPEN), None)


def owed(case: m.Case) -> list[Owed]:
    """Every account of the customer, the longest overdue first."""
    plans = {plan.account_id: plan for plan in objects(m.PlanAccount, case.pk)}
    agreed: dict[str, list[m.Arrangement]] = {}
    arrangements = objects(m.Arrangement, case.pk, _arrangements)
    prefetch_related_objects(arrangements, "instalments")
    for one in arrangements:
        agreed.setdefault(one.account_id, []).append(one)
    found = [
        Owed(
            account,
            plan := plans.get(account.pk),
            _parts(plan),
            agreed.get(account.pk, ()),
            account.has_carried,  # type: ignore[attr-defined]
        )
        for account in objects(m.Account, case.pk, _accounts)
    ]
    found.sort(key=_longest_first)
    return found


@dataclass(frozen=True)
class Due:
    """One instalment, and whether it is overdue."""

    row: m.Instalment
    late: bool


def due(account_id: str) -> list[Due]:
    """What was to be paid when, in order."""
    rows = m.Instalment.objects.filter(account_id=account_id).annotate(whole=DUE)
    today = bank.today()
    return [
        Due(row, row.due_on < today and (row.paid or 0) < row.whole)
        for row in rows.order_by("number")
    ]


def _accounts(rows: QuerySet[Any], customer: str) -> QuerySet[Any]:
    rows = by_customer(rows, customer).annotate(has_carried=Q(carried__isnull=False))
    return rows.defer("carried")


def _arrangements(rows: QuerySet[Any], customer: str) -> QuerySet[Any]:
    rows = rows.filter(account__customer_id=customer).select_related("made_by")
    return rows.order_by("-made_at", "id")


def _parts(plan: m.PlanAccount | None) -> list[tuple[tuple[str, str], int]]:
    if plan is None:
        return []
    return [(words, getattr(plan, column)) for column, words in PARTS]


def _longest_first(one: Owed) -> tuple[int, int, date, str]:
    plan = one.plan
    late = (-plan.days_past_due, -plan.owed) if plan else (1, 0)
    return (*late, one.account.opened_on, one.account.pk)
