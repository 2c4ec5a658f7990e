"""Rules that the database keeps by itself, whoever writes: triggers, on PostgreSQL and SQLite."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import migrations


@dataclass(frozen=True)
class Guard:
    """Refuse an event on a table unless a condition holds; ``NEW`` and ``OLD`` are its rows.

    ``event``: INSERT, DELETE, UPDATE or ``UPDATE OF column, ...``. ``unless`` is a condition of
    SQL that both databases understand; none means never.
    """

    name: str
    table: str
    event: str
    says: str
    unless: str = "1 = 0"

    def made(self, vendor: str) -> list[str]:
        """The statements that set it up."""
        if vendor == "sqlite":
            return [
                f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} FOR EACH ROW "
                f"WHEN NOT ({self.unless}) BEGIN SELECT RAISE(ABORT, '{self.says}'); END"
            ]
        back = "OLD" if self.event == "DELETE" else "NEW"
        return [
            f"CREATE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF NOT ({self.unless}) THEN RAISE EXCEPTION '{self.says}' "
            f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {back}; END $$",
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} "
            f"FOR EACH ROW EXECUTE FUNCTION {self.name}()",
        ]

    def unmade(self, vendor: str) -> list[str]:
        """The statements that take it away."""
        if vendor == "sqlite":
            return [f"DROP TRIGGER {self.name}"]
        return [f"DROP TRIGGER {self.name} ON {self.table}", f"DROP FUNCTION {self.name}()"]


@dataclass(frozen=True)
class NoTruncate:
    """PostgreSQL alone can empty a table at a stroke; this refuses it."""

    name: str
    table: str
    says: str

    def made(self, vendor: str) -> list[str]:
        """The statements that set it up."""
        if vendor == "sqlite":
            return []
        return [
            f"CREATE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{self.says}' USING ERRCODE = 'integrity_constraint_violation'; "
            "END $$",
            f"CREATE TRIGGER {self.name} BEFORE TRUNCATE ON {self.table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {self.name}()",
        ]

    def unmade(self, vendor: str) -> list[str]:
        """The statements that take it away."""
        if vendor == "sqlite":
            return []
        return [f"DROP TRIGGER {self.name} ON {self.table}", f"DROP FUNCTION {self.name}()"]


def guarded(guards: Sequence[Guard | NoTruncate]) -> migrations.RunPython:
    """The migration that sets guards up, and takes them away backwards."""
    return migrations.RunPython(_each(guards, "made"), _each(guards, "unmade"))


def _each(guards: Sequence[Guard | NoTruncate], what: str) -> Callable[[Any, Any], None]:
    def run(_: Any, editor: Any) -> None:
        for guard in guards:
            for statement in getattr(guard, what)(editor.connection.vendor):
                editor.execute(statement, params=None)

    return run
