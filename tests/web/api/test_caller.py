"""Sign-in by token or session: a token never does more than its person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

pytestmark = pytest.mark.any_database


def codes(answer: Any) -> list[str]:
    return [problem["code"] for problem in answer.json()["problems"]]


def test_token_tells_who_asks(asker: Any) -> None:
    told = asker("col1", "read").get("/me").json()
    assert (told["username"], told["role"], told["scopes"]) == ("col1", "collector", ["read"])


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer forbear_nobody", "Basic Y29sMTp4", "forbear_x", "Bearer é"],
)
def test_unknown_token_is_refused(bank: Any, header: str) -> None:
    from django.test import Client

    answer = Client().get("/api/v1/me", headers={"Authorization": header})
    assert (answer.status_code, codes(answer)) == (401, ["token"])
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_nobody_is_refused(bank: Any) -> None:
    from django.test import Client

    answer = Client().get("/api/v1/cases")
    assert (answer.status_code, codes(answer)) == (401, ["sign_in"])


def test_expired_token_is_refused(bank: Any, asker: Any) -> None:
    from forbear.web import clock

    late = asker("col1")
    with clock.at(datetime.now(UTC) + timedelta(days=30)):
        assert late.get("/me").status_code == 401


def test_revoked_token_is_refused(bank: Any, asker: Any) -> None:
    from forbear.web.api.models import Token
    from forbear.web.api.tokens import revoke

    one = asker("col1")
    revoke(None, Token.objects.get(name="test"))
    assert one.get("/me").status_code == 401


def test_token_of_a_closed_account_is_refused(bank: Any, asker: Any) -> None:
    one, user = asker("col1"), bank.users["col1"]
    user.is_active = False
    user.save()
    assert one.get("/me").status_code == 401


def test_token_without_the_scope_is_refused(asker: Any) -> None:
    answer = asker("aud", "read").get("/journal")
    assert (answer.status_code, codes(answer)) == (403, ["token.scope"])


def test_scope_without_the_role_is_refused(asker: Any) -> None:
    answer = asker("col1", "journal").get("/journal")
    assert (answer.status_code, codes(answer)) == (403, ["access.role"])


def session_of(user: Any, **told: Any) -> Any:
    from django.test import Client

    client = Client(**told)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def with_second_factor(user: Any) -> Any:
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return user


def test_session_with_a_second_factor_is_let_in(bank: Any) -> None:
    answer = session_of(with_second_factor(bank.users["col1"])).get("/api/v1/me")
    assert answer.json()["username"] == "col1"


def test_session_without_a_second_factor_is_refused(bank: Any) -> None:
    answer = session_of(bank.users["col1"]).get("/api/v1/me")
    assert (answer.status_code, codes(answer)) == (403, ["session.second_factor"])
    assert len(answer.json()["trace"]) == 16


def test_session_without_a_second_factor_is_let_in_in_the_demo(bank: Any, settings: Any) -> None:
    settings.DEMO = True
    assert session_of(bank.users["col1"]).get("/api/v1/me").status_code == 200


def test_session_that_writes_needs_the_csrf_token(bank: Any) -> None:
    client = session_of(with_second_factor(bank.users["col1"]), enforce_csrf_checks=True)
    client.get("/api/docs")
    body = {"kind": "name", "text": "x"}
    refused = client.post("/api/v1/search", body, content_type="application/json")
    assert (refused.status_code, codes(refused)) == (403, ["csrf"])
    sent = {"X-CSRFToken": client.cookies["csrftoken"].value}
    let_in = client.post("/api/v1/search", body, content_type="application/json", headers=sent)
    assert let_in.status_code == 200


def test_too_many_requests_are_refused_and_told_when(
    asker: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from forbear.web.api.rate import rate

    rate._left.clear()  # of the test before, in this process
    one, other = asker("col1"), asker("col3")
    monkeypatch.setitem(settings.TOLD, "FORBEAR_RATE", 2)
    answers = [one.get("/me") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert codes(answers[2]) == ["rate"]
    assert int(answers[2].headers["Retry-After"]) == 30
    assert other.get("/me").status_code == 200
