"""Every tape that came and every night that was run, with how they went."""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from forbear.web.records.choices import coded, loose, one_of
from forbear.web.records.sealed import SealedField


class TapeState(StrEnum):
    """From its arrival to its end."""

    UPLOADING = "uploading"
    RECEIVED = "received"
    CHECKING = "checking"
    LOADING = "loading"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class Tape(models.Model):
    """One tape: what came, what of it was accepted, what was set aside."""

    as_of = models.DateField()
    state = coded(TapeState, default=TapeState.RECEIVED)
    #: Hash of names and contents of its files; empty while it is being sent.
    digest = models.CharField(max_length=64, null=True)
    folder = models.CharField()
    #: Sent over the API: the files are ours to delete.
    uploaded = models.BooleanField(default=False)
    stage = models.CharField(default="")
    share = models.FloatField(default=0)
    #: Table -> received, accepted, quarantined.
    counts = models.JSONField(default=dict)
    #: Table, rule, rows, words.
    reasons = models.JSONField(default=list)
    #: File, bytes, SHA-256.
    inputs = models.JSONField(default=list)
    #: Why it was refused: code, where, en, zh.
    problems = models.JSONField(default=list)
    received_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        db_table = "tape"
        constraints = [
            one_of("state", TapeState, "tape"),
            models.UniqueConstraint(
                fields=["as_of", "digest"],
                condition=~Q(state=TapeState.REFUSED.value),
                name="tape_once",
            ),
        ]


class Quarantined(models.Model):
    """A row that was set aside, with its reason. The row itself is sealed."""

    pk = models.CompositePrimaryKey("tape_id", "number")
    tape = models.ForeignKey(Tape, models.CASCADE, related_name="quarantined", db_index=False)
    number = models.IntegerField()
    table = models.CharField()
    file = models.CharField()
    line = models.BigIntegerField(null=True)
    column = models.CharField(null=True)
    rule = models.CharField()
    because = models.CharField(null=True)
    rows = models.BigIntegerField()
    value = SealedField()
    row = SealedField()

    class Meta:
        db_table = "quarantined"


class Worker(models.Model):
    """A worker, and when it was last seen at work."""

    name = models.CharField(primary_key=True)
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "worker"


class Departed(models.Model):
    """Keys that a tape has no more, while it is loaded; empty at other times."""

    id = models.CharField(primary_key=True)
    table = models.CharField()
    key = models.CharField()

    class Meta:
        db_table = "departed"


class NightState(StrEnum):
    """From its order to its end."""

    ORDERED = "ordered"
    RUNNING = "running"
    READY = "ready"
    PUBLISHED = "published"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    FAILED = "failed"


class Night(models.Model):
    """One run of the night over the database as it stood."""

    as_of = models.DateField()
    plan_for = models.DateField()
    state = coded(NightState, default=NightState.ORDERED)
    tape = models.ForeignKey(Tape, models.PROTECT, related_name="nights", db_index=False)
    seed = models.BigIntegerField(default=1)
    stage = models.CharField(default="")
    share = models.FloatField(default=0)
    policy = models.CharField(default="")
    rules = models.CharField(default="")
    #: `forbear.nightly.Summary` as JSON.
    summary = models.JSONField(null=True)
    #: The report as one page to open in a browser.
    report = SealedField()
    #: Seconds and bytes by stage.
    timings = models.JSONField(default=list)
    #: Rows staged, to be swapped in when it is published: table -> rows.
    staged = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    ordered_at = models.DateTimeField()
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    finished_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    #: Who published or rejected it.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    reason = models.CharField(default="")

    class Meta:
        db_table = "night"
        constraints = [
            one_of("state", NightState, "night"),
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state=NightState.PUBLISHED.value),
                name="night_one_published",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(ordered_by__isnull=True)
                | ~Q(state__in=[NightState.PUBLISHED.value])
                | ~Q(decided_by=F("ordered_by")),
                name="night_second_person",
            ),
        ]


class Figure(models.Model):
    """A figure that a night prepared; `forbear.nightly.figures.measures` says what it tells."""

    pk = models.CompositePrimaryKey("night_id", "measure", "branch_id", "product", "row", "column")
    night = models.ForeignKey(Night, models.CASCADE, related_name="figures", db_index=False)
    measure = models.CharField()
    branch = loose("records.Branch")
    product = models.CharField()
    row = models.CharField()
    column = models.CharField()
    items = models.BigIntegerField()
    customers = models.BigIntegerField()
    #: Minor units of the bank's currency.
    amount = models.BigIntegerField()

    class Meta:
        db_table = "figure"
