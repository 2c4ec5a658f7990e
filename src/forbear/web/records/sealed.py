"""Personal data as models hold it: sealed bytes, a masked text beside it, an index to search by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    _Binary = models.BinaryField[bytes | None, bytes | None]
else:
    _Binary = models.BinaryField


class SealedField(_Binary):
    """Sealed text (see `forbear.web.sealing`). Its attribute is the bytes, never the text.

    To read it is an act of its own, with a reason, and is journalled: see `records.reveal`.
    """

    def __init__(self, **options: Any) -> None:
        options.setdefault("null", True)
        options.setdefault("editable", False)
        super().__init__(**options)

    def deconstruct(self) -> Any:
        """As a migration writes it: that it may be empty goes without saying."""
        name, path, args, options = super().deconstruct()
        options.pop("null", None)
        return name, path, args, options


def masked() -> models.CharField[str | None, str | None]:
    """What screens show of a sealed text."""
    return models.CharField(null=True, editable=False)


def index() -> models.BinaryField[bytes | None, bytes | None]:
    """Blind index: equal for equal texts, by which a sealed one is found."""
    return models.BinaryField(null=True, editable=False)


def place(row: models.Model, column: str) -> tuple[str, str]:
    """Where a sealed text stands: ``table.column`` and the row's key; it opens nowhere else."""
    return f"{row._meta.db_table}.{column}", key(row.pk)


def key(pk: Any) -> str:
    """A primary key as one text; the parts of a composite one joined by ``/``."""
    parts = pk if isinstance(pk, tuple) else (pk,)
    return "/".join(part.hex() if isinstance(part, bytes) else str(part) for part in parts)
