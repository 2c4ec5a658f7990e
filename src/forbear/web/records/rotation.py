"""Keys rotated: everything sealed with an older key is sealed anew, some rows at a time.

Each batch is a transaction of its own, so the work goes on where it was stopped, and the site works
meanwhile: what is sealed with an older key still opens, and is found under both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import polars as pl
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Count, F, Func, Q, Value

from forbear.problems import refuse
from forbear.web import bank, keys, locks
from forbear.web.journal.acts import Act
from forbear.web.journal.keep import SYSTEM, enter
from forbear.web.nights.receive import RECORDS, busy
from forbear.web.records.models import Contact, Customer, Document, PastContact, Phone
from forbear.web.records.sealed import SealedField, key
from forbear.web.sealing import Kind, Ring, blind_series, key_of, seal_series, unseal_series

#: Rows sealed anew in one transaction; of files, which are large, fewer.
ROWS = 1_000
FILES = 4
#: Blind indexes that stand beside sealed columns, and what they are of.
INDEXES: dict[type[models.Model], dict[str, tuple[str, Kind]]] = {
    Customer: {
        "name": ("name_index", Kind.NAME),
        "resident_id": ("resident_id_index", Kind.IDENTITY),
        "uscc": ("uscc_index", Kind.IDENTITY),
        "email": ("email_index", Kind.EMAIL),
    }
}


def rotate(
    *,
    new_key: bool = True,
    actor: str = SYSTEM,
    progress: Callable[[str, float], None] = lambda *_: None,
) -> int:
    """Draw a new key and seal everything anew with it; how many values were.

    With ``new_key`` false only what an older key still seals is sealed anew. Raises `ForbearError`
    while a tape or a night is worked on, and where the keys are given by the environment.
    """
    with locks.only_one(RECORDS) as mine:
        if not mine:
            raise busy()
        if new_key:
            _draw(actor)
        ring, done = keys.ring(), 0
        tables = sealed_models()
        for number, model in enumerate(tables):
            progress(model._meta.db_table, number / len(tables))
            done += _phones(ring) if model is Phone else _sealed_anew(ring, model)
        with transaction.atomic():
            enter(
                "keys",
                Act.KEYS_ROTATED,
                actor=actor,
                content={
                    "key": ring.primary.id,
                    "values": done,
                },
            )
    return done


def sealed_models() -> list[type[models.Model]]:
    """Every table that holds something sealed."""
    return [model for model in apps.get_models() if sealed_columns(model)]


def sealed_columns(model: type[models.Model]) -> list[str]:
    """The sealed columns of a table."""
    return [str(f.column) for f in model._meta.concrete_fields if isinstance(f, SealedField)]


def sealed_by_key() -> dict[str, int]:
    """How many values each key seals, by its id; a key that seals none can be taken away."""
    found: Counter[str] = Counter({one.id: 0 for one in keys.ring().keys})
    for model in sealed_models():
        for column in sealed_columns(model):
            rows = model._default_manager.filter(**{f"{column}__isnull": False})
            for row in rows.values(head=_head(column)).annotate(n=Count("*")).order_by():
                found[key_of(bytes(row["head"]))] += row["n"]
    return dict(found)


def _draw(actor: str) -> None:
    if settings.TOLD["FORBEAR_KEYS"]:
        raise refuse(
            "keys.given",
            "FORBEAR_KEYS",
            "the keys are given by the environment: put a new one in front there, start everything "
            "anew, and run: forbear keys rotate --same-key",
            "密钥由环境变量提供：请在其中把新密钥置于首位，重启全部进程，再运行 "
            "forbear keys rotate --same-key",
        )
    ring = keys.ring()
    file = keys.ring_file()
    ring.rotated().write(file.path, instead_of=ring)
    with transaction.atomic():
        enter("keys", Act.KEYS_ROTATED, actor=actor, content={"drawn": keys.ring().primary.id})


def _head(column: str) -> Func:
    """How a sealed value begins: its version and key."""
    return Func(F(column), Value(1), Value(5), function="substr", output_field=models.BinaryField())


def _older(ring: Ring, columns: Sequence[str]) -> Q:
    """Rows of which something is sealed with another key than the primary one."""
    found = Q()
    for column in columns:
        found |= Q(**{f"{column}__isnull": False}) & ~Q(**{f"head_{column}": ring.primary.head})
    return found


def _batches(model: type[models.Model], ring: Ring) -> Iterator[list[Any]]:
    """Rows to be sealed anew, in the order of their keys, locked, each batch in a transaction."""
    columns = sealed_columns(model)
    heads = {f"head_{column}": _head(column) for column in columns}
    last: Any = None
    while True:
        with transaction.atomic():
            rows = model._default_manager.annotate(**heads).filter(_older(ring, columns))
            if last is not None:
                rows = rows.filter(pk__gt=last)
            most = FILES if model is Document else ROWS
            batch = list(rows.select_for_update().order_by("pk")[:most])
            if not batch:
                return
            last = batch[-1].pk
            yield batch


def _sealed_anew(ring: Ring, model: type[models.Model]) -> int:
    done, indexes = 0, INDEXES.get(model, {})
    columns = sealed_columns(model)
    for batch in _batches(model, ring):
        made: dict[str, pl.Series] = {}
        for column in columns:
            where, keyed = f"{model._meta.db_table}.{column}", _keys(row.pk for row in batch)
            texts = unseal_series(ring, _binary(batch, column), where, keyed)
            made[column] = seal_series(ring, texts, where, keyed)
            if column in indexes:
                index, kind = indexes[column]
                made[index] = blind_series(ring, kind, texts, country=bank.country())
            done += texts.len() - texts.null_count()
        own = [field.attname for field in model._meta.pk_fields]
        _update(
            f'UPDATE "{model._meta.db_table}" SET '
            + ", ".join(f'"{name}" = %s' for name in made)
            + " WHERE "
            + " AND ".join(f'"{field.column}" = %s' for field in model._meta.pk_fields),
            zip(
                *made.values(),
                *([_prepared(model, name, row) for row in batch] for name in own),
                strict=True,
            ),
        )
    return done


def _phones(ring: Ring) -> int:
    """Numbers: the blind index is part of their key, and past contacts name it."""
    done = 0
    for batch in _batches(Phone, ring):
        customers = [row.customer_id for row in batch]
        old = _binary(batch, "phone_index")
        texts = unseal_series(
            ring, _binary(batch, "phone"), "phone.phone", _keys(row.pk for row in batch)
        )
        new = blind_series(ring, Kind.PHONE, texts, country=bank.country())
        sealed = seal_series(ring, texts, "phone.phone", _keys(zip(customers, new, strict=True)))
        where = "WHERE customer_id = %s AND phone_index = %s"
        _update(
            f"UPDATE phone SET phone = %s, phone_index = %s {where}",
            zip(sealed, new, customers, old, strict=True),
        )
        for table in (PastContact._meta.db_table, Contact._meta.db_table):
            _update(
                f"UPDATE {table} SET phone_index = %s {where}",
                zip(new, customers, old, strict=True),
            )
        done += len(batch)
    return done


def _keys(pks: Iterable[Any]) -> pl.Series:
    return pl.Series([key(pk) for pk in pks], dtype=pl.String)


def _binary(batch: Sequence[Any], column: str) -> pl.Series:
    values = [getattr(row, column) for row in batch]
    return pl.Series([None if v is None else bytes(v) for v in values], dtype=pl.Binary)


def _prepared(model: type[models.Model], attname: str, row: Any) -> Any:
    field = next(f for f in model._meta.pk_fields if f.attname == attname)
    return field.get_db_prep_value(getattr(row, attname), connection)


def _update(sql: str, rows: Iterable[Sequence[Any]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(rows))
