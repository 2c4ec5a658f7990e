import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from forbear.problems import ForbearError
from forbear.web.sealing import Ring

Whole = dict[str, Any]


def _set(*at: str | int, to: Any) -> Callable[[Whole], None]:
    def change(whole: Whole) -> None:
        inner: Any = whole
        for step in at[:-1]:
            inner = inner[step]
        inner[at[-1]] = to

    return change


def _drop(*at: str | int) -> Callable[[Whole], None]:
    def change(whole: Whole) -> None:
        inner: Any = whole
        for step in at[:-1]:
            inner = inner[step]
        del inner[at[-1]]

    return change


def _twice(whole: Whole) -> None:
    whole["keys"].append(whole["keys"][0])


def _same(whole: Whole) -> None:
    whole["keys"][0]["index"] = whole["keys"][0]["sealing"]


def _swapped(whole: Whole) -> None:
    key = whole["keys"][0]
    key["sealing"], key["index"] = key["index"], key["sealing"]


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        (_drop("version"), "ring.form", "keys.json"),
        (_drop("primary"), "ring.form", "keys.json"),
        (_drop("keys"), "ring.form", "keys.json"),
        (_set("more", to=1), "ring.form", "keys.json"),
        (_set("version", to=2), "ring.version", "keys.json"),
        (_set("version", to="1"), "ring.version", "keys.json"),
        (_set("keys", to=[]), "ring.form", "keys.json"),
        (_set("keys", to={}), "ring.form", "keys.json"),
        (_set("keys", 0, to="ab"), "ring.form", "keys.json, keys[0]"),
        (_set("keys", 1, to=None), "ring.form", "keys.json, keys[1]"),
        (_drop("keys", 1, "index"), "ring.form", "keys.json, keys[1]"),
        (_set("keys", 0, "made", to="2026"), "ring.form", "keys.json, keys[0]"),
        (_set("keys", 0, "sealing", to="ab" * 31), "ring.form", "keys.json, keys[0].sealing"),
        (_set("keys", 0, "sealing", to="AB" * 32), "ring.form", "keys.json, keys[0].sealing"),
        (_set("keys", 0, "index", to="ab" * 32 + "\n"), "ring.form", "keys.json, keys[0].index"),
        (_set("keys", 0, "index", to=7), "ring.form", "keys.json, keys[0].index"),
        (_set("keys", 0, "index", to="ab" * 32), "ring.fingerprint", "keys.json, keys[0]"),
        (_set("keys", 1, "id", to="00000000"), "ring.fingerprint", "keys.json, keys[1]"),
        (_set("keys", 1, "id", to=None), "ring.fingerprint", "keys.json, keys[1]"),
        (_swapped, "ring.fingerprint", "keys.json, keys[0]"),
        (_same, "ring.form", "keys.json, keys[0]"),
        (_twice, "ring.twice", "keys.json"),
        (_set("primary", to="00000000"), "ring.no_primary", "keys.json"),
        (_set("primary", to=[]), "ring.no_primary", "keys.json"),
    ],
)
def test_malformed_ring_is_refused_with_its_place(
    change: Callable[[Whole], None], code: str, where: str, ring: Ring
) -> None:
    whole = json.loads(ring.rotated().text)
    change(whole)

    with pytest.raises(ForbearError) as refused:
        Ring.parse(json.dumps(whole), "keys.json")

    (problem,) = refused.value.problems
    assert (problem.code, problem.where) == (code, where)
    assert not re.search("[0-9a-f]{32}", f"{problem.en} {problem.zh}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        "[" * 100_000,
        '"keys"',
        '{"version": 1, "version": 1, "primary": "a", "keys": []}',
        "\ufffd\ufffd",
    ],
)
def test_text_that_is_no_object_is_refused(text: str) -> None:
    with pytest.raises(ForbearError) as refused:
        Ring.parse(text, "FORBEAR_KEYS")

    (problem,) = refused.value.problems
    assert (problem.code, problem.where) == ("ring.form", "FORBEAR_KEYS")
    assert refused.value.__context__ is None


def test_primary_key_may_stand_anywhere(ring: Ring) -> None:
    rotated = ring.rotated()
    whole = json.loads(rotated.text)
    whole["keys"].reverse()

    assert Ring.parse(json.dumps(whole)) == rotated


def test_text_names_version_primary_and_keys(ring: Ring) -> None:
    whole = json.loads(ring.text)

    assert whole == {
        "version": 1,
        "primary": ring.primary.id,
        "keys": [
            {
                "id": ring.primary.id,
                "sealing": ring.primary.sealing.hex(),
                "index": ring.primary.index.hex(),
            }
        ],
    }
