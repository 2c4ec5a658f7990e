"""The published night: what is to be done with each case, and under which permit.

These tables hold one night, the one published last; another is swapped in whole when it is.
"""

from __future__ import annotations

from django.db import models

from forbear.portfolio.words import Channel
from forbear.web.records.choices import coded, loose


class PlanCase(models.Model):
    """What the night decided for one case."""

    customer = models.OneToOneField(
        "records.Customer",
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="+",
    )
    branch = loose("records.Branch")
    account_id = models.CharField()
    product = models.CharField()
    accounts = models.IntegerField()
    days_past_due = models.IntegerField()
    bucket = models.CharField()
    five_tier = models.CharField()
    owed = models.BigIntegerField()
    p_self = models.FloatField(null=True)
    reason_1 = models.CharField(null=True)
    reason_2 = models.CharField(null=True)
    reason_3 = models.CharField(null=True)
    rule = models.IntegerField(null=True)
    treatment = models.CharField()
    channel = coded(Channel, null=True)
    state = models.CharField()
    value = models.FloatField(null=True)
    cost = models.BigIntegerField(null=True)
    hours = models.CharField(null=True)
    remaining = models.IntegerField(null=True)
    requires = models.CharField(null=True)
    team_id = models.CharField(null=True)
    begin = models.IntegerField(null=True)
    collector_id = models.CharField(null=True)

    class Meta:
        db_table = "plan_case"


class PlanPermit(models.Model):
    """What may be done with one case on one channel on the day planned."""

    pk = models.CompositePrimaryKey("customer_id", "channel")
    customer = loose("records.Customer")
    channel = coded(Channel)
    allowed = models.BooleanField()
    hours = models.CharField(null=True)
    remaining = models.IntegerField(null=True)
    requires = models.CharField(null=True)
    refused_by = models.CharField(null=True)
    assumed = models.CharField(null=True)

    class Meta:
        db_table = "plan_permit"


class PlanAccount(models.Model):
    """An overdue account as the night aged it; minor units of its own currency."""

    account = models.OneToOneField(
        "records.Account",
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="+",
    )
    customer = loose("records.Customer")
    days_past_due = models.IntegerField()
    oldest_unpaid_due_on = models.DateField(null=True)
    past_due_since = models.DateField(null=True)
    bucket = models.CharField()
    five_tier = models.CharField()
    overdue_principal = models.BigIntegerField()
    overdue_interest = models.BigIntegerField()
    overdue_fee = models.BigIntegerField()
    accrued_interest = models.BigIntegerField()
    penalty = models.BigIntegerField()
    owed = models.BigIntegerField()
    outstanding = models.BigIntegerField()
    next_due_on = models.DateField(null=True)
    next_due = models.BigIntegerField(null=True)

    class Meta:
        db_table = "plan_account"
        indexes = [models.Index(fields=["customer"], name="plan_account_by_customer")]


class PlanStop(models.Model):
    """One stop of a team's day, minutes after midnight."""

    pk = models.CompositePrimaryKey("team_id", "stop")
    team_id = models.CharField()
    stop = models.IntegerField()
    branch = loose("records.Branch")
    kind = models.CharField()
    visit_id = models.CharField(null=True)
    customer = loose("records.Customer", null=True)
    arrive = models.IntegerField()
    begin = models.IntegerField()
    leave = models.IntegerField()
    opens = models.IntegerField(null=True)
    closes = models.IntegerField(null=True)
    travel = models.IntegerField()
    metres = models.BigIntegerField()
    slack = models.IntegerField(null=True)

    class Meta:
        db_table = "plan_stop"
        indexes = [models.Index(fields=["customer"], name="plan_stop_by_customer")]
