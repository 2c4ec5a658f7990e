"""What docs/operate.md says of backups, done: dumped, restored elsewhere, and all is as it was."""

from __future__ import annotations

import importlib.util
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest


def beside(name: str) -> Any:
    path = Path(__file__).parents[1] / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def told() -> dict[str, Any]:
    """Every table's rows counted, the journal proved, one name opened."""
    from django.apps import apps

    from forbear.evidence import verify
    from forbear.web import keys
    from forbear.web.journal.give import export_of
    from forbear.web.records.models import Customer
    from forbear.web.sealing import Place, unseal

    customer = Customer.objects.order_by("pk")[0]
    return {
        "rows": {m._meta.db_table: m._default_manager.count() for m in apps.get_models()},
        "journal": verify(export_of()),
        "name": unseal(keys.ring(), customer.name, Place("customer.name", customer.pk)),
    }


def refuses_to_rewrite() -> None:
    from django.db import connection
    from django.db.utils import DatabaseError

    for sql in ("DELETE FROM journal_entry", "UPDATE permit SET allowed = NOT allowed"):
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute(sql)


def test_backup_and_restore(town: Any, collector: Any, callable_case: str, tmp_path: Path) -> None:
    from forbear.web.records.permits import issue

    issue(collector, callable_case, "call")
    before = told()
    home = tmp_path / "restored"
    home.mkdir(mode=0o700)
    shutil.copy2(town.home / "keys.json", home / "keys.json")
    site, postgres = beside("site"), beside("postgres")
    if town.vendor == "sqlite":
        with (
            sqlite3.connect(town.home / "forbear.sqlite3") as source,
            sqlite3.connect(home / "forbear.sqlite3") as target,
        ):
            source.backup(target)
        with site.pointed(site.entry_of(home / "forbear.sqlite3"), home):
            assert told() == before
            refuses_to_rewrite()
        return
    entry = town.entry
    who = ["--host", entry["HOST"], "--username", entry["USER"]]
    dump = tmp_path / "forbear.dump"
    programs = postgres.binaries()
    subprocess.run(
        [programs / "pg_dump", *who, "--format=custom", f"--file={dump}", entry["NAME"]], check=True
    )
    with postgres.fresh_database({**entry, "NAME": "postgres"}, f"forbear_{uuid4().hex}") as fresh:
        subprocess.run(
            [
                programs / "pg_restore",
                *who,
                "--exit-on-error",
                "--no-owner",
                f"--dbname={fresh['NAME']}",
                dump,
            ],
            check=True,
        )
        with site.pointed(fresh, home):
            assert told() == before
            refuses_to_rewrite()
