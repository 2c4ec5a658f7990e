"""The bank of two branches, and somebody of each role who asks over the API."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest


class Asker:
    """Somebody with a token of all scopes; sends and reads JSON."""

    def __init__(self, token: str) -> None:
        from django.test import Client

        self.client = Client(raise_request_exception=False)
        self.token = token

    def headers(self, key: str | None) -> dict[str, str]:
        sent = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return {**sent, **({"Idempotency-Key": key} if key else {})}

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1{path}", query, headers=self.headers(None))

    def send(
        self, method: str, path: str, body: Any = None, *, key: str | None = None, **more: Any
    ) -> Any:
        data = body if isinstance(body, (str, bytes)) else json.dumps(body or {})
        return self.client.generic(
            method,
            f"/api/v1{path}",
            data,
            content_type=more.pop("content_type", "application/json"),
            headers={**self.headers(key), **more},
        )

    def post(self, path: str, body: Any = None, *, key: str | None = None, **more: Any) -> Any:
        return self.send("POST", path, body, key=key, **more)


@pytest.fixture
def asker(bank: Any) -> Callable[..., Asker]:
    """Somebody of the bank by name, with a token of all scopes or of some."""
    return lambda name, *scopes: Asker(token_of(bank.users[name], *scopes))


@pytest.fixture
def asking(site: Any) -> type[Asker]:
    """Whoever has a token."""
    return Asker


def token_of(user: Any, *scopes: str, days: int = 30) -> str:
    from forbear.web.api.scopes import Scope
    from forbear.web.api.tokens import make

    return make(None, user, "test", [Scope(s) for s in scopes] or list(Scope), days)[1]


def codes(answer: Any) -> list[str]:
    """The codes of a refusal's problems."""
    return [problem["code"] for problem in answer.json()["problems"]]
