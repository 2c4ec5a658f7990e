"""The instrument a folder of rules belongs to, and the register of what a pack covers."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from forbear.policy import PolicyModel
from forbear.portfolio.words import Product
from forbear.rulebook.countries import COUNTRIES
from forbear.rulebook.kinds import AnyRule
from forbear.rulebook.rule import Bindingness, Filled, Text


def _country(code: str) -> str:
    if code not in COUNTRIES:
        raise ValueError(f"'{code}' is no country's code (ISO 3166, two letters)")
    return code


Country = Annotated[str, AfterValidator(_country)]


class Instrument(PolicyModel):
    """``instrument.yaml`` of a folder: the text whose rules the folder holds."""

    title: Text
    short: Filled
    bindingness: Bindingness
    issued: date | None = None
    #: Products in its scope; empty means all. A rule may name fewer.
    products: tuple[Product, ...] = ()
    source: tuple[Filled, ...] = Field(min_length=1)
    remark: Text | None = None


class RuleFile(PolicyModel):
    """Any other file of the folder: one topic, one or more rules."""

    rules: tuple[AnyRule, ...] = Field(min_length=1)


class Registered(PolicyModel):
    """One pack in ``registry.yaml``."""

    title: Text
    covers: Text
    #: Day since which its rules may be relied on for replays.
    since: date
    #: Countries (ISO 3166) whose law it holds; a pack without any binds wherever it is used.
    countries: tuple[Country, ...] = ()
    #: Time zone of the whole jurisdiction, where it has but one.
    zone: str | None = None
    checked_on: date
    checked: Literal["primary", "secondary", "mixed", "own"]


class Registry(PolicyModel):
    """``registry.yaml``: every pack by its folder's name."""

    packs: dict[Annotated[str, Field(pattern=r"^[a-z]{2,12}$")], Registered]
