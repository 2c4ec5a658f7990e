"""The document says everything, and its page asks nobody else's server."""

from __future__ import annotations

import re
from typing import Any

import pytest


@pytest.fixture(scope="module")
def document(django: None) -> Any:
    import forbear.web.urls  # noqa: F401
    from forbear.web.api.v1 import api

    return api.get_openapi_schema()


def operations(document: Any) -> list[tuple[str, str, Any]]:
    return [
        (path, method, told)
        for path, methods in document["paths"].items()
        for method, told in methods.items()
    ]


def test_document_is_openapi_3_1_and_whole(document: Any) -> None:
    assert document["openapi"].startswith("3.1")
    names = [told["operationId"] for _, _, told in operations(document)]
    assert len(names) == len(set(names)) > 50


def test_every_operation_speaks_both_languages(document: Any) -> None:
    for path, method, told in operations(document):
        en, zh = told["summary"].split(" · ")
        spoken = (en.isascii(), bool(re.search(r"[\u4e00-\u9fff]", zh)))
        told_of = (bool(told["tags"]), bool(told["description"]))
        assert (spoken, told_of) == ((True, True), (True, True)), (path, method)


def test_every_reference_leads_somewhere(document: Any) -> None:
    wanted = set(re.findall(r"#/components/schemas/(\w+)", str(document)))
    assert wanted == set(document["components"]["schemas"])


def test_two_shapes_of_one_name_are_kept_apart(document: Any) -> None:
    shapes = document["components"]["schemas"]
    assert "supervisor" in shapes["Role"]["enum"]
    assert "guarantor" in shapes["PartyOut"]["properties"]["role"]["enum"]


def test_every_write_needs_a_key_or_says_why_not() -> None:
    from forbear.web.api.operations import OPERATIONS

    without = {name for name, one in OPERATIONS.items() if one.writes and not one.key}
    assert without == {"putTapeFile", "makeToken", "revokeToken"}


def test_every_example_is_what_the_operation_takes(document: Any) -> None:
    from jsonschema import Draft202012Validator

    from forbear.web.api.examples import EXAMPLES

    shown = {}
    for _, _, told in operations(document):
        body = told.get("requestBody", {}).get("content", {}).get("application/json")
        if body is not None:
            schema = {**body["schema"], "components": document["components"]}
            Draft202012Validator(schema).validate(body["example"])
            shown[told["operationId"]] = body["example"]
    assert shown == EXAMPLES


def test_page_of_the_document_is_served_from_here(bank: Any) -> None:
    from django.contrib.staticfiles import finders
    from django.test import Client

    page = Client().get("/api/docs").content.decode()
    assert re.findall(r"https?:|//\w", page) == []
    assert '"validatorUrl": null' in page
    asked = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(asked) >= 4
    assert all(finders.find(path.removeprefix("/static/")) for path in asked)
    assert Client().get("/api/openapi.json").json()["openapi"].startswith("3.1")
