"""The journal's tables. The database refuses to change or delete what stands in them."""

from __future__ import annotations

from django.db import models

from forbear.evidence import NOTHING


class Chain(models.Model):
    """Where one chain stands: its last entry, and where it stood when a day was last closed."""

    name = models.CharField(primary_key=True)
    #: -1 until its first entry.
    number = models.BigIntegerField(default=-1)
    hash = models.CharField(max_length=64, default=NOTHING)
    #: Empty if it is younger than the last closed day.
    closed_number = models.BigIntegerField(null=True)
    closed_hash = models.CharField(max_length=64, null=True)

    class Meta:
        db_table = "journal_chain"


class Entry(models.Model):
    """One thing that happened; see `forbear.evidence.Entry`."""

    chain = models.CharField()
    number = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField()
    action = models.CharField()
    subject = models.CharField()
    #: Canonical JSON.
    content = models.TextField()
    before = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "journal_entry"
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="entry_place")]
        indexes = [
            models.Index(fields=["at", "id"], name="entry_by_time"),
            models.Index(fields=["actor", "at"], name="entry_by_actor"),
            models.Index(fields=["action", "at"], name="entry_by_action"),
        ]


class Day(models.Model):
    """A day that is closed; see `forbear.evidence.Day`."""

    day = models.DateField(primary_key=True)
    chains = models.BigIntegerField()
    entries = models.BigIntegerField()
    tree = models.CharField(max_length=64)
    before = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "journal_day"
