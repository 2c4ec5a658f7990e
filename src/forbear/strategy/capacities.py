"""How much of each scarce resource there is: for the whole bank or for every branch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from forbear.policy import PolicyModel
from forbear.strategy.bilingual import Words

Amount = Annotated[float, Field(ge=0)]


_DERIVED = ("per_collector", "per_team", "per_agency", "per_case")


class Scope(StrEnum):
    """Who shares a resource."""

    BANK = "bank"
    BRANCH = "branch"


class Resource(PolicyModel):
    """One resource: a fixed amount, or so much for each of what is counted (exactly one of them).

    ``overbooking`` multiplies the amount where experience says that not all of it will be used.
    """

    zh: str
    en: str
    unit: Words
    scope: Scope
    total: Amount | None = None
    per_collector: Amount | None = None
    per_team: Amount | None = None
    per_agency: Amount | None = None
    per_case: Amount | None = None
    overbooking: Annotated[float, Field(ge=1)] = 1.0

    @model_validator(mode="after")
    def _one_amount(self) -> Resource:
        given = [name for name in ("total", *_DERIVED) if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(
                f"give exactly one of total, {', '.join(_DERIVED)}; given: "
                f"{', '.join(given) or 'none'}"
            )
        if self.scope is Scope.BRANCH and self.per_agency is not None:
            raise ValueError("agencies serve the whole bank: use scope bank with per_agency")
        return self


class ResourceFile(PolicyModel):
    """The file capacities.yaml."""

    resources: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], Resource]


@dataclass(frozen=True)
class Counts:
    """What derived capacities count: by branch (in the order of the branches), and agencies."""

    collectors: tuple[int, ...]
    teams: tuple[int, ...]
    cases: tuple[int, ...]
    agencies: int


@dataclass(frozen=True)
class Capacities:
    """Limits ready for the allocator.

    ``index[r, b]`` is the number of the limit that binds resource r at branch b; limits of the
    whole bank have one number for all branches. ``limit`` counts whole units.
    """

    resources: tuple[str, ...]
    scopes: tuple[Scope, ...]
    branches: tuple[str, ...]
    index: NDArray[np.int64]
    limit: NDArray[np.int64]

    def less(self, used: NDArray[np.int64]) -> Capacities:
        """What is left after `used` (by limit); never below zero."""
        return replace(self, limit=np.maximum(self.limit - used, 0))

    def named(self) -> list[tuple[str, str | None]]:
        """Resource and branch of every limit; no branch where it is the whole bank's."""
        found: list[tuple[str, str | None]] = [("", None)] * len(self.limit)
        for r, (resource, scope) in enumerate(zip(self.resources, self.scopes, strict=True)):
            for b, branch in enumerate(self.branches):
                found[self.index[r, b]] = (resource, branch if scope is Scope.BRANCH else None)
        return found


def resolve(file: ResourceFile, branches: tuple[str, ...], counts: Counts) -> Capacities:
    """Turn the file into limits for these branches; amounts are rounded down to whole units."""
    index = np.zeros((len(file.resources), len(branches)), np.int64)
    limits: list[int] = []
    for r, resource in enumerate(file.resources.values()):
        own = resource.scope is Scope.BRANCH
        amounts = _amounts(resource, counts, len(branches)) if own else [_whole(resource, counts)]
        index[r] = len(limits) + (np.arange(len(branches)) if own else 0)
        limits += [int(amount * resource.overbooking + 1e-9) for amount in amounts]
    scopes = tuple(resource.scope for resource in file.resources.values())
    return Capacities(tuple(file.resources), scopes, branches, index, np.array(limits, np.int64))


def _amounts(resource: Resource, counts: Counts, branches: int) -> list[float]:
    """A branch resource's amount at every branch."""
    if resource.total is not None:
        return [resource.total] * branches
    each, counted = _derived(resource, counts)
    return [each * count for count in counted]


def _whole(resource: Resource, counts: Counts) -> float:
    """A bank resource's amount."""
    if resource.total is not None:
        return resource.total
    each, counted = _derived(resource, counts)
    return each * sum(counted)


def _derived(resource: Resource, counts: Counts) -> tuple[float, tuple[int, ...]]:
    for each, counted in (
        (resource.per_collector, counts.collectors),
        (resource.per_team, counts.teams),
        (resource.per_case, counts.cases),
    ):
        if each is not None:
            return each, counted
    return float(resource.per_agency or 0), (counts.agencies,)
