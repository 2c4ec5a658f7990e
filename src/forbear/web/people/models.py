"""People who sign in, and what they are trained for."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import rules as _rules
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q

from forbear.web.records.choices import coded, one_of

#: The library tells its types by halves.
rules: Any = _rules


class Role(StrEnum):
    """What somebody is here for; one a person."""

    ADMINISTRATOR = "administrator"
    STRATEGY_MANAGER = "strategy_manager"
    COLLECTOR = "collector"
    FIELD_OFFICER = "field_officer"
    SUPERVISOR = "supervisor"
    COMPLIANCE = "compliance"
    AGENCY_MANAGER = "agency_manager"
    LEGAL = "legal"
    AUDITOR = "auditor"


class User(AbstractUser):
    """Somebody, or some system of the bank's, who signs in."""

    role = coded(Role)
    #: Whom the tape means by its staff number.
    officer = models.OneToOneField(
        "records.Officer", models.PROTECT, null=True, blank=True, related_name="user"
    )
    branch = models.ForeignKey(
        "records.Branch", models.PROTECT, null=True, blank=True, related_name="+"
    )
    language = models.CharField(max_length=10, blank=True, default="")
    first_name = last_name = None  # type: ignore[assignment]
    #: As colleagues know them.
    name = models.CharField(blank=True, default="")

    REQUIRED_FIELDS = ["role"]

    class Meta:
        db_table = "person"
        constraints = [one_of("role", Role, "person")]

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """As the predicates of `access` say; Django's superusers do not stand above them."""
        return bool(rules.has_perm(perm, self, obj))


class Qualification(models.Model):
    """Training that somebody has passed, and how long it counts."""

    user = models.ForeignKey(User, models.CASCADE, related_name="qualifications")
    name = models.CharField()
    passed_on = models.DateField()
    valid_until = models.DateField()

    class Meta:
        db_table = "qualification"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name", "passed_on"], name="qualification_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("passed_on")), name="qualification_forwards"
            ),
        ]
