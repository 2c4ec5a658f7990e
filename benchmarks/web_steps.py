"""Steps of ``web.py`` that need the installation from within: tape, publish, who signs in."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import forbear.cli  # noqa: F401  (tells the allocator inside Polars what to keep)


def tape(folder: str, accounts: str, as_of: str) -> None:
    """A demonstration tape whose customers live where the bank is."""
    import polars as pl

    from forbear.lab import write_demo

    write_demo(Path(folder), accounts=int(accounts), as_of=date.fromisoformat(as_of), seed=1)
    for table in Path(folder).glob("customers*"):
        for part in [table] if table.is_file() else sorted(table.iterdir()):
            pl.read_parquet(part).with_columns(timezone=None).write_parquet(part)


def publish() -> None:
    """Publish the night that is ready, as somebody who may."""
    from forbear.web.nights import publish as nights
    from forbear.web.nights.models import Night, NightState
    from forbear.web.people.models import Role, User

    manager, _ = User.objects.get_or_create(username="manager", role=Role.STRATEGY_MANAGER)
    nights.publish(Night.objects.get(state=NightState.READY), manager)


def rested() -> None:
    """Wait until PostgreSQL has tidied up after the night, as it has when collectors come."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    quiet = 0
    for _ in range(150):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'autovacuum worker'"
            )
            quiet = 0 if cursor.fetchone()[0] else quiet + 1
        # It looks around once a minute.
        if quiet == 35:
            return
        time.sleep(2)
    print("PostgreSQL was still tidying up after five minutes", file=sys.stderr)


def tokens(users: str) -> None:
    """Print the tokens of so many collectors who have something to do."""
    from forbear.web.api.scopes import Scope
    from forbear.web.api.tokens import make

    scopes = [Scope.READ, Scope.CONTACT]
    print(json.dumps([make(None, user, "desk", scopes, 1)[1] for user in _busiest(int(users))]))


def sessions(users: str) -> None:
    """Print the sessions of so many collectors and, last, of the strategy manager."""
    from django.test import Client

    from forbear.web.people.models import User

    made = []
    for user in [*_busiest(int(users)), User.objects.get(username="manager")]:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        made.append(client.cookies["sessionid"].value)
    print(json.dumps(made))


def _busiest(users: int) -> list[Any]:
    """Collectors, those with the most cases first."""
    from django.db.models import Count

    from forbear.web.people.models import Role, User
    from forbear.web.records.models import Officer

    busiest = Officer.objects.annotate(n=Count("cases")).order_by("-n", "pk")[:users]
    return [
        User.objects.get_or_create(
            username=officer.pk, defaults={"role": Role.COLLECTOR, "officer": officer}
        )[0]
        for officer in busiest
    ]


if __name__ == "__main__":
    step, *given = sys.argv[1:]
    if step != "tape":
        os.environ["DJANGO_SETTINGS_MODULE"] = "forbear.web.settings"
        import django

        django.setup()
    steps: dict[str, Callable[..., None]] = {
        "tape": tape,
        "publish": publish,
        "rested": rested,
        "tokens": tokens,
        "sessions": sessions,
    }
    steps[step](*given)
