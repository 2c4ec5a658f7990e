"""Files of a tape arrive whole or not at all, and nowhere but in its folder."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.any_database

RAW = "application/octet-stream"


def codes(answer: Any) -> list[str]:
    return [problem["code"] for problem in answer.json()["problems"]]


@pytest.fixture
def admin(asker: Any) -> Any:
    return asker("adm")


@pytest.fixture
def tape(admin: Any) -> Any:
    """A tape that waits for its files."""
    return admin.post("/tapes", {"as_of": "2026-11-25"}, key="t").json()


def put(one: Any, tape: Any, name: str, data: bytes, kind: str = RAW, query: str = "") -> Any:
    return one.send("PUT", f"/tapes/{tape['id']}/files/{name}{query}", data, content_type=kind)


def left(tape: Any) -> list[str]:
    """What lies in the tape's folder."""
    from forbear.web.nights.models import Tape

    return sorted(file.name for file in Path(Tape.objects.get(pk=tape["id"]).folder).iterdir())


def test_file_arrives_as_it_was(admin: Any, tape: Any) -> None:
    data = bytes(range(256)) * 20_000
    answer = put(admin, tape, "accounts.parquet", data)
    digest = hashlib.sha256(data).hexdigest()
    assert answer.json() == {"name": "accounts.parquet", "bytes": len(data), "sha256": digest}
    now = admin.get(f"/tapes/{tape['id']}").json()
    assert (now["state"], now["stage"], now["share"]) == ("uploading", "accounts.parquet", 1.0)
    assert now["files"] == [{"name": "accounts.parquet", "bytes": len(data)}]


def test_file_sent_again_takes_the_place_of_the_first(admin: Any, tape: Any) -> None:
    put(admin, tape, "accounts.csv", b"first")
    put(admin, tape, "accounts.csv", b"second one")
    assert admin.get(f"/tapes/{tape['id']}").json()["files"] == [
        {"name": "accounts.csv", "bytes": 10}
    ]


@pytest.mark.parametrize(
    "name",
    [
        "accounts.csv",
        "accounts-2.csv.gz",
        "instalments-2026_11.parquet.zst",
        "customers.parquet",
        "mapping.yaml",
    ],
)
def test_names_of_a_tape_are_taken(admin: Any, tape: Any, name: str) -> None:
    assert put(admin, tape, name, b"x").status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "accounts",
        "accounts.exe",
        "secrets.csv",
        "..",
        ".accounts.csv",
        "accounts.csv.part",
        "ACCOUNTS.CSV",
        "accounts.csv%00.exe",
        "accounts.csv%0a",
        "a%5c..%5caccounts.csv",
        "账户.csv",
        "x" * 300,
    ],
)
def test_odd_names_are_refused(admin: Any, tape: Any, name: str) -> None:
    answer = put(admin, tape, name, b"x")
    assert answer.status_code in (404, 422)
    assert left(tape) == []


@pytest.mark.parametrize("name", ["../accounts.csv", "%2e%2e%2faccounts.csv", "/etc/passwd"])
def test_ways_out_of_the_folder_lead_nowhere(admin: Any, tape: Any, name: str) -> None:
    answer = put(admin, tape, name, b"x")
    assert (answer.status_code, codes(answer)) == (404, ["not_found"])
    assert left(tape) == []


def test_file_too_large_is_refused_before_it_is_read(
    admin: Any, tape: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.TOLD, "FORBEAR_UPLOAD_MEGABYTES", 1)
    answer = put(admin, tape, "accounts.csv", b"x" * 1_000_001)
    assert (answer.status_code, codes(answer), left(tape)) == (413, ["upload.too_large"], [])


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data", "text/html"])
def test_file_of_a_wrong_type_is_refused(admin: Any, tape: Any, kind: str) -> None:
    answer = put(admin, tape, "accounts.csv", b"x", kind)
    assert (answer.status_code, codes(answer), left(tape)) == (415, ["request.type"], [])


def test_empty_file_is_refused(admin: Any, tape: Any) -> None:
    answer = admin.client.generic(
        "PUT",
        f"/api/v1/tapes/{tape['id']}/files/accounts.csv",
        b"",
        content_type=RAW,
        headers=admin.headers(None),
        CONTENT_TYPE=RAW,
    )
    assert (answer.status_code, codes(answer), left(tape)) == (422, ["upload.length"], [])


def test_file_that_is_not_what_was_said_is_refused(admin: Any, tape: Any) -> None:
    answer = put(admin, tape, "accounts.csv", b"x", query=f"?sha256={'0' * 64}")
    assert (answer.status_code, codes(answer), left(tape)) == (422, ["upload.sha256"], [])
    good = hashlib.sha256(b"x").hexdigest().upper()
    assert put(admin, tape, "accounts.csv", b"x", query=f"?sha256={good}").status_code == 200


@pytest.mark.parametrize("came", [0, 1, 3_000_000])
def test_file_cut_off_in_the_middle_leaves_nothing(admin: Any, tape: Any, came: int) -> None:
    from django.core.wsgi import get_wsgi_application

    put(admin, tape, "accounts.csv", b"as it was before")
    environ = {
        "REQUEST_METHOD": "PUT",
        "PATH_INFO": f"/api/v1/tapes/{tape['id']}/files/accounts.csv",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "HTTP_AUTHORIZATION": f"Bearer {admin.token}",
        "CONTENT_TYPE": RAW,
        "CONTENT_LENGTH": "5000000",
        "wsgi.input": io.BytesIO(b"x" * came),
        "wsgi.url_scheme": "http",
        "wsgi.errors": io.StringIO(),
    }
    said: list[str] = []
    body = get_wsgi_application()(environ, lambda status, _headers: said.append(status))
    text = b"".join(body).decode()
    assert (said[0][:3], "upload.cut" in text) == ("400", True)
    assert f"{came} of 5000000 bytes came" in text
    assert left(tape) == ["accounts.csv"]
    assert admin.get(f"/tapes/{tape['id']}").json()["files"][0]["bytes"] == 16


def test_tape_without_files_is_not_imported(admin: Any, tape: Any) -> None:
    answer = admin.post(f"/tapes/{tape['id']}/import", key="i")
    assert (answer.status_code, codes(answer)) == (422, ["upload.empty"])


def test_tape_is_imported_once_and_the_worker_is_told(admin: Any, tape: Any) -> None:
    from django_tasks_db.models import DBTaskResult

    put(admin, tape, "accounts.csv", b"account_id\n")
    first = admin.post(f"/tapes/{tape['id']}/import", key="i")
    again = admin.post(f"/tapes/{tape['id']}/import", key="i")
    assert (first.status_code, again.json()) == (202, first.json())
    taken = first.json()["tape"]
    assert (first.json()["new"], taken["state"], taken["digest"] is None) == (
        True,
        "received",
        False,
    )
    assert DBTaskResult.objects.count() == 1
    late = put(admin, taken, "accounts.csv", b"x")
    assert (late.status_code, codes(late)) == (409, ["tape.state"])


def test_same_tape_sent_again_is_the_one_that_is_known(admin: Any, tape: Any) -> None:
    from django_tasks_db.models import DBTaskResult

    other = admin.post("/tapes", {"as_of": "2026-11-25"}, key="t2").json()
    answers = []
    for one in (tape, other):
        put(admin, one, "accounts.csv", b"account_id\n")
        answers.append(admin.post(f"/tapes/{one['id']}/import", key=f"i{one['id']}").json())
    assert [answer["new"] for answer in answers] == [True, False]
    assert answers[0]["tape"]["id"] == answers[1]["tape"]["id"]
    assert DBTaskResult.objects.count() == 1


def test_older_tape_is_refused_and_can_be_looked_at_still(admin: Any) -> None:
    old = admin.post("/tapes", {"as_of": "2020-01-01"}, key="old").json()
    put(admin, old, "accounts.csv", b"account_id\n")
    answer = admin.post(f"/tapes/{old['id']}/import", key="i")
    assert (answer.status_code, codes(answer)) == (409, ["tape.older"])
    assert admin.get(f"/tapes/{old['id']}").json()["state"] == "uploading"


def test_quarantine_as_csv_holds_no_formula() -> None:
    from forbear.web.api.routes.tapes import COLUMNS
    from forbear.web.listing import lines

    rows = iter([(1, "accounts", "=cmd|'x'", None, "-1", "@rule", None, 5)])
    assert list(lines(COLUMNS, rows))[1] == "1,accounts,'=cmd|'x',,'-1,'@rule,,5\r\n"
