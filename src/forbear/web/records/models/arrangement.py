"""Agreed repayment plans."""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from forbear.web.records.choices import coded, one_of
from forbear.web.records.models.book import Account


class ArrangementState(StrEnum):
    """Proposed, agreed to by both, then kept to its end, broken or called off."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    COMPLETED = "completed"
    BROKEN = "broken"
    CANCELLED = "cancelled"


#: An account has at most one of these.
OPEN = (ArrangementState.PROPOSED.value, ArrangementState.AGREED.value)


class Arrangement(models.Model):
    """How one account is to be brought back to good standing, instalment by instalment."""

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="arrangements")
    state = coded(ArrangementState, default=ArrangementState.PROPOSED)
    currency = models.CharField(max_length=3)
    version = models.BigIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        db_table = "arrangement"
        constraints = [
            one_of("state", ArrangementState, "arrangement"),
            models.UniqueConstraint(
                fields=["account"], condition=Q(state__in=OPEN), name="arrangement_one_open"
            ),
        ]


class ArrangementInstalment(models.Model):
    """One instalment of an arrangement; minor units."""

    arrangement = models.ForeignKey(
        Arrangement, models.CASCADE, related_name="instalments", db_index=False
    )
    number = models.SmallIntegerField()
    due_on = models.DateField()
    amount = models.BigIntegerField()
    paid = models.BigIntegerField(default=0)

    class Meta:
        db_table = "arrangement_instalment"
        constraints = [
            models.UniqueConstraint(
                fields=["arrangement", "number"], name="arrangement_instalment_once"
            ),
            models.CheckConstraint(
                condition=Q(paid__gte=0, paid__lte=F("amount"), amount__gt=0),
                name="arrangement_instalment_not_overpaid",
            ),
        ]
