"""A rule with what it takes from its folder: pack, jurisdiction and instrument."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from forbear.portfolio.words import Product
from forbear.rulebook.condition import compiled
from forbear.rulebook.facts.plan import ACTS, NEEDS, PROOFS
from forbear.rulebook.instrument import Instrument
from forbear.rulebook.kinds.base import Kind
from forbear.rulebook.rule import Bindingness, RuleBase, RuleOf, Version


@dataclass(frozen=True)
class Entry:
    """One rule of the book. ``file`` is its path below the packs' folder."""

    rule: RuleOf[Any]
    pack: str
    folder: str
    file: str
    instrument: Instrument
    #: Countries whose law it is, where the book holds packs of more than one; else empty.
    countries: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The rule's id."""
        return self.rule.id

    @property
    def bindingness(self) -> Bindingness:
        """How hard it binds."""
        return self.instrument.bindingness

    @property
    def products(self) -> tuple[Product, ...]:
        """Products bound; empty means all."""
        return self.rule.products or self.instrument.products

    def on(self, day: date) -> InForce | None:
        """The rule as it decides on a day, if it does."""
        return self.version(day) if self.rule.enabled else None

    def version(self, day: date) -> InForce | None:
        """The version of a day, whether the rule is enabled or not."""
        found = self.rule.on(day)
        return next((one for one in self._versions if one.version is found), None)

    @cached_property
    def _versions(self) -> tuple[InForce, ...]:
        return tuple(InForce(self, version) for version in self.rule.versions)


@dataclass(frozen=True)
class InForce:
    """One version of one rule, deciding on some day."""

    entry: Entry
    version: Version[Any]

    @property
    def id(self) -> str:
        """The rule's id."""
        return self.entry.rule.id

    @property
    def rule(self) -> RuleBase:
        """What the rule says apart from its dated value."""
        return self.entry.rule

    @property
    def value(self) -> Kind:
        """The dated value."""
        value: Kind = self.version.value
        return value

    @cached_property
    def facts(self) -> set[str]:
        """Facts that its condition and its value look at, and its addressee if it names any."""
        parts = (self.when, self.value.refuses(), self.value.requires())
        named = {name for part in parts if part is not None for name in part.meta.root_names()}
        return named | ({"addressee"} if self.rule.addressees else set())

    @property
    def when(self) -> pl.Expr:
        """The rule's own condition."""
        return compiled(self.entry.rule.when)

    def citation(self, language: str = "en") -> str:
        """Instrument and article in one line."""
        name = getattr(self.entry.instrument.title, language)
        article = self.version.citation.article
        return f"{name} {getattr(article, language)}" if article else str(name)

    @cached_property
    def stated(self) -> dict[str, Any]:
        """What a permit says of the rule, whatever the case."""
        words = NEEDS | ACTS
        return {
            "rule_id": self.id,
            "version": self.version.in_force.isoformat(),
            "kind": str(getattr(self.rule, "kind", "")),
            "title": self.rule.title.model_dump(),
            "citation": {"en": self.citation("en"), "zh": self.citation("zh")},
            "source": self.version.citation.source,
            "status": str(self.version.status),
            "bindingness": str(self.entry.bindingness),
            "lifted_by": self.rule.lifted_by,
            "pack": self.entry.pack,
            "tokens": tuple({"name": t, **words[t]._asdict()} for t in self.value.tokens()),
            "evidence": tuple({"name": t, **PROOFS[t]._asdict()} for t in self.rule.evidence),
        }

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all that decides: not cases, and no version but this one."""
        rule = self.entry.rule.model_dump(mode="json", exclude={"cases", "versions"})
        version = self.version.model_dump(mode="json", exclude={"until"})
        instrument = self.entry.instrument.model_dump(mode="json")
        whole = [self.entry.pack, self.entry.folder, instrument, rule, version]
        if self.entry.countries:
            whole.append(list(self.entry.countries))
        text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
