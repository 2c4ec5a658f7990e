"""Rows that belong to a case which was looked up through `visible`: who sees it sees them all."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

from forbear.web.records.models import Case

M = TypeVar("M", bound=Model)
#: How each table reaches the customer, where it has no column for him.
PATHS = {
    "payment": "account__customer_id",
    "instalment": "account__customer_id",
    "arrangement": "account__customer_id",
}


def of_case(case: Case, model: type[M]) -> QuerySet[M]:
    """The rows of a table that follow the customer of a case (`people.scopes.of_customers`)."""
    path = PATHS.get(model._meta.db_table, "customer_id")
    return model._default_manager.filter(**{path: case.pk})
