"""Permits in bulk."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

from forbear import rulebook
from forbear.portfolio.words import Channel
from forbear.problems import ForbearError
from forbear.rulebook import Rulebook, facts_from, permits
from forbear.rulebook.compiled import UNDER
from forbear.rulebook.facts import FACTS
from forbear.rulebook.key import keyed
from forbear.rulebook.schema import PermitFrame

DAY = date(2026, 11, 23)
Tape = dict[str, pl.DataFrame]
Table = Callable[..., pl.DataFrame]


def decided(book: Rulebook, tape: Tape, day: date = DAY) -> rulebook.Permits:
    return permits(book, facts_from(tape, day=day, zone="Asia/Shanghai"), day=day)


def one(found: rulebook.Permits, channel: str) -> dict[str, Any]:
    return found.frame.row(by_predicate=pl.col("channel") == channel, named=True)


def refusing(found: rulebook.Permits, channel: str) -> list[str]:
    return [rule.id for rule in found.decode(channel, one(found, channel)["refusals"])]


def test_permits_fit_the_declared_frame(book: Rulebook, tape: Tape) -> None:
    frame = decided(book, tape).frame
    PermitFrame.validate(frame)
    assert frame.columns == list(PermitFrame.columns())
    assert frame["channel"].to_list() == [str(channel) for channel in Channel]


def test_permits_of_a_quiet_case(book: Rulebook, tape: Tape) -> None:
    found = decided(book, tape)
    allowed = found.frame.filter("allowed")["channel"].to_list()
    assert allowed == ["call", "sms", "email", "letter", "home_visit", "suit"]
    visit = one(found, "home_visit")
    assert found.windows(visit["windows"]) == [(480, 1320)]
    assert found.windows(one(found, "letter")["windows"]) == [(0, 1440)]
    assert [one(found, "call")["remaining"], visit["remaining"]] == [3, None]
    assert refusing(found, "work_visit") == ["COMMON-MEANS-WORK"]
    assert refusing(found, "third_party") == ["BANK-TP-001", "CN-TP-002", "CN-TP-006"]
    assert refusing(found, "agency") == [
        "BANK-AGY-001",
        "CN-AGY-001",
        "COMMON-MEANS-AGENCY",
    ]


def test_permit_that_is_refused_has_no_hours(book: Rulebook, tape: Tape) -> None:
    found = decided(book, tape)
    assert found.windows(one(found, "agency")["windows"]) == []
    assert found.windows(0) == []


def test_permit_for_a_visit_requires_what_the_law_asks(book: Rulebook, tape: Tape) -> None:
    found = decided(book, tape)
    rules = found.required("home_visit", one(found, "home_visit")["requires"])
    assert [rule.id for rule in rules if rule.id.startswith("CN-")] == [
        "CN-COND-001",
        "CN-COND-002",
        "CN-COND-003",
        "CN-NOTICE-001",
        "CN-VISIT-001",
        "CN-VISIT-002",
        "CN-VISIT-003",
        "CN-VISIT-004",
        "CN-VISIT-006",
        "CN-VISIT-008",
        "CN-VISIT-009",
        "CN-VISIT-010",
        "CN-VISIT-012",
        "CN-VISIT-013",
        "CN-VISIT-014",
    ]


def test_permits_refuse_visits_on_a_public_holiday_as_policy(book: Rulebook, tape: Tape) -> None:
    found = decided(book, tape, date(2026, 10, 1))
    assert refusing(found, "home_visit") == ["BANK-VISIT-001"]
    assert one(found, "call")["allowed"]
    rule = found.decode("home_visit", one(found, "home_visit")["refusals"])[0]
    assert str(rule.entry.bindingness) == "policy"


def test_permits_before_a_rule_was_in_force_do_not_know_it(book: Rulebook, tape: Tape) -> None:
    found = decided(book, tape, date(2024, 11, 22))
    assert found.windows(one(found, "call")["windows"]) == [(0, 1440)]
    assert one(found, "call")["remaining"] is None


def test_missing_table_takes_the_strict_side_and_says_so(book: Rulebook, tape: Tape) -> None:
    del tape["holds"]
    found = decided(book, tape)
    call = one(found, "call")
    assert not call["allowed"]
    assumed = [rule.id for rule in found.decode("call", call["assumed"])]
    assert assumed == refusing(found, "call")
    assert "CN-INST-002" in assumed


def test_all_refusals_are_given(book: Rulebook, tape: Tape, table: Table) -> None:
    holds = [
        {"customer_id": "C1", "hold_id": str(n), "kind": kind, "from_on": DAY}
        for n, kind in enumerate(("arrangement", "dispute", "incapacity"))
    ]
    tape["holds"] = table("holds", *holds)
    found = decided(book, tape)
    assert refusing(found, "call") == ["BANK-ARR-001", "BANK-DISP-001", "CN-CAP-001", "CN-INST-002"]


def test_refusals_by_rule_counts_customers(book: Rulebook, tape: Tape) -> None:
    counts = decided(book, tape).refusals_by_rule()
    assert counts.filter(pl.col("channel") == "work_visit").rows(named=True) == [
        {
            "rule_id": "COMMON-MEANS-WORK",
            "channel": "work_visit",
            "customers": 1,
            "assumed": 0,
            "title_en": "The place of work",
            "title_zh": "有单位坐标",
            "citation_en": "What cannot be done Means",
            "citation_zh": "客观条件 客观条件",
            "status": "B",
            "bindingness": "practical",
            "basis": "practical",
        }
    ]
    assert set(counts["basis"]) == {"law", "policy", "practical"}


def test_permits_for_some_channels_are_those_rows(book: Rulebook, tape: Tape) -> None:
    facts = facts_from(tape, day=DAY, zone="Asia/Shanghai")
    some = permits(book, facts, day=DAY, channels=[Channel.HOME_VISIT, Channel.CALL])
    whole = permits(book, facts, day=DAY).frame
    wanted = whole.filter(pl.col("channel").is_in(["call", "home_visit"]))
    assert some.frame.drop("windows").equals(wanted.drop("windows"))


def test_permits_of_nobody_are_an_empty_frame(book: Rulebook, tape: Tape) -> None:
    tape["customers"] = tape["customers"].clear()
    frame = decided(book, tape).frame
    PermitFrame.validate(frame)
    assert frame.height == 0


def test_permits_refuse_facts_of_another_day(book: Rulebook, tape: Tape) -> None:
    facts = facts_from(tape, day=DAY, zone="Asia/Shanghai")
    with pytest.raises(ForbearError, match="not of 2026-11-24"):
        permits(book, facts, day=date(2026, 11, 24))


def test_key_numbers_combinations_that_differ() -> None:
    facts = pl.DataFrame(
        {
            "customer_id": ["a", "b", "c", "d"],
            "minor": [False, None, False, True],
            "days_failed_in_row": pl.Series([0, 0, 0, 3], dtype=pl.Int16),
            "zone_known": [True, True, True, True],
        }
    )
    code, distinct = keyed(facts, ["days_failed_in_row", "hold_dispute", "minor", "zone_known"])
    assert code.to_list() == [0, 1, 0, 2]
    assert distinct.drop("customer_id").rows() == [
        (0, False, True),
        (0, None, True),
        (3, True, True),
    ]


def test_key_of_facts_that_are_the_same_for_all_is_one() -> None:
    facts = pl.DataFrame({"customer_id": ["a", "b"], "minor": [True, True]})
    code, distinct = keyed(facts, ["minor"])
    assert (code.to_list(), distinct["minor"].to_list()) == ([0, 0], [True])


def test_key_tells_apart_what_differs_in_any_fact() -> None:
    rng = random.Random(3)
    values = {
        name: (True, False, None)
        if fact.type is bool
        else (0, 1, 32767, None)
        if fact.type is int
        else (*fact.values[:2], fact.values[-1], None)
        for name, fact in FACTS.items()
    }
    base = {name: rng.choice(one) for name, one in values.items()}
    rows = [base, base]
    rows += [{**base, name: one} for name in FACTS for one in values[name]]
    schema = {name: fact.dtype for name, fact in FACTS.items()}
    facts = pl.DataFrame(rows, schema=schema, orient="row")
    facts = facts.insert_column(0, pl.Series("customer_id", range(len(rows))))
    code, distinct = keyed(facts, sorted(FACTS))
    known = [tuple(row[name] for name in sorted(FACTS)) for row in rows]
    order = list(dict.fromkeys(known))
    assert code.to_list() == [order.index(one) for one in known]
    assert distinct.drop("customer_id").select(sorted(FACTS)).rows() == order
    assert distinct["customer_id"].to_list() == [known.index(one) for one in order]


def test_refusals_by_rule_count_those_for_want_of_a_fact(book: Rulebook, tape: Tape) -> None:
    names = tape["customers"]
    tape["customers"] = pl.concat(
        names.with_columns(customer_id=pl.lit(f"C{n}"), born_on=pl.lit(born, dtype=pl.Date))
        for n, born in enumerate((None, date(1980, 1, 1), date(2015, 1, 1), None))
    )
    found = decided(book, tape)
    counts = {
        (row["rule_id"], row["channel"]): (row["customers"], row["assumed"])
        for row in found.refusals_by_rule().rows(named=True)
    }
    plain: dict[tuple[str, str], tuple[int, int]] = {}
    for row in found.frame.rows(named=True):
        missing = found.decode(row["channel"], row["assumed"])
        for rule in found.decode(row["channel"], row["refusals"]):
            whole, assumed = plain.get((rule.id, row["channel"]), (0, 0))
            plain[rule.id, row["channel"]] = (whole + 1, assumed + (rule in missing))
    assert counts == plain
    assert {assumed for _, assumed in counts.values()} >= {0, 2}
    rows = found.refusals_by_rule().select("customers", "rule_id", "channel").rows()
    order = [str(channel) for channel in Channel]
    assert rows == sorted(rows, key=lambda row: (-row[0], row[1], order.index(row[2])))
    assert found.frame.select("customer_id", "channel").rows() == [
        (f"C{n}", str(channel)) for n in range(4) for channel in Channel
    ]


def test_hours_that_differ_by_rule_have_codes_of_their_own(book: Rulebook, tape: Tape) -> None:
    found = decided(book, tape)
    codes = [one(found, str(channel))["windows"] for channel in Channel]
    assert [found.spans[code] for code in range(len(found.spans))] == sorted(found.spans)
    assert found.spans[0] == ()
    shut = [not one(found, str(channel))["allowed"] for channel in Channel]
    assert [code == 0 for code in codes] == shut
    assert found.version == book.on(DAY).version


@pytest.mark.parametrize("channel", Channel)
def test_channel_looks_at_the_facts_of_its_rules(book: Rulebook, channel: Channel) -> None:
    rules = book.on(DAY).channel(channel)
    asked = {name for expr in rules.verdicts for name in expr.meta.root_names()}
    others = {"party_role"} if channel is Channel.THIRD_PARTY else set()
    assert set(rules.facts) == asked | others
    assert [name for name in FACTS if name in rules.facts] == list(rules.facts)
    assert list(rules.looks_at) == [rule.id for rule in rules.rules]
    for rule in rules.rules:
        looked = set(rules.looks_at[rule.id])
        own = rule.facts | {*rule.rule.lifted_by}
        assert own <= looked
        own |= {f"product_{product}" for product in rule.entry.products}
        calendar = {fact for fact in FACTS if fact.startswith("holiday_")}
        assert looked - own <= calendar | {"actor", "addressee", "has_party", *UNDER}
