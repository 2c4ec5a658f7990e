"""Requests for help and documents; what the desk's queues and the line of the day are read by."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import forbear.web.records.sealed


def _words(column, table, *words):
    found = models.Q((f"{column}__in", list(words)), (f"{column}__isnull", True), _connector="OR")
    return models.CheckConstraint(condition=found, name=f"{table}_{column}_word")


def _coded(*words, **options):
    return models.CharField(choices=[(word, word) for word in words], max_length=20, **options)


def _person(**options):
    return models.ForeignKey(
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        **options,
    )


def _customer(name):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=name, to="records.customer"
    )


PAPERS = (
    "contract",
    "agreement",
    "income_proof",
    "hardship_proof",
    "letter",
    "dispute",
    "authorisation",
    "other",
)
FILES = ("pdf", "png", "jpeg")
HELP = ("letter", "address_check", "visit", "senior_call")
STATES = ("open", "done", "declined", "withdrawn")


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0003_permit_near_misses"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", _coded(*PAPERS)),
                ("type", _coded(*FILES)),
                ("size", models.IntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("content", forbear.web.records.sealed.SealedField()),
                ("added_at", models.DateTimeField()),
                ("added_by", _person()),
                ("customer", _customer("documents")),
            ],
            options={
                "db_table": "document",
                "constraints": [
                    _words("kind", "document", *PAPERS),
                    _words("type", "document", *FILES),
                    models.CheckConstraint(
                        condition=models.Q(("size__gt", 0)), name="document_of_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HelpRequest",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", _coded(*HELP)),
                ("state", _coded(*STATES, default="open")),
                ("text", forbear.web.records.sealed.SealedField()),
                ("answer", forbear.web.records.sealed.SealedField()),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", _person(null=True)),
                ("asked_by", _person()),
                ("customer", _customer("help_requests")),
            ],
            options={
                "db_table": "help_request",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["asked_at", "id"],
                        name="help_open",
                    ),
                    models.Index(fields=["asked_by", "answered_at"], name="help_by_person"),
                ],
                "constraints": [
                    _words("kind", "help_request", *HELP),
                    _words("state", "help_request", *STATES),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("answered_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="help_request_open_or_over",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            "case",
            models.Index(
                condition=models.Q(("worked_on__isnull", False)),
                fields=["worked_on"],
                name="case_by_day_worked",
            ),
        ),
        migrations.AddIndex(
            "contact", models.Index(fields=["made_by", "at"], name="contact_by_person")
        ),
        migrations.AddIndex(
            "contact",
            models.Index(
                condition=models.Q(("call_back_at__isnull", False)),
                fields=["call_back_at"],
                name="contact_to_call_back",
            ),
        ),
        migrations.AddIndex(
            "promise", models.Index(fields=["made_by", "made_at"], name="promise_by_person")
        ),
    ]
