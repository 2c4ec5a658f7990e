"""The bank's choices on ageing (``delinquency.yaml``), and the dated law beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Literal, Self, TypeVar

from pydantic import Field, field_validator, model_validator

from forbear.policy import PolicyModel
from forbear.portfolio.words import Product
from forbear.problems import refuse

FILE = "delinquency.yaml"


class Component(StrEnum):
    """The parts of an instalment."""

    PRINCIPAL = "principal"
    INTEREST = "interest"
    FEE = "fee"


class Across(StrEnum):
    """Whether a payment settles whole instalments in turn, or whole components in turn."""

    INSTALMENTS = "instalments"
    COMPONENTS = "components"


class Allotment(PolicyModel):
    """How a payment is spread over what is owed; the oldest due date always comes first."""

    order: tuple[Component, Component, Component]
    across: Across

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len(set(self.order)) != len(Component):
            raise ValueError("name principal, interest and fee once each")
        return self


class Conventions(PolicyModel):
    """What is agreed for one product."""

    #: Days after the due date within which an unpaid instalment does not count as overdue.
    grace_days: int = Field(ge=0, le=90)
    #: Days of a year by which a yearly rate is divided.
    day_count: Literal[360, 365]
    #: What of an overdue instalment bears interest.
    interest_on: tuple[Component, ...]

    @model_validator(mode="after")
    def _no_component_twice(self) -> Self:
        if len(set(self.interest_on)) != len(self.interest_on):
            raise ValueError("interest_on names a component twice")
        return self


class Dated(PolicyModel):
    """A text in force from a day on, with how well it is known: P read itself, S second-hand."""

    since: date
    rules: tuple[str, ...]
    citation: str = Field(min_length=1)
    status: Literal["P", "S"]


class Thresholds(PolicyModel):
    """Days past due beyond which an asset is at least in each class."""

    special_mention: int = Field(ge=0)
    substandard: int = Field(ge=0)
    doubtful: int = Field(ge=0)
    loss: int = Field(ge=0)

    @model_validator(mode="after")
    def _worse_is_later(self) -> Self:
        _ascending((self.special_mention, self.substandard, self.doubtful, self.loss))
        return self


class FiveTierRule(Dated):
    """The thresholds of one text."""

    over: Thresholds


class InterestBar(Dated):
    """What of a product's overdue instalment may bear no interest."""

    product: Product
    components: tuple[Component, ...]


class DelinquencyPolicy(PolicyModel):
    """The whole of ``delinquency.yaml``."""

    allotment: Allotment
    #: Last day past due of each bucket but the last.
    buckets: tuple[int, int, int, int, int, int, int]
    products: dict[Product, Conventions]
    five_tier: tuple[FiveTierRule, ...]
    no_interest_on: tuple[InterestBar, ...] = ()

    @field_validator("buckets")
    @classmethod
    def _from_0_up(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        _ascending(days)
        if days[0] != 0:
            raise ValueError("M0 ends with day 0; begin the list with 0")
        return days

    @field_validator("products")
    @classmethod
    def _all_named(cls, terms: dict[Product, Conventions]) -> dict[Product, Conventions]:
        missing = [product.value for product in Product if product not in terms]
        if missing:
            raise ValueError(f"nothing is said for {', '.join(missing)}")
        return terms

    def thresholds(self, as_of: date) -> Thresholds:
        """The five-tier thresholds in force on a day; refused when none is."""
        rule = in_force(self.five_tier, as_of)
        if rule is None:
            raise refuse(
                "delinquency.no_five_tier",
                FILE,
                f"five_tier: no entry is in force on {as_of}; add the text of that day",
                f"five_tier：{as_of} 没有生效的分类规则，请补充当日适用的条款",
            )
        return rule.over

    def interest_on(self, as_of: date) -> Mapping[Product, tuple[Component, ...]]:
        """What bears interest for each product; refused when the law of the day bars it."""
        for bar in self.no_interest_on:
            both = set(bar.components) & set(self.products[bar.product].interest_on)
            if bar.since <= as_of and both:
                what = ", ".join(sorted(both))
                raise refuse(
                    "delinquency.interest_barred",
                    FILE,
                    f"products.{bar.product}.interest_on: {what} may bear no interest since "
                    f"{bar.since} ({bar.citation}); take it out",
                    f"products.{bar.product}.interest_on：自 {bar.since} 起 {what} 不得计收利息"
                    f"（{bar.citation}），请删除",
                )
        return {product: terms.interest_on for product, terms in self.products.items()}


D = TypeVar("D", bound=Dated)


def in_force(entries: Sequence[D], as_of: date) -> D | None:
    """The latest entry that has begun by the day."""
    begun = [entry for entry in entries if entry.since <= as_of]
    return max(begun, key=lambda entry: entry.since, default=None)


def _ascending(days: Sequence[int]) -> None:
    if any(later <= sooner for sooner, later in pairwise(days)):
        raise ValueError("the days must rise from each to the next")
