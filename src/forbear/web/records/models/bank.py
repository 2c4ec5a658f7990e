"""The bank's own side of the tape: branches, staff, teams, agencies."""

from __future__ import annotations

from django.db import models

from forbear.portfolio.words import StaffRole
from forbear.web.records.choices import coded, loose


class Branch(models.Model):
    """Where accounts are kept and teams start from."""

    branch_id = models.CharField(primary_key=True)
    name = models.CharField()
    region = models.CharField(null=True)
    lat = models.FloatField()
    lon = models.FloatField()
    timezone = models.CharField(null=True)
    fingerprint = models.BinaryField(null=True, editable=False)
    #: Not in the latest tape any more.
    gone = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "branch"


class Agency(models.Model):
    """An outside collection agency."""

    agency_id = models.CharField(primary_key=True)
    name = models.CharField()
    listed = models.BooleanField(null=True)
    published = models.BooleanField(null=True)
    inspected_on = models.DateField(null=True)
    evaluated_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    fingerprint = models.BinaryField(null=True, editable=False)
    #: Not in the latest tape any more.
    gone = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "agency"


class Officer(models.Model):
    """Staff as the bank's own systems know them; `people.User` is who signs in."""

    officer_id = models.CharField(primary_key=True)
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="officers")
    role = coded(StaffRole)
    name = models.CharField(null=True)
    qualifications = models.CharField(null=True)
    qualified_until = models.DateField(null=True)
    fingerprint = models.BinaryField(null=True, editable=False)
    #: Not in the latest tape any more.
    gone = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "officer"


class Team(models.Model):
    """Who goes out together: one row a member and day, or a member and every day (``on`` empty)."""

    team_id = models.CharField()
    officer = loose("records.Officer")
    branch = loose("records.Branch")
    on = models.DateField(null=True)
    starts = models.SmallIntegerField(null=True)
    ends = models.SmallIntegerField(null=True)

    class Meta:
        db_table = "team"
        indexes = [models.Index(fields=["team_id"], name="team_by_team")]
        constraints = [
            models.UniqueConstraint(fields=["officer", "on"], name="team_officer_once_a_day"),
            models.UniqueConstraint(
                fields=["officer"],
                condition=models.Q(on__isnull=True),
                name="team_officer_once_for_all",
            ),
        ]
