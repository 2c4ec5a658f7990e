"""The table in which all processes remember what counts once or so often a minute."""

from typing import Any

from django.core.management import call_command
from django.db import migrations

TABLE = "remembered"


def make(_apps: Any, editor: Any) -> None:
    call_command("createcachetable", TABLE, database=editor.connection.alias, verbosity=0)


def drop(_apps: Any, editor: Any) -> None:
    editor.execute(f"DROP TABLE {TABLE}")


class Migration(migrations.Migration):
    dependencies = [("people", "0002_initial")]

    operations = [
        migrations.RunPython(make, drop),
    ]
