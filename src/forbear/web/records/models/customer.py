"""Customers and how they are reached. Names, numbers and addresses are sealed."""

from __future__ import annotations

from django.db import models

from forbear.portfolio.words import (
    AddressKind,
    Channel,
    CustomerKind,
    Outcome,
    PhoneKind,
    Role,
    Source,
)
from forbear.web.records.choices import coded, loose
from forbear.web.records.sealed import SealedField, index, masked


class Customer(models.Model):
    """An obligor. Stays when a later tape no longer has him: what was done refers to him."""

    customer_id = models.CharField(primary_key=True)
    kind = coded(CustomerKind)
    name = SealedField()
    name_masked = masked()
    name_index = index()
    resident_id = SealedField()
    resident_id_masked = masked()
    resident_id_index = index()
    uscc = SealedField()
    uscc_masked = masked()
    uscc_index = index()
    #: As the tape has it, or as the identity number says.
    born_on = models.DateField(null=True)
    language = models.CharField(null=True)
    timezone = models.CharField(null=True)
    region = models.CharField(null=True)
    employer = SealedField()
    email = SealedField()
    email_masked = masked()
    email_index = index()
    #: Columns of the bank's own, as JSON.
    carried = SealedField()
    #: Equal for equal rows of the tape, so that unchanged ones are left alone.
    fingerprint = models.BinaryField(null=True, editable=False)
    #: Not in the latest tape any more.
    gone = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "customer"
        indexes = [
            models.Index(
                fields=[f"{name}_index"],
                name=f"customer_by_{name}",
                condition=models.Q(**{f"{name}_index__isnull": False}),
            )
            for name in ("name", "resident_id", "uscc", "email")
        ]


class Phone(models.Model):
    """A number of a customer or of a related party (``party_id`` filled)."""

    pk = models.CompositePrimaryKey("customer_id", "phone_index")
    customer = loose("records.Customer")
    phone_index = models.BinaryField(editable=False)
    phone = SealedField()
    phone_masked = masked()
    party_id = models.CharField(null=True)
    kind = coded(PhoneKind, null=True)
    source = coded(Source, null=True)
    valid = models.BooleanField(null=True)
    verified_on = models.DateField(null=True)

    class Meta:
        db_table = "phone"
        indexes = [models.Index(fields=["phone_index"], name="phone_by_number")]


class Address(models.Model):
    """A place where a customer lives, works or is registered."""

    pk = models.CompositePrimaryKey("customer_id", "address_id")
    customer = loose("records.Customer")
    address_id = models.CharField()
    kind = coded(AddressKind)
    written = SealedField()
    written_masked = masked()
    region = models.CharField(null=True)
    #: Latitude and longitude as ``lat,lon``, WGS 84.
    place = SealedField()
    source = coded(Source, null=True)
    verified_on = models.DateField(null=True)

    class Meta:
        db_table = "address"


class Party(models.Model):
    """A person or body related to a customer."""

    pk = models.CompositePrimaryKey("customer_id", "party_id")
    customer = loose("records.Customer")
    party_id = models.CharField()
    role = coded(Role)
    name = SealedField()
    name_masked = masked()
    account_id = models.CharField(null=True)
    resident_id = SealedField()
    liable = models.BooleanField(null=True)
    no_contact = models.BooleanField(null=True)

    class Meta:
        db_table = "party"


class PastContact(models.Model):
    """An attempt that another system of the bank made, as the tape tells it."""

    pk = models.CompositePrimaryKey("customer_id", "contact_id")
    customer = loose("records.Customer")
    contact_id = models.CharField()
    at = models.DateTimeField()
    channel = coded(Channel)
    outcome = coded(Outcome)
    account_id = models.CharField(null=True)
    party_id = models.CharField(null=True)
    phone_index = models.BinaryField(null=True, editable=False)
    staff_id = models.CharField(null=True)

    class Meta:
        db_table = "past_contact"
