"""Words that come in pairs, said in the language of whoever asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import template

from forbear.web.desk import choices
from forbear.web.people.access import May, may
from forbear.web.people.templatetags.words import in_chinese
from forbear.web.records.arrangements import STEPS

register = template.Library()


@register.filter
def pair(words: Sequence[str] | Mapping[str, str]) -> str:
    """One of a pair (English, Chinese), or of ``{"en": ..., "zh": ...}``."""
    if isinstance(words, Mapping):
        return words["zh" if in_chinese() else "en"]
    return words[in_chinese()]


@register.simple_tag
def choice(of: str, code: str | None) -> str:
    """The words of a code of one of the desk's closed sets; what is no code is shown as it is."""
    found = getattr(choices, of).get(code)
    return str(pair(found)) if found else code or ""


@register.simple_tag
def named(of: str, pk: object) -> str:
    """Name of the form that changes one row: what `shown` calls its section."""
    return f"{of}-{pk}"


@register.simple_tag
def steps(state: str) -> tuple[str, ...]:
    """The states to which an arrangement can be brought from this one."""
    return STEPS.get(state, ())


@register.simple_tag(takes_context=True)
def may_search(context: Mapping[str, Any]) -> bool:
    """Whether whoever asks may search, and so is shown where."""
    return may(context["request"].user, May.SEARCH)
