"""People and tokens on screen: added, changed and let begin anew by an administrator only."""

from __future__ import annotations

import re
from typing import Any

import pytest

pytestmark = pytest.mark.any_database


@pytest.fixture
def browse(bank: Any, settings: Any) -> Any:
    """A signed-in client by user name; sessions need no second factor."""
    from django.test import Client

    settings.DEMO = True

    def signed_in(name: str, language: str = "en") -> Any:
        client = Client(headers={"Accept-Language": language})
        client.force_login(bank.users[name], "django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


def said(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()
    return " ".join(answer.content.decode().split())


def names(client: Any, **query: str) -> list[str]:
    text = said(client.get("/staff/", query))
    return re.findall(r'href="/staff/\d+/">([^<]+)<', text)


def test_each_sees_the_people_that_he_may(browse: Any) -> None:
    assert "col3" in names(browse("adm"))
    assert set(names(browse("sup1"))) == {
        "col1",
        "col_loose",
        "fld1",
        "fld3",
        "fld4",
        "fld5",
        "sup1",
    }
    for name in ("col1", "str", "leg", "agy"):
        text = said(browse(name).get("/staff/"), 403)
        assert "col3" not in text
        assert "may not see people" in text


def test_list_is_narrowed_by_name_role_and_open_accounts(browse: Any) -> None:
    client = browse("adm")
    assert names(client, role="collector") == ["col1", "col3", "col_loose"]
    assert names(client, role="collector", closed="1") == ["col1", "col3", "col_left", "col_loose"]
    assert names(client, q="COL3") == ["col3"]
    assert "Nobody fits" in said(client.get("/staff/", {"q": "zzz"}))


def test_somebody_of_another_branch_is_not_there(browse: Any, bank: Any) -> None:
    other = bank.users["col3"].pk
    assert browse("sup1").get(f"/staff/{other}/").status_code == 404
    text = said(browse("sup1").get(f"/staff/{bank.users['col1'].pk}/"))
    assert "Close the account" not in text


def test_somebody_is_added_and_the_password_is_shown_once(browse: Any) -> None:
    from forbear.web.journal.models import Entry
    from forbear.web.people.models import User

    client = browse("adm")
    given = {"username": "new1", "name": "New One", "role": "collector", "officer": "C4"}
    text = said(client.post("/staff/add/", given))
    password = re.search(r"<code[^>]*>([a-z0-9-]{19})</code>", text)
    assert password is not None
    made = User.objects.get(username="new1")
    assert made.check_password(password[1])
    assert (made.officer_id, made.branch_id, made.name) == ("C4", "B1", "New One")
    assert password[1] not in said(client.get(f"/staff/{made.pk}/"))
    entry = Entry.objects.get(chain="person:new1", action="person.changed")
    assert entry.actor == "adm"
    assert password[1] not in entry.content


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(browse: Any) -> None:
    from forbear.web.people.models import User

    given = {"username": "col1", "name": "Somebody", "role": "collector", "officer": "C9"}
    text = said(browse("adm", "zh-hans").post("/staff/add/", given), 422)
    assert 'id="username-error">col1 已被使用' in text
    assert 'id="officer-error">数据中没有工号 C9' in text
    assert 'value="Somebody"' in text
    assert 'value="collector" selected' in text
    assert not User.objects.filter(name="Somebody").exists()


def test_account_is_renamed_closed_and_opened(browse: Any, bank: Any) -> None:
    client, who = browse("adm"), bank.users["col1"]
    path = f"/staff/{who.pk}/"
    assert client.post(f"{path}change/", {"name": "Li Lei"})["Location"] == path
    client.post(f"{path}change/", {"account": "close"})
    who.refresh_from_db()
    assert (who.name, who.is_active) == ("Li Lei", False)
    assert "Open the account again" in said(client.get(path))
    client.post(f"{path}change/", {"account": "open"})
    who.refresh_from_db()
    assert who.is_active


def test_training_is_entered_and_one_that_runs_backwards_refused(browse: Any, bank: Any) -> None:
    client, path = browse("adm"), f"/staff/{bank.users['fld1'].pk}/"
    told = {"training": "field safety", "passed_on": "2026-10-01", "valid_until": "2027-10-01"}
    assert client.post(f"{path}training/", told).status_code == 302
    assert "field safety" in said(client.get(path))
    text = said(client.post(f"{path}training/", {**told, "valid_until": "2026-09-01"}), 422)
    assert 'id="valid_until-error"' in text
    assert 'value="field safety"' in text
    text = said(client.post(f"{path}training/", {**told, "passed_on": "spring"}), 422)
    assert 'id="passed_on-error"' in text
    assert client.post(f"{path}training/", {**told, "training": " "}).status_code == 422


def test_somebody_begins_anew(browse: Any, bank: Any) -> None:
    from allauth.mfa.models import Authenticator

    who = bank.users["col1"]
    Authenticator.objects.create(user=who, type="totp", data={"secret": "x"})
    text = said(browse("adm").post(f"/staff/{who.pk}/reset/"))
    password = re.search(r"<code[^>]*>([a-z0-9-]{19})</code>", text)
    assert password is not None
    who.refresh_from_db()
    assert who.check_password(password[1])
    assert not Authenticator.objects.filter(user=who).exists()


def test_nobody_changes_himself(browse: Any, bank: Any) -> None:
    client, own = browse("adm"), f"/staff/{bank.users['adm'].pk}/"
    assert "nobody changes his own role" in said(client.get(own)).lower()
    assert client.post(f"{own}change/", {"account": "close"}).status_code == 422
    assert client.post(f"{own}reset/").status_code == 403
    bank.users["adm"].refresh_from_db()
    assert bank.users["adm"].is_active


def test_others_who_see_people_change_nothing(browse: Any, bank: Any) -> None:
    who = bank.users["col1"]
    before = who.password
    for name in ("sup1", "cmp", "aud"):
        client = browse(name)
        for act in ("change", "training", "reset"):
            answer = client.post(f"/staff/{who.pk}/{act}/", {"account": "close", "name": "x"})
            assert answer.status_code == 403
        assert client.get("/staff/add/").status_code == 403
        assert client.post("/staff/tokens/make/", {"username": "col1"}).status_code == 403
    who.refresh_from_db()
    assert (who.is_active, who.name, who.password) == (True, "", before)


def test_token_is_made_shown_once_and_revoked(browse: Any) -> None:
    from forbear.web.api.models import Token
    from forbear.web.api.tokens import known

    client = browse("adm")
    given = {"name": "dialler", "username": "col1", "days": "30", "scopes": ["read", "contact"]}
    text = said(client.post("/staff/tokens/make/", given))
    secret = re.search(r"forbear_[\w-]{40,}", text)
    assert secret is not None
    token = known(secret[0])
    assert token is not None
    assert (token.user.username, token.scopes) == ("col1", ["contact", "read"])
    assert secret[0] not in said(client.get("/staff/tokens/"))
    client.post(f"/staff/tokens/{token.pk}/revoke/")
    assert known(secret[0]) is None
    assert Token.objects.get(pk=token.pk).revoked_at is not None


def test_token_of_nobody_or_without_end_is_refused_with_what_was_typed(browse: Any) -> None:
    client = browse("adm")
    given = {"name": "dialler", "username": "nobody", "days": "30", "scopes": ["read"]}
    text = said(client.post("/staff/tokens/make/", given), 422)
    assert 'id="username-error">there is nobody of that name' in text
    assert 'value="dialler"' in text
    assert 'value="read" checked' in text
    text = said(
        client.post("/staff/tokens/make/", {**given, "username": "col1", "days": "9999"}), 422
    )
    assert 'id="days-error"' in text
    text = said(
        client.post("/staff/tokens/make/", {**given, "username": "col1", "scopes": []}), 422
    )
    assert 'id="scopes-error"' in text


def test_auditor_reads_tokens_and_makes_none(browse: Any) -> None:
    text = said(browse("aud").get("/staff/tokens/"))
    assert "col1" in text
    assert "Make a token" not in text
    assert "revoke/" not in text
    assert browse("cmp").get("/staff/tokens/").status_code == 403
