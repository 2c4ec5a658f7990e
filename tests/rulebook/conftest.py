"""Tables, books and rules small enough to read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from forbear import policy, rulebook
from forbear.portfolio.tables import TABLES

DAY = date(2026, 11, 23)
ZONE = "Asia/Shanghai"
PHONE = "+8613800000001"


def _filled(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    schema = {column: declared.dtype for column, declared in TABLES[name].columns().items()}
    return pl.DataFrame({c: [row.get(c) for row in rows] for c in schema}, schema=schema)


@pytest.fixture(scope="session")
def table() -> Callable[..., pl.DataFrame]:
    """``table("holds", {...}, {...})``: a table of the tape, absent columns empty."""

    def make(name: str, *rows: dict[str, Any]) -> pl.DataFrame:
        return _filled(name, list(rows))

    return make


@pytest.fixture
def tape(table: Callable[..., pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """One grown-up with a card, a mobile, a home, a referee; nothing has happened yet."""
    return {
        "customers": table(
            "customers",
            {
                "customer_id": "C1",
                "kind": "person",
                "name": "C1",
                "born_on": date(1980, 1, 1),
                "timezone": ZONE,
                "email": "c1@example.com",
            },
        ),
        "accounts": table("accounts", {"account_id": "A1", "customer_id": "C1", "product": "card"}),
        "phones": table(
            "phones",
            {"customer_id": "C1", "phone": PHONE, "kind": "mobile", "valid": True},
            {"customer_id": "C1", "phone": "+8613900000009", "party_id": "P1", "valid": True},
        ),
        "addresses": table(
            "addresses",
            {
                "customer_id": "C1",
                "address_id": "1",
                "kind": "home",
                "written": "1 Lake Road",
                "lat": 30.0,
                "lon": 120.0,
            },
        ),
        "parties": table(
            "parties",
            {"customer_id": "C1", "party_id": "P1", "role": "referee", "no_contact": False},
        ),
        "agencies": table("agencies"),
        "contacts": table("contacts"),
        "holds": table("holds"),
        "consents": table("consents"),
    }


@pytest.fixture(scope="session")
def book() -> rulebook.Rulebook:
    """China's rules and the shipped overlay."""
    return rulebook.load(["cn"], policy.load().under("overlay"))


@pytest.fixture(scope="session")
def call() -> Callable[..., dict[str, Any]]:
    """``call("2026-11-23T09:00", "no_answer")``: one call of customer C1, Shanghai time."""

    def make(at: str, outcome: str, **more: Any) -> dict[str, Any]:
        moment = datetime.fromisoformat(at + "+08:00")
        base = {"customer_id": "C1", "contact_id": at, "at": moment, "channel": "call"}
        return {**base, "outcome": outcome, "phone": PHONE, **more}

    return make


@pytest.fixture
def pack(tmp_path: Path) -> Callable[[Mapping[str, str]], Path]:
    """``pack({"xx/a/rules.yaml": text})``: a folder of packs with that content."""

    def make(files: Mapping[str, str]) -> Path:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return make


@pytest.fixture(scope="session")
def files() -> dict[str, str]:
    """A sound folder of packs with one rule; tests break it."""
    registered = (
        "title: {en: X, zh: 甲}, covers: {en: X, zh: 甲}, since: 2020-01-01, "
        "checked_on: 2026-11-22, checked: own"
    )
    return {
        "registry.yaml": f"packs:\n  common: {{{registered}}}\n  xx: {{{registered}}}\n",
        "common/instrument.yaml": INSTRUMENT,
        "xx/act/instrument.yaml": INSTRUMENT,
        "xx/act/rules.yaml": RULE,
    }


INSTRUMENT = """\
title: {en: Act, zh: 法}
short: ACT
bindingness: law
source: [example.com/act]
"""

RULE = """\
rules:
  - id: XX-FREQ-001
    kind: cap
    title: {en: Three a day, zh: 每日三次}
    explains: {en: Three calls a day., zh: 每日三次。}
    modality: must_not
    channels: [call]
    versions:
      - in_force: 2020-01-01
        status: P
        citation: {article: {en: Art. 1, zh: 第一条}, source: [example.com/act]}
        value: {max: 3, counts: calls_connected_today}
    cases:
      - {label: lawful, en: two, zh: 二, day: 2026-11-23, channel: call,
         facts: {calls_connected_today: 2}, expect: allowed}
      - {label: unlawful, en: four, zh: 四, day: 2026-11-23, channel: call,
         facts: {calls_connected_today: 4}, expect: refused}
      - {label: edge, en: three, zh: 三, day: 2026-11-23, channel: call,
         facts: {calls_connected_today: 3}, expect: refused}
"""
