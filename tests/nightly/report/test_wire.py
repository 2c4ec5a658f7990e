from __future__ import annotations

import json
from dataclasses import MISSING, fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.nightly.report import Summary, from_json, to_json
from forbear.nightly.report.model import Text, Totals
from forbear.problems import ForbearError


def test_summary_comes_back_equal(busy: Summary) -> None:
    assert from_json(to_json(busy)) == busy


def test_bytes_are_the_same_after_a_round(busy: Summary) -> None:
    once = to_json(busy)
    assert to_json(from_json(once)) == once


def test_json_holds_each_part_on_a_line(busy: Summary) -> None:
    lines = to_json(busy).decode().splitlines()
    assert [n for n, line in enumerate(lines) if line == '"buckets": ['] != []
    assert sum(line.startswith(' {"bucket": "M') for line in lines) == 8 + 5


def test_left_out_parts_take_their_defaults(bare: Summary) -> None:
    raw = json.loads(to_json(bare))
    told = {k: v for k, v in raw.items() if v != []}
    assert from_json(json.dumps(told)) == bare


@given(st.text(), st.text())
def test_any_text_survives(en: str, zh: str) -> None:
    told = from_json(_with_bank(Text(en, zh)))
    assert told.bank == Text(en, zh)


def _with_bank(name: Text) -> bytes:
    whole = {
        "bank": {"en": name.en, "zh": name.zh},
        "as_of": "2026-11-22",
        "plan_for": "2026-11-23",
        "currency": "CNY",
        "minor": 2,
        "totals": dict.fromkeys(_TOTALS, 0),
        "run": {"forbear_version": "0", "policy_digest": "0", "packs": [], "seed": 1},
    }
    return json.dumps(whole).encode()


_TOTALS = [f.name for f in fields(Totals) if f.default is MISSING]


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        (("as_of",), "22.11.2026", "summary.as_of"),
        (("as_of",), 20261122, "summary.as_of"),
        (("minor",), "2", "summary.minor"),
        (("minor",), 2.0, "summary.minor"),
        (("minor",), True, "summary.minor"),
        (("bank",), "Demo Bank", "summary.bank"),
        (("bank", "fr"), "Banque", "summary.bank.fr"),
        (("totals", "accounts"), None, "summary.totals.accounts"),
        (("run", "packs"), [["cn"]], "summary.run.packs[0]"),
        (("run", "packs"), "cn", "summary.run.packs"),
        (("tape",), [{"table": "accounts"}], "summary.tape[0].received"),
        (("score",), [], None),
    ],
)
def test_field_that_does_not_fit_is_named(
    path: tuple[str, ...], value: object, where: str | None
) -> None:
    raw = json.loads(_with_bank(Text("a", "b")))
    part = raw
    for name in path[:-1]:
        part = part[name]
    part[path[-1]] = value
    if where is None:
        assert from_json(json.dumps(raw)).score == ()
        return
    with pytest.raises(ForbearError) as caught:
        from_json(json.dumps(raw))
    assert [p.where for p in caught.value.problems] == [where]


def test_missing_field_is_named() -> None:
    raw = json.loads(_with_bank(Text("a", "b")))
    del raw["currency"]
    with pytest.raises(ForbearError) as caught:
        from_json(json.dumps(raw))
    assert [(p.code, p.where) for p in caught.value.problems] == [
        ("report.field", "summary.currency")
    ]


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", "not json"])
def test_text_that_is_no_json_is_refused(data: bytes | str) -> None:
    with pytest.raises(ForbearError) as caught:
        from_json(data)
    assert [p.code for p in caught.value.problems] == ["report.json"]


@pytest.mark.parametrize("price", [float("nan"), float("inf")])
def test_figure_that_is_not_finite_is_refused(busy: Summary, price: float) -> None:
    broken = replace(busy, resources=(replace(busy.resources[0], price=price),))
    with pytest.raises(ForbearError) as caught:
        to_json(broken)
    assert [p.code for p in caught.value.problems] == ["report.not_finite"]
