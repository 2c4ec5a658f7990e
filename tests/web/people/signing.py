"""Somebody at the sign-in page, with what he needs for it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

PASSWORD = "a quiet river bends twice"
INSIDE = "/account/sessions/"
MORNING = datetime(2026, 7, 1, 9, tzinfo=UTC)


def person(username: str = "lin", **told: Any) -> Any:
    from forbear.web.people.models import User

    user = User(username=username, **({"role": "auditor"} | told))
    user.set_password(PASSWORD)
    user.save()
    return user


def browser() -> Any:
    from django.test import Client

    return Client()


def sign_in(client: Any, username: str = "lin", password: str = PASSWORD, **told: Any) -> Any:
    return client.post("/sign-in/", {"login": username, "password": password}, **told)


def code_for(secret: str, step: int = 0) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(secret, int(MORNING.timestamp()) // 30 + step))


def with_app(user: Any) -> str:
    """Give somebody an authenticator app, as the page does; returns its secret."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def entered(chain: str) -> list[tuple[str, str, Any]]:
    from forbear.web.journal.models import Entry

    rows = Entry.objects.filter(chain=chain).order_by("number")
    return [(e.action, e.actor, json.loads(e.content)) for e in rows]


def text(response: Any) -> str:
    return str(response.content.decode())
