"""Packs of several countries together: who is under which, and the strictest wins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

from forbear import policy, rulebook
from forbear.portfolio.words import Channel
from forbear.rulebook import Rulebook, facts_from, permit, permits
from forbear.rulebook.instrument import Registry
from forbear.rulebook.pack import REGISTRY, shipped
from forbear.rulebook.reading import read

DAY = date(2026, 11, 23)
Tape = dict[str, pl.DataFrame]
Table = Callable[..., pl.DataFrame]
PACKS = sorted(read((shipped() / REGISTRY).read_text("utf-8"), Registry, REGISTRY).packs)
QUIET: dict[str, Any] = {
    "minor": False,
    "has_phone": True,
    "has_home": True,
    "product_card": True,
    "staff": 2,
    "calls_connected_today": 0,
    "dials_unanswered_today": 0,
    "calls_debt_7d": 0,
    "contacts_debt_7d": 0,
    "contacts_debt_31d": 0,
    "visits_31d": 0,
    "days_since_conversation": 32,
}
TABLES: dict[str, Any] = {"holds": [], "consents": []}


@pytest.fixture(scope="module")
def three() -> Rulebook:
    """China, Ireland and the United States, no overlay."""
    return rulebook.load(["cn", "ie", "us"])


@pytest.fixture(scope="module")
def every() -> Rulebook:
    """Every pack and the shipped overlay."""
    return rulebook.load(PACKS, policy.load().under("overlay"))


def case(at: str, zone: str, **facts: Any) -> dict[str, Any]:
    return {
        "channel": "call",
        "at": at,
        "zone": zone,
        "facts": QUIET | facts,
        "tape": TABLES,
    }


def packs_of(found: rulebook.Permit) -> dict[str, tuple[str, ...]]:
    return {one["pack"]: one["by"] for one in found.packs}


def test_borrower_is_under_the_packs_of_the_three_places(three: Rulebook) -> None:
    given = case("2026-11-24T12:00:00+00:00", "Europe/Dublin", made_in="CN", collects_in="US")
    found = permit(three, given)
    assert packs_of(found) == {
        "cn": ("made_in",),
        "common": (),
        "ie": ("lives_in",),
        "us": ("collects_in",),
    }
    assert found.facts["lives_in"] == {"value": "IE", "source": "zone"}


def test_pack_of_no_place_concerned_does_not_bind(three: Rulebook) -> None:
    given = case("2026-11-24T20:30:00+08:00", "Asia/Shanghai", made_in="CN", collects_in="CN")
    found = permit(three, given)
    assert list(packs_of(found)) == ["cn", "common"]
    assert found.allowed
    assert found.windows == (("08:00", "22:00"),)


def test_strictest_pack_wins_and_the_answer_names_it(three: Rulebook) -> None:
    given = case("2026-11-24T21:30:00+08:00", "Asia/Shanghai", made_in="IE", collects_in="CN")
    found = permit(three, given)
    assert found.windows == (("09:00", "21:00"),)
    assert {point.pack for point in found.refusals} == {"ie"}
    assert found.instants == (("2026-11-24T09:00:00+08:00", "2026-11-24T21:00:00+08:00"),)


def test_place_that_is_not_known_binds_every_pack_and_says_so(three: Rulebook) -> None:
    found = permit(three, case("2026-11-24T12:00:00+08:00", "Asia/Shanghai", made_in="CN"))
    assert {one["pack"]: one["assumed"] for one in found.packs} == {
        "cn": False,
        "common": False,
        "ie": True,
        "us": True,
    }
    assert found.windows == (("09:00", "21:00"),)


def test_book_of_one_country_binds_wherever_the_borrower_is() -> None:
    found = permit(rulebook.load(["ie"]), case("2026-11-22T12:00:00-05:00", "America/New_York"))
    assert {point.pack for point in found.refusals} == {"ie"}


def test_zone_comes_from_the_tape_or_the_one_pack_or_is_asked_for(three: Rulebook) -> None:
    given = case("2026-11-24T12:00:00+00:00", "-", made_in="CN", collects_in="CN")
    del given["zone"]
    home = {"customers": [{"kind": "person", "timezone": "America/New_York"}]}
    found = permit(three, given | {"tape": TABLES | home})
    assert (found.zone, found.at) == ("America/New_York", "2026-11-24T07:00:00-05:00")
    assert found.facts["lives_in"] == {"value": "US", "source": "tape"}
    with pytest.raises(rulebook.book.ForbearError, match="time zone"):
        permit(three, given)
    assert permit(rulebook.load(["cn"]), given).zone == "Asia/Shanghai"


def test_bulk_reads_countries_off_the_tape(three: Rulebook, tape: Tape, table: Table) -> None:
    tape["customers"] = table(
        "customers",
        {
            "customer_id": "C1",
            "kind": "person",
            "timezone": "Asia/Shanghai",
            "born_on": date(1980, 1, 1),
        },
        {"customer_id": "C2", "kind": "person", "timezone": "Europe/Dublin", "region": "IE-D"},
        {"customer_id": "C3", "kind": "person"},
    )
    tape["branches"] = table(
        "branches",
        {"branch_id": "B1", "timezone": "Asia/Shanghai"},
        {"branch_id": "B2", "timezone": "America/New_York"},
    )
    tape["accounts"] = table(
        "accounts",
        {"account_id": "A1", "customer_id": "C1", "branch_id": "B1", "product": "card"},
        {"account_id": "A2", "customer_id": "C2", "branch_id": "B1", "product": "card"},
        {"account_id": "A3", "customer_id": "C2", "branch_id": "B2", "product": "card"},
    )
    facts = facts_from(tape, day=DAY, zone="Asia/Shanghai")
    assert facts.frame["lives_in"].to_list() == ["CN", "IE", None]
    assert facts.frame["made_in"].to_list() == ["CN", None, None]
    assert facts.frame["collects_in"].to_list() == ["CN", "CN", "CN"]
    assert facts.sources["collects_in"] == "bank"
    found = permits(three, facts, day=DAY)
    calls = found.frame.filter(pl.col("channel") == "call")
    assert found.windows(calls["windows"][0]) == [(480, 1320)]
    assumed = [{r.entry.pack for r in found.decode("call", bits)} for bits in calls["assumed"]]
    assert "ie" not in assumed[0]
    assert {"ie", "us"} <= assumed[2]


@pytest.mark.parametrize("channel", Channel)
def test_every_pack_at_once_bulk_equals_single(
    every: Rulebook, tape: Tape, channel: Channel
) -> None:
    found = permits(every, facts_from(tape, day=DAY, zone="Asia/Shanghai"), day=DAY)
    row = found.frame.row(by_predicate=pl.col("channel") == str(channel), named=True)
    rows = {
        name: [
            {k: v for k, v in one.items() if v is not None} for one in frame.iter_rows(named=True)
        ]
        for name, frame in tape.items()
    }
    facts = {"collects_in": "CN"}
    single = permit(every, {"channel": channel, "day": DAY, "tape": rows, "facts": facts})
    assert single.allowed == row["allowed"]
    assert [p.rule_id for p in single.refusals] == [
        rule.id for rule in found.decode(channel, row["refusals"])
    ]


def test_bits_are_wide_only_where_many_rules_bind(three: Rulebook, tape: Tape) -> None:
    facts = facts_from(tape, day=DAY, zone="Asia/Shanghai")
    assert permits(three, facts, day=DAY).frame["refusals"].dtype == pl.UInt64


def test_version_of_the_rules_names_the_countries_they_bind(three: Rulebook) -> None:
    alone = rulebook.load(["cn"]).rule("CN-FREQ-001").on(DAY)
    together = three.rule("CN-FREQ-001").on(DAY)
    assert alone is not None
    assert together is not None
    assert alone.digest != together.digest
