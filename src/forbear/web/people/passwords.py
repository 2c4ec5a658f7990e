"""What is said of a password that is too weak, in both languages."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from forbear.problems import Problem
from forbear.web.people.models import User

WORDS = {
    "password_too_similar": ("it is too like the name", "密码与用户名过于相似"),
    "password_too_short": ("it needs {} characters or more", "密码至少需要 {} 个字符"),
    "password_too_common": ("it is one of the most common", "密码过于常见"),
    "password_entirely_numeric": ("it has digits only", "密码不能全为数字"),
}


def weaknesses(password: str, user: User) -> list[Problem]:
    """Every reason why somebody may not have this password."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        least = settings.LEAST_PASSWORD
        found = [WORDS[str(fault.code)] for fault in error.error_list]
        return [
            Problem("person.password", "password", en.format(least), zh.format(least))
            for en, zh in found
        ]
    return []


def drawn() -> str:
    """A password for somebody else, to be told once: no letter is like another, in groups."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


#: Without those that are taken for each other.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
