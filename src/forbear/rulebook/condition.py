"""The small language in which a rule says when it applies: facts, and/or/not, ranges and sets.

    when:
      hold_deceased: true            # keys of one mapping must all hold
      addressee: [heir, spouse]      # one of
      any:                           # at least one of
        - own_mobile_dead: true
        - days_failed_in_row: {from: 3}      # also: to (inclusive), below
      not: {kind: company}

Compiled to one Polars expression in three-valued logic: null is "not known".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from operator import and_, or_
from typing import Annotated, Any

import polars as pl
from pydantic import AfterValidator, WithJsonSchema

from forbear.rulebook.facts.names import FACTS, Fact

_BOUNDS = ("from", "to", "below")


def compiled(condition: dict[str, Any], facts: Mapping[str, Fact] = FACTS) -> pl.Expr:
    """The condition as a boolean expression over fact columns; an empty one is always true.

    ``facts`` are those that it may speak of.
    """
    parts = [_part(key, given, facts) for key, given in condition.items()]
    return reduce(and_, parts) if parts else pl.lit(True)


def _part(key: str, given: Any, facts: Mapping[str, Fact]) -> pl.Expr:
    if key in ("any", "all"):
        if not isinstance(given, list) or not given:
            raise ValueError(f"'{key}' needs a list of conditions")
        several = [compiled(_mapping(one), facts) for one in given]
        return reduce(or_ if key == "any" else and_, several)
    if key == "not":
        return ~compiled(_mapping(given), facts)
    if key not in facts:
        raise ValueError(f"'{key}' is no fact; docs/rulebook.md lists the facts")
    return _match(facts[key], given)


def _match(fact: Fact, given: Any) -> pl.Expr:
    column = pl.col(fact.name)
    if fact.type is bool:
        if not isinstance(given, bool):
            raise ValueError(f"'{fact.name}' is true or false, not {given!r}")
        return column if given else ~column
    if fact.type is int:
        return _range(column, fact, given)
    codes: list[str] = given if isinstance(given, list) else [given]
    wrong = [code for code in codes if code not in fact.values]
    if wrong or not codes:
        raise ValueError(f"'{fact.name}' is one of {', '.join(fact.values)}, not {wrong}")
    return pl.any_horizontal(column == code for code in codes)


def _range(column: pl.Expr, fact: Fact, given: Any) -> pl.Expr:
    if isinstance(given, int) and not isinstance(given, bool):
        return column == given
    if not isinstance(given, dict) or not given or set(given) - set(_BOUNDS):
        raise ValueError(f"'{fact.name}' is a number or a range with from, to, below")
    tests: dict[str, Callable[[pl.Expr, int], pl.Expr]] = {
        "from": pl.Expr.ge,
        "to": pl.Expr.le,
        "below": pl.Expr.lt,
    }
    return reduce(and_, [tests[bound](column, value) for bound, value in given.items()])


def _mapping(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict) or not given:
        raise ValueError(f"a condition is a mapping of facts, not {given!r}")
    return given


def _checked(condition: dict[str, Any]) -> dict[str, Any]:
    compiled(condition)
    return condition


def condition_schema(facts: Mapping[str, Fact]) -> dict[str, Any]:
    """The condition language as JSON Schema, so that an editor completes fact names."""
    same = {"$ref": "#/$defs/Condition"}
    number = {"anyOf": [{"type": "integer"}, _bounds()]}
    leaves: dict[str, Any] = {}
    for fact in facts.values():
        if fact.type is bool:
            leaf: dict[str, Any] = {"type": "boolean"}
        elif fact.type is int:
            leaf = number
        else:
            code = {"enum": list(fact.values)}
            leaf = {"anyOf": [code, {"type": "array", "items": code, "minItems": 1}]}
        leaves[fact.name] = {"description": f"{fact.en} · {fact.zh}", **leaf}
    several = {"type": "array", "items": same, "minItems": 1}
    return {
        "type": "object",
        "properties": {"any": several, "all": several, "not": same, **leaves},
        "additionalProperties": False,
    }


def _bounds() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {bound: {"type": "integer"} for bound in _BOUNDS},
        "additionalProperties": False,
        "minProperties": 1,
    }


#: Definition put under ``$defs`` of the published schema.
CONDITION_SCHEMA = condition_schema(FACTS)

#: Stands for the definition until `published.rule_schema` puts it in.
PLACE: dict[str, Any] = {"type": "object", "title": "Condition"}

#: A condition inside a model: a plain mapping, checked when the file is read.
Condition = Annotated[
    dict[str, Any],
    AfterValidator(_checked),
    WithJsonSchema(PLACE),
]
