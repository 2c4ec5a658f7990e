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
from forbear.rulebook.clocks import load_clocks
from forbear.rulebook.duties import load_duties
from forbear.rulebook.ways import Books

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


RULES = """\
rules:
  - id: XX-FREQ-001
    kind: cap
    title: {en: Three a day, zh: 每日三次}
    explains: {en: Three calls a day., zh: 每日三次通话。}
    modality: must_not
    channels: [call]
    lifted_by: [consent_frequency]
    evidence: [dial_log]
    versions:
      - in_force: 2020-01-01
        status: P
        citation: {article: {en: Art. 1, zh: 第一条}, source: [example.com/act]}
        value: {max: 3, counts: calls_connected_today}
    cases: &cases
      - {label: lawful, en: other, zh: 其他, day: 2019-01-01, channel: call, expect: allowed}
      - {label: unlawful, en: other, zh: 其他, day: 2019-01-01, channel: call, expect: allowed}
      - {label: edge, en: other, zh: 其他, day: 2019-01-01, channel: call, expect: allowed}
  - id: XX-TIME-001
    kind: window
    title: {en: By day only, zh: 仅限日间}
    explains: {en: By day only., zh: 仅限日间。}
    modality: must_not
    channels: [call, home_visit]
    binds: [bank]
    versions:
      - in_force: 2020-01-01
        until: 2020-06-01
        status: S
        citation: {article: null, source: [example.com/old]}
        value: {allowed: ["09:00-12:00"]}
        remark: {en: The article was not seen., zh: 未见条号。}
      - in_force: 2021-01-01
        status: P
        citation: {article: {en: Art. 2, zh: 第二条}, source: [example.com/act, example.com/b]}
        value: {allowed: ["08:00-22:00"]}
    cases: *cases
  - id: XX-SAY-001
    kind: requirement
    title: {en: Say who calls, zh: 表明身份}
    explains: {en: Say who calls., zh: 表明身份。}
    modality: must
    channels: [call]
    products: [card]
    evidence: [call_audio]
    versions:
      - in_force: 2020-01-01
        status: P
        citation: {article: {en: Art. 3, zh: 第三条}, source: [example.com/act]}
        value: {needs: [show_id]}
    cases: *cases
  - id: XX-CALM-001
    kind: conduct
    title: {en: No threats, zh: 不得威胁}
    explains: {en: No threats., zh: 不得威胁。}
    modality: must_not
    channels: [call]
    versions:
      - in_force: 2020-01-01
        status: P
        citation: {article: {en: Art. 4, zh: 第四条}, source: [example.com/act]}
        value: {never: [threaten]}
    cases: *cases
  - id: XX-SOFT-001
    kind: cap
    title: {en: Better once, zh: 一次为宜}
    explains: {en: Once., zh: 一次。}
    modality: should_not
    effect: warn
    channels: [call]
    versions:
      - in_force: 2020-01-01
        status: P
        citation: {article: {en: Art. 5, zh: 第五条}, source: [example.com/act]}
        value: {max: 1, counts: calls_connected_today}
    cases: *cases
  - id: XX-OFF-001
    kind: hold
    title: {en: Not in force, zh: 未生效}
    explains: {en: A draft., zh: 草案。}
    modality: must_not
    enabled: false
    channels: [call]
    versions:
      - in_force: 2020-01-01
        status: D
        citation: {article: {en: Art. 6, zh: 第六条}, source: [example.com/act]}
        value: {holds: [dispute]}
    cases: *cases
"""
CLOCKS = """\
clocks:
  - id: XX-CMP-001
    kind: deadline
    title: {en: Fifteen days to answer, zh: 十五日内答复}
    explains: {en: Fifteen days., zh: 十五日。}
    modality: must
    versions:
      - in_force: 2020-01-01
        status: P
        citation: {article: {en: Art. 7, zh: 第七条}, source: [example.com/act]}
        value: {starts: [complaint_received], ends: [complaint_answered], within: {days: 15},
          extended: [{by: complaint_complex, within: {days: 30}}]}
    cases: &none
      - {label: lawful, en: a, zh: 甲, day: 2026-01-11, expect: {state: none}}
      - {label: unlawful, en: b, zh: 乙, day: 2026-01-12, expect: {state: none}}
      - {label: edge, en: c, zh: 丙, day: 2026-01-12, expect: {state: none}}
  - id: XX-KEEP-001
    kind: retention
    title: {en: Recordings two years, zh: 录音保存两年}
    explains: {en: Two years., zh: 两年。}
    modality: must
    versions:
      - in_force: 2020-01-01
        status: P
        citation: {article: null, source: [example.com/act]}
        value: {item: call_audio, starts: [call_recorded], keep: {years: 2}, until: debt_settled}
        remark: {en: Not seen., zh: 未见。}
    cases: *none
"""
DUTIES = """\
duties:
  - id: XX-DUTY-001
    about: plan
    title: {en: Five years, zh: 五年}
    explains: {en: Five years., zh: 五年。}
    modality: must_not
    versions:
      - in_force: 2020-01-01
        status: P
        citation: {article: {en: Art. 8, zh: 第八条}, source: [example.com/act]}
        value: {must: {term_months: {to: 60}}}
    cases:
      - {label: lawful, en: a, zh: 甲, day: 2026-11-23, facts: {term_months: 60}, expect: met}
      - {label: unlawful, en: b, zh: 乙, day: 2026-11-23, facts: {term_months: 61},
         expect: broken}
      - {label: edge, en: c, zh: 丙, day: 2026-11-23, expect: unknown}
"""


@pytest.fixture
def books(pack: Callable[[Mapping[str, str]], Path], files: dict[str, str]) -> Books:
    """Rules, a clock of each kind and a duty, each said word for word."""
    own = {**files, "xx/act/rules.yaml": RULES}
    own |= {"xx/act/time.clock.yaml": CLOCKS, "xx/act/plan.duty.yaml": DUTIES}
    folder = pack(own)
    return Books(
        rulebook.load(["xx"], folder=folder),
        load_clocks(["xx"], folder=folder),
        load_duties(["xx"], folder=folder),
    )


@pytest.fixture(scope="session")
def small() -> dict[str, str]:
    """The texts of `books`: rules, clocks and duties."""
    return {"rules": RULES, "clocks": CLOCKS, "duties": DUTIES}
