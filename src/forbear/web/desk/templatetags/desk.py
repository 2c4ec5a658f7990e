"""Words that come in pairs, said in the language of whoever asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from forbear.portfolio.words import Channel
from forbear.web import bank
from forbear.web.desk import choices
from forbear.web.pages.templatetags.shown import icon, word
from forbear.web.people.access import May, may
from forbear.web.people.templatetags.words import in_chinese, language
from forbear.web.records.arrangements import STEPS

register = template.Library()
#: The drawing of each channel.
ICONS = {
    Channel.CALL: "phone",
    Channel.SMS: "message",
    Channel.EMAIL: "at",
    Channel.LETTER: "mail",
    Channel.HOME_VISIT: "home",
    Channel.WORK_VISIT: "building",
    Channel.THIRD_PARTY: "users",
    Channel.AGENCY: "briefcase",
    Channel.SUIT: "gavel",
}


@register.filter
def pair(words: Sequence[str] | Mapping[str, str]) -> str:
    """One of a pair (English, Chinese), or of ``{"en": ..., "zh": ...}``."""
    if isinstance(words, Mapping):
        return words[language()]
    return words[in_chinese()]


@register.simple_tag
def choice(of: str, code: str | None) -> str:
    """The words of a code of one of the desk's closed sets; what is no code is shown as it is."""
    found = getattr(choices, of).get(code)
    return str(pair(found)) if found else code or ""


@register.simple_tag
def rule(one: Any) -> SafeString:
    """A rule's number, leading to its page."""
    told = one if isinstance(one, Mapping) else vars(one)
    return format_html(
        '<a class="rule" href="{}{}/" title="{}">{}</a>',
        _rules(),
        told["id"],
        told["title"],
        told["id"],
    )


@lru_cache(maxsize=1)
def _rules() -> str:
    """Where the rules' pages stand."""
    return reverse("compliance:rule", args=["x"]).removesuffix("x/")


@register.simple_tag
def days_ago(when: datetime) -> str:
    """How many days ago something was, by the bank's calendar."""
    days = (bank.today() - when.astimezone(bank.zone()).date()).days
    if days <= 0:
        return "今日" if in_chinese() else "today"
    if in_chinese():
        return f"{days}天前"
    return "yesterday" if days == 1 else f"{days} days ago"


@register.simple_tag
def channel_icon(code: str) -> SafeString:
    """The drawing of a channel."""
    return icon(ICONS[Channel(code)])


@register.simple_tag
def channel(code: str) -> SafeString:
    """A channel: drawing and word."""
    return format_html("{} {}", channel_icon(code), word("channel", code))


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
