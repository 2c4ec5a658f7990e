"""Words of a page in both languages, side by side: ``{% say "Sign in" "登录" %}``.

The pages need no compiled catalogue this way, and who reads a template sees what is said.
"""

from __future__ import annotations

from django import template
from django.conf import settings
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


def in_chinese() -> bool:
    """Whether whoever asks is spoken to in Chinese."""
    return (get_language() or "").startswith("zh")


def language() -> str:
    """The language in which the project's own texts come: ``en`` or ``zh``."""
    return "zh" if in_chinese() else "en"


@register.simple_tag
def say(en: str, zh: str, *values: object) -> SafeString:
    """One text in the language of whoever asks; ``{}`` is filled with the values, escaped."""
    text = zh if in_chinese() else en
    return format_html(text, *values) if values else conditional_escape(text)


@register.simple_tag
def role_of(user: object) -> str:
    """What somebody is here for, in words."""
    from forbear.web.people.models import Role
    from forbear.web.people.roles import ROLE_WORDS

    return ROLE_WORDS[Role(user.role)][in_chinese()]  # type: ignore[attr-defined]


@register.simple_tag
def in_demo() -> bool:
    """Whether this is a demonstration, which asks for no second factor."""
    return bool(settings.DEMO)
