"""Reasons to stop and what was agreed to, whether the tape said so or somebody here."""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from forbear.portfolio.words import ConsentKind, HoldKind
from forbear.web.records.choices import coded, one_of
from forbear.web.records.models.customer import Customer
from forbear.web.records.sealed import SealedField


class Origin(StrEnum):
    """Who says so: the night's tape, or somebody who works here."""

    TAPE = "tape"
    HERE = "here"


class _Lasting(models.Model):
    """Something that lasts from one day to another, or until further notice (``to_on`` empty)."""

    #: ``tape:customer:number``, or drawn.
    id = models.CharField(primary_key=True)
    origin = coded(Origin, default=Origin.HERE)
    #: The tape's own number of it.
    tape_id = models.CharField(null=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    #: Ended on the day it began: it does not count at all.
    cancelled = models.BooleanField(default=False, db_default=False)
    note = SealedField()
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    set_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Hold(_Lasting):
    """A reason to stop, or to go another way."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="holds")
    kind = coded(HoldKind)
    account_id = models.CharField(null=True)

    class Meta:
        db_table = "hold"
        constraints = [
            one_of("kind", HoldKind, "hold"),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="hold_forwards"
            ),
        ]


class Consent(_Lasting):
    """What the customer has agreed to."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="consents")
    kind = coded(ConsentKind)

    class Meta:
        db_table = "consent"
        constraints = [
            one_of("kind", ConsentKind, "consent"),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="consent_forwards",
            ),
        ]
