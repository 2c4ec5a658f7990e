"""Requests for help on a case: asked by whoever works it, answered by who supervises it."""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import Q

from forbear.web.records.choices import coded, one_of
from forbear.web.records.models.customer import Customer
from forbear.web.records.sealed import SealedField


class HelpKind(StrEnum):
    """What somebody asks for."""

    LETTER = "letter"
    ADDRESS_CHECK = "address_check"
    VISIT = "visit"
    SENIOR_CALL = "senior_call"


class HelpState(StrEnum):
    """Open until it is answered, or taken back by who asked."""

    OPEN = "open"
    DONE = "done"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


#: How a request is answered.
ANSWERS = (HelpState.DONE, HelpState.DECLINED)


class HelpRequest(models.Model):
    """One request and its answer; both sentences are sealed, for they speak of the customer."""

    id = models.UUIDField(primary_key=True)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="help_requests")
    kind = coded(HelpKind)
    state = coded(HelpState, default=HelpState.OPEN)
    text = SealedField()
    answer = SealedField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "help_request"
        indexes = [
            models.Index(
                fields=["asked_at", "id"], name="help_open", condition=Q(state=HelpState.OPEN.value)
            ),
            models.Index(fields=["asked_by", "answered_at"], name="help_by_person"),
        ]
        constraints = [
            one_of("kind", HelpKind, "help_request"),
            one_of("state", HelpState, "help_request"),
            models.CheckConstraint(
                condition=Q(state=HelpState.OPEN.value, answered_at__isnull=True)
                | (~Q(state=HelpState.OPEN.value) & Q(answered_at__isnull=False)),
                name="help_request_open_or_over",
            ),
        ]
