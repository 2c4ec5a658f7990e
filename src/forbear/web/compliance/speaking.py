"""The rulebook in the language of whoever looks at a page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from forbear.rulebook.facts.names import FACTS
from forbear.rulebook.ways.words import Speaker
from forbear.web.compliance.codes import codes
from forbear.web.people.templatetags.words import language

#: Where a fact of a permit was read.
SOURCES = {
    "tape": ("the bank's records", "系统记录"),
    "given": ("told by who asked", "申请人填报"),
    "calendar": ("the calendar", "节假日历"),
    "zone": ("the time zone", "所在时区"),
    "channel": ("the channel", "联系渠道"),
}
UNKNOWN = ("not known", "不明")


def speaker() -> Speaker:
    """Says the values of rules and facts in the page's language."""
    return _speaker(language())


@lru_cache(maxsize=2)
def _speaker(spoken: str) -> Speaker:
    return Speaker(spoken, codes())


def fact_words(name: str) -> str:
    """What a fact says."""
    return speaker().named(name, FACTS)


def value_words(value: Any) -> str:
    """The value of a fact: yes, no, a count, a code's word, or that it is not known."""
    say = speaker()
    if value is None:
        return say.either(*UNKNOWN)
    if isinstance(value, bool):
        return say.either("yes", "是") if value else say.either("no", "否")
    return say.code(value)


def fact_rows(facts: Mapping[str, Mapping[str, Any]]) -> list[dict[str, str]]:
    """The facts of a permit, each with its words, its value and where it was read."""
    say = speaker()
    return [
        {
            "name": name,
            "words": fact_words(name),
            "value": value_words(fact["value"]),
            "source": say.either(*SOURCES.get(str(fact["source"]), (fact["source"],) * 2)),
        }
        for name, fact in facts.items()
    ]
