"""Signing in: password, second factor, lock-out, time-out, other sessions, and what is entered."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import people_passkey
import pytest

pytestmark = [pytest.mark.usefixtures("site"), pytest.mark.any_database]
PASSWORD = "a quiet river bends twice"
INSIDE = "/account/sessions/"
MORNING = datetime(2026, 7, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
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


def test_sign_in_page_is_calm_and_without_inline_script_or_style() -> None:
    page = browser().get("/sign-in/")
    assert page.status_code == 200
    assert "style=" not in text(page)
    assert "<style" not in text(page)
    assert "onclick" not in text(page)
    scripts = re.findall(r"<script([^>]*)>", text(page))
    assert scripts
    assert all(" src=" in one or 'type="application/json"' in one for one in scripts)


@pytest.mark.parametrize(("language", "heading"), [("en", "Sign in"), ("zh-hans", "登录")])
def test_sign_in_page_speaks_both_languages(language: str, heading: str) -> None:
    page = browser().get("/sign-in/", headers={"accept-language": language})
    assert f"<h1>{heading}</h1>" in text(page)


def test_there_is_no_signing_up_or_mailing() -> None:
    from django.urls import NoReverseMatch, reverse

    for name in ("account_signup", "account_email", "account_reset_password"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    assert browser().get("/signup/").status_code == 404


def test_sign_in_with_a_wrong_password_says_so_and_is_entered() -> None:
    person()
    page = sign_in(browser(), password="wrong")
    assert page.status_code == 200
    assert "error" in text(page)
    assert entered("person:lin") == [
        ("person.sign_in_failed", "lin", {"address": "127.0.0.1", "why": "password"})
    ]


def test_sign_in_of_unknown_names_makes_one_chain_and_keeps_no_name() -> None:
    from forbear.web.journal.models import Chain

    for name in ("nobody", "somebody", PASSWORD):
        sign_in(browser(), name)
    assert [chain.name for chain in Chain.objects.all()] == ["sign-in"]
    told = {"address": "127.0.0.1", "why": "password"}
    assert entered("sign-in") == [("person.sign_in_failed", "system", told)] * 3


def test_sign_in_of_a_closed_account_is_refused() -> None:
    person(is_active=False)
    client = browser()
    sign_in(client)
    assert client.get(INSIDE).status_code == 302


def test_sign_in_and_out_are_entered(demo: None) -> None:
    person()
    client = browser()
    assert sign_in(client).headers["Location"] == "/"
    client.post("/sign-out/")
    assert entered("person:lin") == [
        ("person.signed_in", "lin", {"address": "127.0.0.1", "by": ["password"]}),
        ("person.signed_out", "lin", {"address": "127.0.0.1"}),
    ]
    assert client.get(INSIDE).headers["Location"].startswith("/sign-in/")


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


def test_too_many_failures_lock_until_told(site: Any) -> None:
    from axes.models import AccessAttempt
    from django.conf import settings

    from forbear.web import clock

    person()
    client = browser()
    for _ in range(settings.AXES_FAILURE_LIMIT - 1):
        assert sign_in(client, password="wrong").status_code == 200
    with clock.at(AccessAttempt.objects.get().attempt_time):
        locked = sign_in(client, password="wrong")
        until = AccessAttempt.objects.get().attempt_time + timedelta(minutes=15)
        wait = int((until - clock.now()).total_seconds())
    assert locked.status_code == 429
    assert int(locked.headers["Retry-After"]) == wait >= 15 * 60
    assert "You can try again after" in text(locked)
    assert f"{until:%Y-%m-%d}" in text(locked)
    right = sign_in(client)
    assert right.status_code == 429
    assert client.get(INSIDE).headers["Location"].startswith("/sign-in/")
    assert entered("person:lin")[-1][2]["why"] == "locked"


def test_lock_out_answers_a_program_in_json() -> None:
    from django.conf import settings

    person()
    client = browser()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        last = sign_in(client, password="wrong", headers={"accept": "application/json"})
    assert last.status_code == 429
    assert last.json()["problems"][0]["code"] == "session.locked"


def test_one_locked_account_locks_no_other(demo: None) -> None:
    from django.conf import settings

    person()
    person("wang")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in(browser(), password="wrong")
    assert sign_in(browser(), "wang").status_code == 302


def minutes_in(minutes: float) -> Any:
    """So long into the morning, whatever the machine's own clock does meanwhile."""
    from forbear.web import clock

    return clock.at(MORNING + timedelta(minutes=minutes))


def test_idle_session_ends_and_says_so(demo: None) -> None:
    person()
    client = browser()
    with minutes_in(0):
        sign_in(client)
        assert client.get(INSIDE).status_code == 200
    with minutes_in(15):
        assert client.get(INSIDE).status_code == 200
    with minutes_in(30.5):
        assert client.get(INSIDE).status_code == 200
    with minutes_in(47):
        over = client.get(INSIDE)
    assert over.headers["Location"] == "/sign-in/?over=1&next=%2Faccount%2Fsessions%2F"
    assert "Your session is over" in text(client.get(over.headers["Location"]))
    assert entered("person:lin")[-1][0] == "person.signed_out"


def test_idle_session_answers_a_program_in_json(demo: None) -> None:
    person()
    client = browser()
    with minutes_in(0):
        sign_in(client)
        client.get(INSIDE)
    with minutes_in(20):
        over = client.get("/api/cases")
    assert over.status_code == 401
    assert over.json()["problems"][0]["code"] == "session.over"


def test_busy_session_ends_after_a_working_day(demo: None) -> None:
    person()
    client = browser()
    with minutes_in(0):
        sign_in(client)
    for step in range(12 * 6):
        with minutes_in(step * 10):
            assert client.get("/account/").status_code == 200
    with minutes_in(12 * 60 + 8):
        assert client.get("/account/").status_code == 302


def test_session_is_not_written_at_each_request(demo: None) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    person()
    client = browser()
    with minutes_in(0):
        sign_in(client)
        client.get("/account/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/account/")
    verbs = {query["sql"].split()[0] for query in asked}
    assert verbs == {"SELECT"}


def test_token_of_a_system_is_left_to_the_api() -> None:
    from django.http import HttpResponse
    from django.test import RequestFactory

    from forbear.web.people.middleware import idle, second_factor

    request = RequestFactory().get("/api/cases", headers={"authorization": "Bearer x"})
    request.user = person()
    for layer in (idle, second_factor):
        assert layer(lambda _: HttpResponse("passed"))(request).content == b"passed"


def test_closing_an_account_ends_its_sessions(demo: None) -> None:
    from forbear.web.people.models import User

    person()
    client = browser()
    sign_in(client)
    User.objects.update(is_active=False)
    assert client.get(INSIDE).headers["Location"].startswith("/sign-in/")


def test_other_sessions_can_be_ended(demo: None) -> None:
    person()
    here, elsewhere = browser(), browser()
    for client in (here, elsewhere):
        sign_in(client)
        assert client.get(INSIDE).status_code == 200
    assert here.post(INSIDE).status_code == 302
    assert here.get(INSIDE).status_code == 200
    assert elsewhere.get(INSIDE).headers["Location"].startswith("/sign-in/")


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


@pytest.mark.parametrize(
    "path",
    [
        "/account/",
        "/account/password/",
        "/account/app/",
        "/account/passkeys/",
        "/account/passkeys/add/",
        "/account/sessions/",
        "/account/confirm/",
        "/sign-out/",
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_of_the_account_loads_in_both_languages(
    demo: None, path: str, language: str
) -> None:
    person(name="林 <b>")
    client = browser()
    sign_in(client)
    client.post("/account/confirm/", {"password": PASSWORD, "next": "/account/"})
    page = client.get(path, headers={"accept-language": language})
    assert page.status_code == 200
    assert ("退出" in text(page)) is (language == "zh-hans")
    assert "林 <b>" not in text(page)


def test_password_change_signs_others_out_and_keeps_this_session(demo: None) -> None:
    person()
    here, elsewhere = browser(), browser()
    sign_in(here)
    sign_in(elsewhere)
    new = "seven grey herons at dusk"
    told = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/account/password/", told).status_code == 302
    assert elsewhere.get(INSIDE).headers["Location"].startswith("/sign-in/")
    assert sign_in(browser(), password=new).status_code == 302


def test_weak_new_password_is_refused_with_the_reason(demo: None) -> None:
    person()
    client = browser()
    sign_in(client)
    told = {"oldpassword": PASSWORD, "password1": "12345678", "password2": "12345678"}
    page = client.post("/account/password/", told)
    assert page.status_code == 200
    assert "it needs 10 characters or more" in text(page)
    page = client.post("/account/password/", told, headers={"accept-language": "zh-hans"})
    assert "密码至少需要 10 个字符" in text(page)


def test_language_is_chosen_and_kept_for_the_next_time(demo: None) -> None:
    from forbear.web.people.models import User

    person()
    client = browser()
    sign_in(client)
    answer = client.post("/account/language/", {"language": "zh-hans", "next": "/account/"})
    assert answer.headers["Location"] == "/account/"
    assert "我的账户" in text(client.get("/account/"))
    assert User.objects.get().language == "zh-hans"
    again = browser()
    sign_in(again)
    assert "我的账户" in text(again.get("/account/"))


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", ""])
def test_language_leads_nowhere_else(back: str) -> None:
    answer = browser().post("/account/language/", {"language": "en", "next": back})
    assert answer.headers["Location"] == "/"


def test_unknown_language_changes_nothing() -> None:
    answer = browser().post("/account/language/", {"language": "xx", "next": "/sign-in/"})
    assert (answer.headers["Location"], dict(answer.cookies)) == ("/sign-in/", {})
