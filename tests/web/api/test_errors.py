"""Whatever goes wrong has one shape: what, where, and what to do, in both languages."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

pytestmark = pytest.mark.any_database


def told(answer: Any) -> list[tuple[str, str]]:
    """Code and place of each problem; the shape is looked at on the way."""
    body = answer.json()
    assert set(body) == {"problems", "trace"}
    assert body["trace"] == answer.headers["Forbear-Trace"]
    for problem in body["problems"]:
        assert set(problem) == {"code", "where", "en", "zh"}
        assert problem["en"].isprintable()
        assert any("\u4e00" <= char <= "\u9fff" for char in problem["zh"])
    return [(problem["code"], problem["where"]) for problem in body["problems"]]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nothing", 404, "not_found"),
        ("GET", "/cases/K99", 404, "not_found"),
        ("GET", "/cases/../../etc/passwd", 404, "not_found"),
        ("GET", "/permits/no-uuid", 422, "field.uuid_parsing"),
        ("GET", "/nights/x", 422, "field.int_parsing"),
        ("GET", "/nights/0", 422, "field.greater_than_equal"),
        ("GET", "/nights/99999999999999999999", 422, "field.less_than_equal"),
        ("GET", "/cases/a%00b", 422, "text.nul"),
        ("GET", "/cases?branch=a%00b", 422, "text.nul"),
        ("GET", "/rules/NONE-1", 404, "rulebook.no_rule"),
        ("DELETE", "/cases", 405, "method"),
        ("PUT", "/cases/K01", 405, "method"),
        ("POST", "/me", 405, "method"),
    ],
)
def test_address_that_leads_nowhere_is_refused(
    asker: Any, method: str, path: str, status: int, code: str
) -> None:
    answer = asker("aud").send(method, path, {})
    assert answer.status_code == status
    assert [problem for problem, _ in told(answer)] == [code]
    assert ("Allow" in answer.headers) == (status == 405)


BAD_BODIES = [
    (b"", 400, "request.json", "body"),
    (b"{", 400, "request.json", "body"),
    (b"\xff\xfe", 400, "request.json", "body"),
    (b'{"kind": NaN}', 400, "request.json", "body"),
    (b'{"note": "a\\u0000b"}', 400, "request.json", "body"),
    (b'{"note": "\\ud800"}', 400, "request.json", "body"),
    (b"[" * 100_000, 400, "request.json", "body"),
    (b"[]", 422, "field.model_type", "body"),
    (b"null", 422, "field.model_type", "body"),
    (b"{}", 422, "field.missing", "body.kind"),
    (b'{"kind": "complaint", "colour": 1}', 422, "field.extra_forbidden", "body.colour"),
    (b'{"kind": "sulk"}', 422, "field.enum", "body.kind"),
    (b'{"kind": 7}', 422, "field.enum", "body.kind"),
    (b'{"kind": "complaint", "note": 7}', 422, "field.string_type", "body.note"),
    (b'{"kind": "complaint", "version": "1"}', 422, "field.int_type", "body.version"),
    (b'{"kind": "complaint", "version": 0}', 422, "field.greater_than_equal", "body.version"),
    (b'{"kind": "complaint", "from_on": 20261123}', 422, "field.date_type", "body.from_on"),
    (b'{"kind": "complaint", "from_on": "2026-02-30"}', 422, None, "body.from_on"),
    (b'{"kind": "complaint", "from_on": "0001-01-01"}', 422, "field.date_type", "body.from_on"),
    (
        b'{"kind": "complaint", "from_on": "2026-12-02", "to_on": "2026-12-01"}',
        422,
        "hold.backwards",
        "to_on",
    ),
    (b'{"kind": "complaint", "account_id": "A99"}', 404, "not_found", "account"),
    (b'{"kind": "dispute"}', 409, "hold.lasts", "kind"),
]


@pytest.mark.parametrize(("body", "status", "code", "where"), BAD_BODIES)
def test_body_that_cannot_be_used_is_refused(
    asker: Any, body: bytes, status: int, code: str | None, where: str
) -> None:
    from forbear.web.records.models import Hold

    before = Hold.objects.count()
    answer = asker("col1").post("/cases/K01/holds", body or b" ", key="b")
    assert answer.status_code == status
    (found,) = told(answer)
    assert (code or found[0], where) == found
    assert Hold.objects.count() == before


@pytest.mark.parametrize(
    ("path", "body", "code", "where"),
    [
        ("/accounts/A01/arrangements", {"instalments": []}, "field.too_short", "body.instalments"),
        (
            "/accounts/A01/arrangements",
            {"instalments": [{"due_on": "2027-01-01", "amount": 0}]},
            "field.greater_than",
            "body.instalments.0.amount",
        ),
        ("/permits", {"customer_id": "K01", "channel": "pigeon"}, "field.enum", "body.channel"),
        (
            "/contacts",
            {"permit_id": "x", "outcome": "no_answer"},
            "field.uuid_parsing",
            "body.permit_id",
        ),
        (
            "/search",
            {"kind": "shoe size", "text": "x"},
            "field.literal_error",
            "body.kind",
        ),
        (
            "/supposed-permits",
            {"channel": "call", "at": "2026-11-23T10:00:00"},
            "field.timezone_aware",
            "body.at",
        ),
        (
            "/supposed-permits",
            {"channel": "call", "day": "2026-11-23", "zone": "Mars/Olympus"},
            "case.zone",
            "zone",
        ),
        (
            "/supposed-permits",
            {"channel": "call", "day": "2026-11-23", "facts": {"hungry": True}},
            "case.fact",
            "facts.hungry",
        ),
    ],
)
def test_field_that_cannot_be_used_is_named(
    asker: Any, path: str, body: Any, code: str, where: str
) -> None:
    answer = asker("col1").post(path, body, key="f")
    assert (answer.status_code, told(answer)) == (422, [(code, where)])


def test_body_too_large_is_refused(asker: Any) -> None:
    answer = asker("col1").post("/search", {"kind": "name", "text": "x" * 1_000_001})
    assert (answer.status_code, told(answer)) == (413, [("request.too_large", "body")])


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_body_that_is_no_json_is_refused(asker: Any, kind: str) -> None:
    answer = asker("col1").post("/search", b"kind=name", content_type=kind)
    assert (answer.status_code, told(answer)) == (415, [("request.type", "Content-Type")])


def test_unknown_host_is_refused_in_the_same_shape(asker: Any) -> None:
    one = asker("col1")
    answer = one.client.get("/api/v1/me", headers={**one.headers(None), "Host": "elsewhere"})
    assert (answer.status_code, [code for code, _ in told(answer)]) == (400, ["request.unreadable"])


def test_fault_of_ours_tells_nothing_but_its_trace(
    asker: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from forbear.web.api.routes import cases

    def fail(*_args: Any) -> None:
        raise RuntimeError("李明 13800000000")

    monkeypatch.setattr(cases.changes, "history", fail)
    with caplog.at_level(logging.ERROR, logger="forbear.api"):
        answer = asker("col1").get("/cases/K01/history")
    assert (answer.status_code, told(answer)) == (500, [("internal", "")])
    assert "13800000000" not in json.dumps(answer.json())
    assert answer.json()["trace"] in caplog.text


def test_busy_database_says_to_try_again(asker: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db.utils import OperationalError

    from forbear.web.api.routes import cases

    def fail(*_args: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(cases.changes, "history", fail)
    answer = asker("col1").get("/cases/K01/history")
    assert (answer.status_code, told(answer)) == (503, [("busy", "")])
    assert answer.headers["Retry-After"] == "1"


def test_every_plain_fault_of_a_field_has_words_in_both_languages() -> None:
    from forbear.web.api.words import SAID

    for kind, (en, zh) in SAID.items():
        assert en.isascii(), kind
        assert any("\u4e00" <= char <= "\u9fff" for char in zh), kind


@pytest.mark.parametrize(
    ("fault", "where", "zh"),
    [
        (
            {
                "type": "literal_error",
                "loc": ("body", "given", "kind"),
                "ctx": {"expected": "a or b"},
            },
            "body.kind",
            "应为以下之一：a、b",
        ),
        ({"type": "never_heard_of", "loc": ("query", "x")}, "query.x", "取值不符合要求"),
        ({"type": "greater_than", "loc": ("path", "x"), "ctx": {"gt": 3}}, "path.x", "应大于 3"),
    ],
)
def test_spoken_fills_in_what_is_known(fault: Any, where: str, zh: str) -> None:
    from forbear.web.api.words import spoken

    problem = spoken(fault)
    assert (problem.where, problem.zh) == (where, zh)
