"""The frame: who may come in, what is refused in words, headers, language and theme."""

from __future__ import annotations

import re
from typing import Any

import pytest

ROLES = (
    "administrator",
    "strategy_manager",
    "collector",
    "field_officer",
    "supervisor",
    "compliance",
    "agency_manager",
    "legal",
    "auditor",
)


@pytest.fixture
def seen_by(town: Any, settings: Any) -> Any:
    from django.test import Client

    from forbear.web.people.models import User

    settings.DEMO = True

    def client(username: str | None, language: str = "en") -> Any:
        made = Client(headers={"Accept-Language": language})
        if username is not None:
            backend = "django.contrib.auth.backends.ModelBackend"
            made.force_login(User.objects.get(username=username), backend=backend)
        return made

    return client


def bar_of(client: Any) -> list[tuple[str, str]]:
    """Addresses and keys of the bar."""
    page = client.get("/", follow=True).content.decode()
    found = re.findall(r'<li><a href="([^"]+)" data-key="(.)"', page)
    assert found
    return found


@pytest.mark.any_database
@pytest.mark.parametrize("role", ROLES)
def test_everybody_has_a_first_page(seen_by: Any, role: str) -> None:
    answer = seen_by(role).get("/", follow=True)

    assert answer.status_code == 200
    assert answer.redirect_chain
    assert answer.content.count(b"<h1") == 1


@pytest.mark.any_database
def test_every_place_in_the_bar_opens_for_whom_it_is_shown(seen_by: Any) -> None:
    for role in ROLES:
        client = seen_by(role)
        for href, _ in bar_of(client):
            assert client.get(href, follow=True).status_code == 200, (role, href)


@pytest.mark.any_database
def test_keys_of_the_bar_are_told_apart(seen_by: Any) -> None:
    for role in ROLES:
        keys = [key for _, key in bar_of(seen_by(role))]
        assert len(keys) == len(set(keys))
        assert not set(keys) & set("jkns?"), role


@pytest.mark.any_database
@pytest.mark.parametrize("path", ["/worklist/", "/board/", "/figures/", "/journal/", "/nights/"])
def test_nobody_signed_in_is_sent_to_sign_in(seen_by: Any, path: str) -> None:
    answer = seen_by(None).get(path)

    assert answer.status_code == 302
    assert answer["Location"] == f"/sign-in/?next={path}"


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "the role of collector may not see nights"), ("zh-hans", "无权查看夜间批处理")],
)
def test_page_of_another_role_is_refused_in_words(seen_by: Any, language: str, said: str) -> None:
    answer = seen_by("collector", language).get("/nights/")

    assert answer.status_code == 403
    assert said in answer.content.decode()


@pytest.mark.any_database
def test_address_that_is_not_there(seen_by: Any) -> None:
    answer = seen_by("collector").get("/no/such/place/")

    assert answer.status_code == 404
    assert "nothing at this address" in answer.content.decode()


@pytest.mark.any_database
def test_form_of_another_site_is_refused_in_words(seen_by: Any, town: Any) -> None:
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post("/account/theme/", {"theme": "dark"})

    assert answer.status_code == 403
    assert "open the page again" in answer.content.decode()


@pytest.mark.any_database
@pytest.mark.parametrize("path", ["/", "/sign-in/", "/no/such/place/", "/api/docs"])
def test_nothing_from_elsewhere_and_nothing_inline(seen_by: Any, path: str) -> None:
    answer = seen_by("compliance").get(path, follow=True)
    policy = answer["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b" style=" not in answer.content
    assert b"<style" not in answer.content
    assert b" onclick" not in answer.content


@pytest.mark.any_database
def test_pages_are_compressed_and_not_kept(seen_by: Any) -> None:
    answer = seen_by("compliance").get("/rules/", headers={"Accept-Encoding": "gzip"})

    assert answer["Content-Encoding"] == "gzip"
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.any_database
def test_theme_is_kept_and_strange_ones_are_not(seen_by: Any) -> None:
    client = seen_by("collector")
    back = client.post("/account/theme/", {"theme": "dark", "next": "/worklist/"})
    assert back["Location"] == "/worklist/"
    assert 'data-bs-theme="dark"' in client.get("/worklist/").content.decode()

    client.post("/account/theme/", {"theme": '"><script>', "next": "https://elsewhere.example/"})
    assert 'data-bs-theme="dark"' in client.get("/worklist/").content.decode()


@pytest.mark.any_database
def test_language_of_a_person_is_kept(seen_by: Any) -> None:
    from forbear.web.people.models import User

    client = seen_by("collector")
    away = client.post(
        "/account/language/", {"language": "zh-hans", "next": "//elsewhere.example/"}
    )

    assert away["Location"] == "/"
    assert User.objects.get(username="collector").language == "zh-hans"
    assert '<html lang="zh-hans"' in client.get("/worklist/").content.decode()


@pytest.mark.any_database
def test_fault_of_ours_says_so(seen_by: Any, monkeypatch: Any) -> None:
    from forbear.web.pages import shell

    client = seen_by("collector")
    client.raise_request_exception = False
    monkeypatch.setattr(shell, "first_page", lambda user: 1 / 0)
    answer = client.get("/")

    assert answer.status_code == 500
    assert "nothing was changed" in answer.content.decode()
