"""The field's closed sets as choices of a column."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.db import models


def coded(of: type[StrEnum], **options: Any) -> models.CharField[str, str]:
    """A column that holds one of the words; the database refuses any other."""
    longest = max(len(word.value) for word in of)
    choices = [(word.value, word.value) for word in of]
    return models.CharField(max_length=max(longest, 20), choices=choices, **options)


def one_of(column: str, of: type[StrEnum], table: str) -> models.CheckConstraint:
    """The check behind `coded`."""
    words = [word.value for word in of]
    condition = models.Q(**{f"{column}__in": words}) | models.Q(**{f"{column}__isnull": True})
    return models.CheckConstraint(condition=condition, name=f"{table}_{column}_word")


def loose(to: str, **options: Any) -> models.ForeignKey[Any, Any]:
    """A reference that the tape's check has proved and the database need not prove again.

    Tables that a tape replaces whole have only such ones, and nothing refers to them.
    """
    return models.ForeignKey(
        to,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
        **options,
    )
