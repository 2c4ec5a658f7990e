"""Millions of rows in and out of the database, beside Django.

Django's migrations make the tables and Django's ORM changes single rows; whole frames travel on a
connection of their own to the same database: by ADBC on PostgreSQL, by Python's driver on SQLite
(docs/decisions/bulk.md says why). What is written reads in Django as if
Django had written it, and the other way round, the same on SQLite and on PostgreSQL.

    with connect(settings.DATABASES["default"]) as bulk:
        accounts = bulk.frame("SELECT * FROM accounts WHERE branch = $1", schema, ("B01",))
        staged = bulk.stage("instalments", frames)
        with bulk.transaction():
            bulk.swap(staged)
            bulk.execute("UPDATE tapes SET loaded = $1 WHERE id = $2", (True, 7))
"""

from forbear.web.bulk.connection import Bulk, connect
from forbear.web.bulk.dialect import Staged

__all__ = ["Bulk", "Staged", "connect"]
