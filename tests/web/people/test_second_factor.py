"""The second factor: authenticator apps, recovery codes, passkeys; none of them counts twice."""

from __future__ import annotations

import json
import re
from typing import Any

import people_passkey
import pytest
from people_signing import (
    INSIDE,
    PASSWORD,
    browser,
    code_for,
    entered,
    person,
    sign_in,
    text,
    with_app,
)

pytestmark = [pytest.mark.usefixtures("site", "fresh"), pytest.mark.any_database]


def test_without_a_second_factor_nothing_else_answers() -> None:
    person()
    client = browser()
    sign_in(client)
    for path in ("/account/sessions/", "/account/codes/", "/nowhere/", "/account/passkeys/", "/"):
        assert client.get(path).headers["Location"] == "/account/", path
    refused = client.get("/api/cases")
    assert refused.status_code == 403
    assert refused.json()["problems"][0]["code"] == "session.second_factor"
    page = client.get("/account/")
    assert page.status_code == 200
    assert "Set up a second factor to go on" in text(page)


def test_demo_needs_no_second_factor(demo: None) -> None:
    person()
    client = browser()
    sign_in(client)
    assert client.get(INSIDE).status_code == 200


def test_setting_up_an_authenticator_app_with_a_real_code() -> None:
    from allauth.mfa.models import Authenticator

    user = person()
    client = browser()
    sign_in(client)
    asked = client.get("/account/app/")
    assert asked.headers["Location"] == "/account/confirm/?next=/account/app/".replace(
        "/account/app/", "%2Faccount%2Fapp%2F"
    )
    assert client.get(asked.headers["Location"]).status_code == 200
    client.post("/account/confirm/", {"password": PASSWORD, "next": "/account/app/"})
    page = client.get("/account/app/")
    assert page.status_code == 200
    secret = client.session["mfa.totp.secret"]
    assert secret in text(page)
    wrong = client.post("/account/app/", {"code": "000000"})
    assert wrong.status_code == 200
    assert not Authenticator.objects.exists()
    done = client.post("/account/app/", {"code": code_for(secret)})
    assert done.headers["Location"] == "/account/codes/"
    assert client.get("/account/codes/").status_code == 200
    assert client.get(INSIDE).status_code == 200
    kept = Authenticator.objects.get(user=user, type="totp")
    assert secret not in json.dumps(kept.data)


def test_sign_in_with_a_code_and_with_a_wrong_one() -> None:
    user = person()
    secret = with_app(user)
    client = browser()
    assert sign_in(client).headers["Location"] == "/sign-in/second-factor/"
    assert client.get("/sign-in/second-factor/").status_code == 200
    assert client.get(INSIDE).headers["Location"].startswith("/sign-in/")
    wrong = client.post("/sign-in/second-factor/", {"code": "000000"})
    assert wrong.status_code == 200
    done = client.post("/sign-in/second-factor/", {"code": code_for(secret)})
    assert done.headers["Location"] == "/"
    assert client.get(INSIDE).status_code == 200
    assert [(act, told.get("why"), told.get("by")) for act, _, told in entered("person:lin")] == [
        ("person.sign_in_failed", "code", None),
        ("person.signed_in", None, ["password", "totp"]),
    ]


def test_a_code_counts_once_whichever_process_is_asked() -> None:
    from django.db import connection

    secret = with_app(person())
    first, second = browser(), browser()
    code = code_for(secret)
    for client, status in ((first, 302), (second, 200)):
        sign_in(client)
        assert client.post("/sign-in/second-factor/", {"code": code}).status_code == status
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM remembered WHERE cache_key LIKE %s", [f"%{code}"])
        assert cursor.fetchone()[0] == 1


def test_recovery_code_signs_in_once() -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    user = person()
    with_app(user)
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    for status in (302, 200):
        client = browser()
        sign_in(client)
        assert client.post("/sign-in/second-factor/", {"code": code}).status_code == status


def test_the_last_second_factor_cannot_be_removed() -> None:
    from allauth.mfa.models import Authenticator

    secret = with_app(person())
    client = browser()
    sign_in(client)
    client.post("/sign-in/second-factor/", {"code": code_for(secret)})
    client.post("/account/confirm/", {"password": PASSWORD, "next": "/account/"})
    page = client.post("/account/app/remove/")
    assert page.status_code == 200
    assert Authenticator.objects.filter(type="totp").count() == 1


def test_passkey_page_loads_with_what_the_browser_needs() -> None:
    person()
    client = browser()
    sign_in(client)
    client.post("/account/confirm/", {"password": PASSWORD, "next": "/account/"})
    page = client.get("/account/passkeys/add/")
    assert page.status_code == 200
    assert '"challenge"' in text(page)
    options = browser().get("/sign-in/passkey/", headers={"accept": "application/json"})
    assert options.json()["request_options"]["publicKey"]["challenge"]


def with_passkey(client: Any, key: Any) -> Any:
    """Add a passkey for whoever is signed in, as the page does."""
    client.post("/account/confirm/", {"password": PASSWORD, "next": "/account/"}, secure=True)
    page = client.get("/account/passkeys/add/", secure=True)
    made = key.made(asked_of(page)["creation_options"])
    told = {"name": "desk", "credential": json.dumps(made)}
    return client.post("/account/passkeys/add/", told, secure=True)


def asked_of(page: Any) -> Any:
    """What the page gives the browser to ask of a passkey."""
    found = re.search(r'<script id="js_data" type="application/json">(.*?)</script>', text(page))
    assert found is not None
    return json.loads(found[1])


def test_passkey_is_added_and_signs_in_alone() -> None:
    person()
    client, key = browser(), people_passkey.Passkey()
    sign_in(client, secure=True)
    done = with_passkey(client, key)
    assert done.headers["Location"] == "/account/codes/"
    other = browser()
    asked = other.get("/sign-in/passkey/", headers={"accept": "application/json"}, secure=True)
    credential = json.dumps(key.signed(asked.json()["request_options"]))
    done = other.post("/sign-in/passkey/", {"credential": credential}, secure=True)
    assert done.headers["Location"] == "/"
    assert other.get(INSIDE, secure=True).status_code == 200
    assert entered("person:lin")[-1][2]["by"] == ["webauthn"]
    again = browser().post("/sign-in/passkey/", {"credential": credential}, secure=True)
    assert again.headers["Location"] == "/sign-in/"


def test_passkey_is_a_second_factor_after_the_password() -> None:
    person()
    client, key = browser(), people_passkey.Passkey()
    sign_in(client, secure=True)
    with_passkey(client, key)
    other = browser()
    assert sign_in(other, secure=True).headers["Location"] == "/sign-in/second-factor/"
    page = other.get("/sign-in/second-factor/", secure=True)
    credential = json.dumps(key.signed(asked_of(page)["request_options"]))
    told = {"credential": credential}
    assert other.post("/sign-in/second-factor/", told, secure=True).headers["Location"] == "/"
    assert entered("person:lin")[-1][2]["by"] == ["password", "webauthn"]


@pytest.mark.parametrize("wrong", ["other key", "other site"])
def test_passkey_of_another_is_refused(wrong: str) -> None:
    person()
    client, key = browser(), people_passkey.Passkey()
    sign_in(client, secure=True)
    with_passkey(client, key)
    elsewhere = "https://elsewhere.example" if wrong == "other site" else people_passkey.ORIGIN
    forged = people_passkey.Passkey(elsewhere)
    forged.user = key.user
    if wrong == "other site":
        forged.key = key.key
    other = browser()
    asked = other.get("/sign-in/passkey/", headers={"accept": "application/json"}, secure=True)
    told = {"credential": json.dumps(forged.signed(asked.json()["request_options"]))}
    refused = other.post("/sign-in/passkey/", told, secure=True)
    assert refused.headers["Location"] == "/sign-in/"
    assert other.get(INSIDE, secure=True).status_code == 302


@pytest.mark.parametrize(
    "credential",
    [
        None,
        7,
        [],
        "x",
        {},
        {"id": "x"},
        {"id": "eA", "rawId": "eA", "type": "public-key", "response": {}},
        {"id": "eA", "rawId": "eA", "type": "public-key", "response": {"userHandle": 3}},
        {"id": "eA", "rawId": "eA", "type": "public-key", "response": {"userHandle": "MQ"}},
        {
            "id": "eA",
            "rawId": "eA",
            "type": "public-key",
            "response": {"clientDataJSON": "e30", "authenticatorData": "eA", "signature": "eA"},
        },
    ],
)
def test_forged_passkey_is_refused(credential: Any) -> None:
    client = browser()
    client.get("/sign-in/passkey/", headers={"accept": "application/json"})
    page = client.post("/sign-in/passkey/", {"credential": json.dumps(credential)})
    assert page.headers["Location"] == "/sign-in/"
