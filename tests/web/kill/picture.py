"""All that an installation holds, so that two that went through the same can be compared."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

#: What the framework keeps for itself.
OTHERS = ("django_", "auth_", "axes_", "account_", "mfa_", "usersessions_", "socialaccount_")


def picture() -> dict[str, Any]:
    """Rows of every table with what is sealed opened, names of all tables and indexes, files.

    Numbers that the database draws are told by their order, for one drawn by who was killed is
    not drawn again; hashes of the journal are left out, because they stand on such numbers.
    """
    from django.apps import apps

    numbers = {name: _numbered(name) for name in ("Tape", "Night")}
    rows = {}
    for model in apps.get_models():
        table = model._meta.db_table
        if not table.startswith(OTHERS):
            found = [_row(one, numbers) for one in model._default_manager.all()]
            rows[table] = sorted(found, key=repr)
    return {"rows": rows, "names": _names(), "files": _files(numbers)}


#: What differs from run to run, or rests on what does.
LEFT_OUT = ("hash", "before", "timings")


def _numbered(name: str) -> dict[int, int]:
    from forbear.web.nights import models

    found = getattr(models, name).objects.order_by("pk").values_list("pk", flat=True)
    return {pk: at for at, pk in enumerate(found, 1)}


def _row(one: Any, numbers: Mapping[str, Mapping[int, int]]) -> tuple[Any, ...]:
    from django.db import models

    from forbear.web.records.sealed import SealedField

    told: list[Any] = []
    for field in one._meta.concrete_fields:
        value = getattr(one, field.attname)
        to = type(one).__name__ if field.primary_key else field.name.capitalize()
        if to in numbers and value is not None:
            value = numbers[to][value]
        elif isinstance(field, models.AutoField) or field.name in LEFT_OUT:
            continue
        elif isinstance(field, SealedField):
            value = _opened(one, field.name, value)
        elif isinstance(value, memoryview):
            value = bytes(value)
        elif field.name in ("chain", "name", "subject", "content"):
            value = _renumbered(value, numbers)
        told.append((field.name, value))
    return tuple(told)


def _opened(one: Any, column: str, value: Any) -> str | None:
    from forbear.web import keys
    from forbear.web.records.sealed import place
    from forbear.web.sealing import Place, unseal

    where, key = place(one, column)
    if one._meta.db_table == "quarantined":
        key = f"{one.tape_id}/{one.number}"
    return unseal(keys.ring(), value, Place(where, key))


def _renumbered(value: Any, numbers: Mapping[str, Mapping[int, int]]) -> Any:
    """``tape:7`` by its order, and a tape that is named in an entry's content."""
    kind, _, number = str(value).partition(":")
    if kind.capitalize() in numbers and number.isdigit():
        return f"{kind}:{numbers[kind.capitalize()][int(number)]}"
    if str(value).startswith("{"):
        content = json.loads(value)
        if isinstance(content.get("tape"), int):
            content["tape"] = numbers["Tape"][content["tape"]]
        return json.dumps(content, sort_keys=True)
    return value


def _names() -> list[str]:
    """Tables and indexes: nothing is left beside, and nothing is missing."""
    from django.db import connection

    sql = {
        "sqlite": "SELECT type || ' ' || name || ' ' || tbl_name FROM sqlite_master",
        "postgresql": "SELECT 'index ' || indexname || ' ' || tablename FROM pg_indexes "
        "WHERE schemaname = 'public' UNION ALL "
        "SELECT 'table ' || relname FROM pg_class WHERE relkind IN ('r', 'S') "
        "AND relnamespace = 'public'::regnamespace",
    }
    with connection.cursor() as cursor:
        cursor.execute(sql[connection.vendor])
        return sorted(str(row[0]) for row in cursor.fetchall())


def _files(numbers: Mapping[str, Mapping[int, int]]) -> list[str]:
    from django.conf import settings

    work = [path.name for path in settings.HOME.work.iterdir() if path.is_dir()]
    return sorted([*work, *(path.name for path in settings.HOME.uploads.iterdir())])
