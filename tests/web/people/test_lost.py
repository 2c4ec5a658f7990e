"""Whoever lost a phone or password begins anew, and nobody goes on with what was lost."""

from __future__ import annotations

from typing import Any

import pytest

OLD, NEW = "a quiet river bends twice", "seven grey herons at dusk"


def test_begin_anew_takes_factors_and_sessions_away(site: Any) -> None:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP
    from django.conf import settings
    from django.test import Client, override_settings

    from forbear.web.journal.models import Entry
    from forbear.web.people.lost import begin_anew
    from forbear.web.people.manage import make_person

    user = make_person("ann", "auditor", password=OLD)
    client = Client()
    with override_settings(DEMO=True):
        client.post("/sign-in/", {"login": "ann", "password": OLD})
        assert client.get("/account/sessions/").status_code == 200
        TOTP.activate(user, "A" * 32)
        begin_anew(user, password=NEW, by="boss")
        assert client.get("/account/sessions/").headers["Location"].startswith(settings.LOGIN_URL)
    assert not Authenticator.objects.exists()
    again = Client()
    assert again.post("/sign-in/", {"login": "ann", "password": OLD}).status_code == 200
    assert again.post("/sign-in/", {"login": "ann", "password": NEW}).status_code == 302
    assert again.get("/account/sessions/").headers["Location"] == "/account/"
    changed = Entry.objects.filter(action="person.changed").order_by("number").last()
    assert changed is not None
    assert (changed.actor, changed.content) == ("boss", '{"anew":true}')


def test_begin_anew_with_a_weak_password_changes_nothing(site: Any) -> None:
    from forbear.problems import ForbearError
    from forbear.web.people.lost import begin_anew
    from forbear.web.people.manage import make_person
    from forbear.web.people.models import User

    user = make_person("ann", "auditor", password=OLD)
    with pytest.raises(ForbearError, match="10 characters"):
        begin_anew(user, password="short")
    assert User.objects.get().check_password(OLD)
