"""What is owed: accounts, instalments, payments. Money in minor units, rates in millionths."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from forbear.portfolio.words import Product
from forbear.web.records.choices import coded, loose
from forbear.web.records.models.bank import Branch
from forbear.web.records.models.customer import Customer
from forbear.web.records.sealed import SealedField


class Account(models.Model):
    """A loan or card."""

    account_id = models.CharField(primary_key=True)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="accounts")
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+", db_index=False)
    product = coded(Product)
    currency = models.CharField(max_length=3)
    opened_on = models.DateField()
    principal = models.BigIntegerField()
    balance = models.BigIntegerField(null=True)
    annual_rate = models.BigIntegerField(null=True)
    overdue_rate = models.BigIntegerField(null=True)
    penalty = models.BigIntegerField(null=True)
    penalty_min = models.BigIntegerField(null=True)
    secured = models.BooleanField(null=True)
    closed_on = models.DateField(null=True)
    written_off_on = models.DateField(null=True)
    placed_with = models.CharField(null=True)
    #: Columns of the bank's own, as JSON.
    carried = SealedField()
    #: Equal for equal rows of the tape, so that unchanged ones are left alone.
    fingerprint = models.BinaryField(null=True, editable=False)
    #: Not in the latest tape any more.
    gone = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "account"


#: All that an instalment comes to.
DUE = F("principal") + Coalesce(F("interest"), Value(0)) + Coalesce(F("fee"), Value(0))


class Instalment(models.Model):
    """What was to be paid when."""

    pk = models.CompositePrimaryKey("account_id", "number")
    account = loose("records.Account")
    number = models.IntegerField()
    due_on = models.DateField()
    principal = models.BigIntegerField()
    interest = models.BigIntegerField(null=True)
    fee = models.BigIntegerField(null=True)
    paid = models.BigIntegerField(null=True)

    class Meta:
        db_table = "instalment"
        constraints = [
            models.CheckConstraint(
                condition=Q(paid__isnull=True) | Q(paid__lte=DUE), name="instalment_not_overpaid"
            )
        ]


class Payment(models.Model):
    """Money received."""

    pk = models.CompositePrimaryKey("account_id", "payment_id")
    account = loose("records.Account")
    payment_id = models.CharField()
    paid_on = models.DateField()
    amount = models.BigIntegerField()
    reversed_on = models.DateField(null=True)

    class Meta:
        db_table = "payment"
