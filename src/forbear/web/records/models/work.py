"""The work: cases, the permits asked for, the contacts made under them, the promises taken."""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import Q

from forbear.portfolio.words import Channel, Outcome
from forbear.web.records.choices import coded, one_of
from forbear.web.records.models.bank import Branch, Officer
from forbear.web.records.models.book import Account
from forbear.web.records.models.customer import Customer
from forbear.web.records.sealed import SealedField, masked


class CaseState(StrEnum):
    """Open while something is overdue by the night published last."""

    OPEN = "open"
    CLOSED = "closed"


class Case(models.Model):
    """A customer with something overdue, and who works on it.

    ``version`` grows with every change: whoever writes says which version was looked at.
    """

    customer = models.OneToOneField(Customer, models.PROTECT, primary_key=True, related_name="case")
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+", db_index=False)
    state = coded(CaseState, default=CaseState.OPEN)
    version = models.BigIntegerField(default=1)
    plan_for = models.DateField(null=True)
    account = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", db_index=False
    )
    product = models.CharField(null=True)
    accounts = models.IntegerField(default=0)
    days_past_due = models.IntegerField(default=0)
    bucket = models.CharField(default="M0")
    five_tier = models.CharField(default="normal")
    #: Minor units of the bank's currency.
    owed = models.BigIntegerField(default=0)
    reason_1 = models.CharField(null=True)
    #: Row of the strategy's table that applied.
    rule = models.IntegerField(null=True)
    treatment = models.CharField(null=True)
    channel = coded(Channel, null=True)
    value = models.FloatField(null=True)
    hours = models.CharField(null=True)
    remaining = models.IntegerField(null=True)
    requires = models.CharField(null=True)
    placed = models.BooleanField(default=False)
    team_id = models.CharField(null=True)
    begin = models.IntegerField(null=True)
    collector = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="cases", db_index=False
    )
    #: Given to the collector by a person; later nights leave it so.
    pinned = models.BooleanField(default=False)
    #: Local day on which the case was last worked, so that it leaves the day's worklist.
    worked_on = models.DateField(null=True)

    class Meta:
        db_table = "work_case"
        indexes = [
            models.Index(fields=["collector", "-value", "customer"], name="case_by_collector"),
            models.Index(fields=["branch", "-value", "customer"], name="case_by_branch"),
            models.Index(fields=["-value", "customer"], name="case_by_value"),
            models.Index(
                fields=["worked_on"],
                name="case_by_day_worked",
                condition=Q(worked_on__isnull=False),
            ),
            models.Index(
                fields=["team_id", "begin"], name="case_by_team", condition=Q(team_id__isnull=False)
            ),
        ]
        constraints = [one_of("state", CaseState, "case")]


class Permit(models.Model):
    """One answer of the rulebook about one contact at one moment; never changed afterwards."""

    id = models.UUIDField(primary_key=True)
    #: Hash of what was asked, known and decided: issued again, it comes out the same.
    permit_id = models.CharField(max_length=64)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="permits")
    channel = coded(Channel)
    party_id = models.CharField(null=True)
    account_id = models.CharField(null=True)
    at = models.DateTimeField()
    allowed = models.BooleanField()
    #: Until when a contact may be made under it; empty where it refuses.
    valid_until = models.DateTimeField(null=True)
    #: The end of the window that was open; empty where it refuses.
    closes_at = models.DateTimeField(null=True)
    remaining = models.IntegerField(null=True)
    #: Rules that refuse, joined by ``;``.
    refused_by = models.CharField(null=True)
    #: Version of the rules.
    book = models.CharField()
    #: The whole answer, as docs/permits.md describes it.
    answer = models.JSONField()
    #: What the answer rests on; see `records.permits.basis`.
    basis = models.CharField(default="")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        db_table = "permit"
        indexes = [
            models.Index(fields=["at"], name="permit_by_time"),
            models.Index(
                fields=["customer", "valid_until"],
                name="permit_live",
                condition=Q(valid_until__isnull=False),
            ),
            models.Index(fields=["at", "id"], name="permit_refused", condition=Q(allowed=False)),
        ]
        constraints = [
            one_of("channel", Channel, "permit"),
            models.CheckConstraint(
                condition=Q(allowed=False, valid_until__isnull=True)
                | Q(allowed=True, valid_until__isnull=False),
                name="permit_valid_if_allowed",
            ),
        ]


class Release(models.Model):
    """A live permit given back unused, so that somebody else may ask."""

    permit = models.OneToOneField(Permit, models.PROTECT, primary_key=True, related_name="release")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        db_table = "permit_release"


class Contact(models.Model):
    """One attempt on one channel. The database refuses it without a live permit of its own."""

    id = models.UUIDField(primary_key=True)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="contacts")
    permit = models.OneToOneField(Permit, models.PROTECT, related_name="contact")
    channel = coded(Channel)
    at = models.DateTimeField()
    outcome = coded(Outcome)
    account_id = models.CharField(null=True)
    party_id = models.CharField(null=True)
    phone_index = models.BinaryField(null=True, editable=False)
    phone_masked = masked()
    #: What was said.
    note = SealedField()
    next_step = models.CharField(null=True)
    call_back_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        db_table = "contact"
        indexes = [
            models.Index(fields=["customer", "-at"], name="contact_by_customer"),
            models.Index(fields=["made_by", "at"], name="contact_by_person"),
            models.Index(
                fields=["call_back_at"],
                name="contact_to_call_back",
                condition=Q(call_back_at__isnull=False),
            ),
        ]
        constraints = [
            one_of("channel", Channel, "contact"),
            one_of("outcome", Outcome, "contact"),
        ]


class PromiseState(StrEnum):
    """Open until the day has come; then the night says whether it was kept."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


class Promise(models.Model):
    """A promise to pay an amount by a day."""

    id = models.UUIDField(primary_key=True)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="promises")
    account = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", db_index=False
    )
    contact = models.OneToOneField(Contact, models.PROTECT, null=True, related_name="promise")
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    due_on = models.DateField()
    state = coded(PromiseState, default=PromiseState.OPEN)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        db_table = "promise"
        indexes = [
            models.Index(fields=["state", "due_on"], name="promise_by_state"),
            models.Index(fields=["made_by", "made_at"], name="promise_by_person"),
        ]
        constraints = [
            one_of("state", PromiseState, "promise"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="promise_of_something"),
        ]
