"""Papers of a case, sealed where they stand."""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import Q

from forbear.web.records.choices import coded, one_of
from forbear.web.records.models.customer import Customer
from forbear.web.records.sealed import SealedField


class DocumentKind(StrEnum):
    """What a paper is."""

    CONTRACT = "contract"
    AGREEMENT = "agreement"
    INCOME_PROOF = "income_proof"
    HARDSHIP_PROOF = "hardship_proof"
    LETTER = "letter"
    DISPUTE = "dispute"
    AUTHORISATION = "authorisation"
    OTHER = "other"


class FileType(StrEnum):
    """The forms of file that are taken."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"


class Document(models.Model):
    """One file. ``content`` is sealed, as base 64; no list reads it."""

    id = models.UUIDField(primary_key=True)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="documents")
    kind = coded(DocumentKind)
    type = coded(FileType)
    #: Bytes of the file as it was sent, and their SHA-256.
    size = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    content = SealedField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    added_at = models.DateTimeField()

    class Meta:
        db_table = "document"
        constraints = [
            one_of("kind", DocumentKind, "document"),
            one_of("type", FileType, "document"),
            models.CheckConstraint(condition=Q(size__gt=0), name="document_of_something"),
        ]
