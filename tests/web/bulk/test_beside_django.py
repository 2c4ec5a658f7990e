"""Django in a process of its own: it makes the table, reads our rows, and migrates after a swap."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

PROGRAM = """
import datetime as dt, json, sys, uuid
import django
from django.conf import settings
settings.configure(DATABASES={"default": json.loads(sys.argv[1])}, USE_TZ=True,
                   TIME_ZONE="Asia/Shanghai")
django.setup()
from django.db import connection, models
import polars as pl
from forbear.web.bulk import connect

class Kind(models.Model):
    id = models.BigAutoField(primary_key=True)
    big = models.BigIntegerField(null=True)
    whole = models.IntegerField(null=True)
    small = models.SmallIntegerField(null=True)
    some = models.PositiveIntegerField(null=True)
    flag = models.BooleanField(null=True)
    day = models.DateField(null=True)
    at = models.DateTimeField(null=True)
    words = models.TextField(null=True)
    short = models.CharField(max_length=9, null=True)
    free = models.CharField(null=True)
    sealed = models.BinaryField(null=True)
    data = models.JSONField(null=True)
    share = models.FloatField(null=True)
    key = models.UUIDField(null=True)
    class Meta:
        app_label = "x"
        db_table = "kind"
        indexes = [models.Index(fields=["day", "-big"], name="kind_by_day")]
        constraints = [
            models.CheckConstraint(condition=models.Q(big__gte=0), name="kind_positive"),
            models.UniqueConstraint(fields=["big", "whole"], name="kind_once"),
        ]

AT = dt.datetime(2026, 11, 22, 17, 30, 1, 20, tzinfo=dt.timezone.utc)
ROW = dict(big=1, whole=2, small=3, some=4, flag=True, day=dt.date(2026, 1, 2), at=AT, words="w",
           short="s", free="f", sealed=bytes([0, 255]), data={"a": [1]}, share=0.5,
           key=uuid.UUID(int=7))
SECOND = AT.replace(microsecond=0)
SCHEMA = {"big": pl.Int64, "whole": pl.Int32, "small": pl.Int16, "some": pl.Int32,
          "flag": pl.Boolean, "day": pl.Date, "at": pl.Datetime("us", "UTC"), "words": pl.String,
          "short": pl.String, "free": pl.String, "sealed": pl.Binary, "data": pl.String,
          "share": pl.Float64, "key": pl.String}

def stored():
    found = Kind.objects.order_by("id").values(*ROW)
    return [{**row, "sealed": row["sealed"] and bytes(row["sealed"])} for row in found]

with connection.schema_editor() as editor:
    editor.create_model(Kind)
Kind.objects.create(**ROW)
Kind.objects.create(at=SECOND)
before = stored()
with connect(settings.DATABASES["default"]) as bulk:
    frame = bulk.frame("SELECT * FROM kind ORDER BY id", SCHEMA)
    assert frame.row(0) == tuple({**ROW, "data": '{"a": [1]}', "key": ROW["key"].hex}.values())
    assert frame["at"].to_list() == [AT, SECOND]
    assert bulk.replace("kind", [frame]) == 2
assert stored() == before == [ROW, {**dict.fromkeys(ROW), "at": SECOND}]
assert Kind.objects.filter(**ROW).count() == 1
assert Kind.objects.filter(at=SECOND).count() == 1
assert Kind.objects.create().id == 5
with connection.cursor() as cursor:
    names = set(connection.introspection.get_constraints(cursor, "kind"))
assert {"kind_positive", "kind_once", "kind_by_day"} <= names, names
with connection.schema_editor() as editor:
    editor.remove_index(Kind, Kind._meta.indexes[0])
    editor.remove_constraint(Kind, Kind._meta.constraints[1])
    more = models.IntegerField(null=True)
    more.set_attributes_from_name("more")
    editor.add_field(Kind, more)
assert Kind.objects.count() == 3
"""


def test_each_reads_what_the_other_wrote_and_migrations_go_on(database: dict[str, Any]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(database)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
