"""Signing in without what takes time or goes by the clock."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from people_signing import MORNING


@pytest.fixture
def fresh(site: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Codes of apps change under no test; scrypt is not what is tested."""
    from allauth.mfa.totp.internal import auth
    from django.test import override_settings

    monkeypatch.setattr(auth, "time", SimpleNamespace(time=MORNING.timestamp))
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture
def demo() -> Iterator[None]:
    from django.test import override_settings

    with override_settings(DEMO=True):
        yield
