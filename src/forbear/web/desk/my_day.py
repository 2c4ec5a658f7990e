"""What somebody has done today, in one line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, Sum

from forbear.portfolio.words import REACHED
from forbear.web import bank
from forbear.web.desk.queues import midnight
from forbear.web.people.models import User
from forbear.web.records.models import Contact, Promise
from forbear.web.records.models.work import PromiseState


@dataclass(frozen=True)
class MyDay:
    """Contacts and promises of today, and of this month what was kept; the bank's own currency."""

    contacts: int
    reached: int
    promises: int
    promised: int
    kept: int


def my_day(user: User, today: date) -> MyDay:
    """Two sums over what one person did."""
    begin, end = midnight(today), midnight(today + timedelta(days=1))
    done = Contact.objects.filter(made_by=user, at__gte=begin, at__lt=end).aggregate(
        contacts=Count("pk"), reached=Count("pk", filter=Q(outcome__in=[o.value for o in REACHED]))
    )
    own = Promise.objects.filter(
        made_by=user,
        made_at__gte=midnight(today.replace(day=1) - timedelta(days=31)),
        currency=bank.policy().bank.currency,
    )
    today_s = Q(made_at__gte=begin, made_at__lt=end) & ~Q(state=PromiseState.WITHDRAWN.value)
    this_month = Q(state=PromiseState.KEPT.value, due_on__gte=today.replace(day=1))
    told = own.aggregate(
        promises=Count("pk", filter=today_s),
        promised=Sum("amount", filter=today_s),
        kept=Sum("amount", filter=this_month),
    )
    return MyDay(**done, **{name: value or 0 for name, value in told.items()})
