"""Figures that a night prepared, by branch and product."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("nights", "0002_initial"),
        ("records", "0002_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="Figure",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "night_id",
                        "measure",
                        "branch_id",
                        "product",
                        "row",
                        "column",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("measure", models.CharField()),
                ("product", models.CharField()),
                ("row", models.CharField()),
                ("column", models.CharField()),
                ("items", models.BigIntegerField()),
                ("customers", models.BigIntegerField()),
                ("amount", models.BigIntegerField()),
                (
                    "branch",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="records.branch",
                    ),
                ),
                (
                    "night",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="figures",
                        to="nights.night",
                    ),
                ),
            ],
            options={"db_table": "figure"},
        ),
    ]
