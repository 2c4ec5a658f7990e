"""Signing in: the page, passwords, lock-out, the account's own pages, and what is entered."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from people_signing import INSIDE, PASSWORD, browser, entered, person, sign_in, text

pytestmark = [pytest.mark.usefixtures("site", "fresh"), pytest.mark.any_database]


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
