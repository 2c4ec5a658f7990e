"""What must hold for every case, tried on many."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forbear import policy, rulebook
from forbear.portfolio.tables import TABLES
from forbear.portfolio.words import Channel, ConsentKind, HoldKind, Outcome, Product, Role
from forbear.rulebook import Rulebook, facts_from, permit, permits
from forbear.rulebook.evaluate import complete
from forbear.rulebook.facts import FACTS, Facts

DAY = date(2026, 11, 23)
LAW = rulebook.load(["cn"])
BOOK = rulebook.load(["cn"], policy.load().under("overlay"))
OWN = ("+8613800000001", "+8613800000002")

moments = st.integers(0, 4 * 86400 - 1).map(
    lambda s: datetime.fromisoformat("2026-11-20T00:00:00+08:00") + timedelta(seconds=s)
)
contacts = st.lists(
    st.fixed_dictionaries(
        {
            "at": moments,
            "channel": st.sampled_from([Channel.CALL, Channel.SMS, Channel.HOME_VISIT]),
            "outcome": st.sampled_from(list(Outcome)),
            "phone": st.sampled_from(OWN),
            "party_id": st.sampled_from([None, None, None, "P1"]),
        }
    ),
    max_size=12,
)
holds = st.lists(
    st.fixed_dictionaries({"kind": st.sampled_from(list(HoldKind)), "from_on": st.just(DAY)}),
    max_size=2,
)
consents = st.lists(
    st.fixed_dictionaries({"kind": st.sampled_from(list(ConsentKind)), "from_on": st.just(DAY)}),
    max_size=2,
)
tapes = st.fixed_dictionaries(
    {
        "customers": st.sampled_from([None, date(1980, 5, 5), date(2010, 1, 1)]).map(
            lambda born: [{"kind": "person", "born_on": born, "timezone": "Asia/Shanghai"}]
        ),
        "accounts": st.sampled_from(list(Product)).map(lambda p: [{"product": p}]),
        "phones": st.lists(st.booleans(), min_size=1, max_size=2).map(
            lambda valid: [
                {"phone": p, "kind": "mobile", "valid": v} for p, v in zip(OWN, valid, strict=False)
            ]
        ),
        "parties": st.sampled_from(list(Role)).map(
            lambda role: [{"party_id": "P1", "role": role, "no_contact": False}]
        ),
        "contacts": contacts,
        "holds": holds,
        "consents": consents,
    }
)


#: Several cases at once: in bulk they are the customers of one tape.
many = st.lists(tapes, min_size=6, max_size=6)
some = settings(max_examples=12)
SCHEMAS = {name: {c: d.dtype for c, d in table.columns().items()} for name, table in TABLES.items()}


def bulk(cases: list[dict[str, Any]]) -> Facts:
    """The facts of all cases, read off one tape."""
    tables = {}
    for name in cases[0]:
        keys = {"hold_id", "consent_id", "contact_id", "account_id"} & set(SCHEMAS[name])
        rows = [
            {"customer_id": f"C{n}", **dict.fromkeys(keys, f"{n}-{m}"), **row}
            for n, case in enumerate(cases)
            for m, row in enumerate(case[name])
        ]
        if name == "holds":
            rows = [row | {"account_id": None} for row in rows]
        columns = {c: [row.get(c) for row in rows] for c in SCHEMAS[name]}
        tables[name] = pl.DataFrame(columns, schema=SCHEMAS[name])
    return facts_from(tables, day=DAY, zone="Asia/Shanghai")


def decided(book: Rulebook, cases: list[dict[str, Any]]) -> pl.DataFrame:
    """Bulk permits of the cases, with the hours decoded."""
    found = permits(book, bulk(cases), day=DAY)
    return found.frame.with_columns(
        minutes=pl.Series([sum(b - a for a, b in found.windows(w)) for w in found.frame["windows"]])
    )


def no_more(less: pl.DataFrame, more: pl.DataFrame) -> bool:
    """Whether the first allows nothing that the second does not."""
    left = less["remaining"].fill_null(999) <= more["remaining"].fill_null(999)
    allowed = ~less["allowed"] | more["allowed"]
    return bool(left.all() and allowed.all() and (less["minutes"] <= more["minutes"]).all())


@some
@given(cases=many, kind=st.sampled_from(list(HoldKind)))
def test_adding_a_hold_never_allows_more(cases: list[dict[str, Any]], kind: HoldKind) -> None:
    # A death or an incapacity is the very reason why others may be spoken to.
    held = [c | {"holds": [*c["holds"], {"kind": kind, "from_on": DAY}]} for c in cases]
    before, after = decided(BOOK, cases), decided(BOOK, held)
    if kind in (HoldKind.DECEASED, HoldKind.INCAPACITY):
        direct = pl.col("channel") != "third_party"
        before, after = before.filter(direct), after.filter(direct)
    assert no_more(after, before)


@some
@given(cases=many)
def test_stricter_overlay_never_allows_more(cases: list[dict[str, Any]]) -> None:
    assert no_more(decided(BOOK, cases), decided(LAW, cases))


@some
@given(cases=many, data=st.data())
def test_order_of_history_does_not_matter(cases: list[dict[str, Any]], data: st.DataObject) -> None:
    mixed = [c | {"contacts": data.draw(st.permutations(c["contacts"]))} for c in cases]
    assert decided(BOOK, cases).equals(decided(BOOK, mixed))


@some
@given(cases=many, name=st.sampled_from(sorted(FACTS)))
def test_forgetting_a_fact_never_allows_more(cases: list[dict[str, Any]], name: str) -> None:
    if FACTS[name].asked or name == "has_party":
        return
    frame = complete(bulk(cases).frame, FACTS)
    less = frame.with_columns(pl.lit(None, dtype=FACTS[name].dtype).alias(name))
    before = permits(BOOK, Facts(frame, DAY, {}), day=DAY).frame
    after = permits(BOOK, Facts(less, DAY, {}), day=DAY).frame
    assert (~after["allowed"] | before["allowed"]).all()


@some
@given(cases=many, channel=st.sampled_from(list(Channel)))
def test_batch_equals_single(cases: list[dict[str, Any]], channel: Channel) -> None:
    rules = BOOK.on(DAY).channel(channel)
    rows = decided(BOOK, cases).filter(pl.col("channel") == str(channel)).rows(named=True)
    for case, row in zip(cases, rows, strict=True):
        found = permit(BOOK, {"channel": channel, "day": DAY, "tape": case})
        ids = [rule.id for n, rule in enumerate(rules.refusing) if row["refusals"] >> n & 1]
        needs = [rule.id for n, rule in enumerate(rules.requiring) if row["requires"] >> n & 1]
        assert found.allowed == row["allowed"]
        assert found.remaining == row["remaining"]
        assert [point.rule_id for point in found.refusals] == ids
        assert sorted(p.rule_id for p in (*found.requires, *found.advice)) == needs
        assert sum(minutes(b) - minutes(a) for a, b in found.windows) == row["minutes"]


@settings(max_examples=15)
@given(tape=tapes, channel=st.sampled_from(list(Channel)))
def test_permit_allows_inside_its_hours_and_refuses_a_second_outside(
    tape: dict[str, Any], channel: Channel
) -> None:
    tape = tape | {"contacts": []}
    case = {"channel": channel, "tape": tape}
    for opens, closes in permit(BOOK, case | {"day": DAY}).windows:
        first, end = instant(opens), instant(closes)
        assert permit(BOOK, case | {"at": first}).allowed
        assert permit(BOOK, case | {"at": end - timedelta(seconds=1)}).allowed
        if opens != "00:00":
            assert not permit(BOOK, case | {"at": first - timedelta(seconds=1)}).allowed
        if closes != "24:00":
            assert not permit(BOOK, case | {"at": end}).allowed


@pytest.mark.parametrize("day", [date(2024, 6, 3), date(2025, 6, 3), date(2026, 6, 3)])
def test_replay_ignores_later_rules_and_gives_the_same_bytes(day: date) -> None:
    early = Rulebook(
        tuple(e for e in BOOK.entries if e.rule.versions[0].in_force <= day), BOOK.registered
    )
    case = {"channel": "call", "day": day, "facts": {"product_card": True, "minor": False}}
    assert permit(early, case).as_dict() == permit(BOOK, case).as_dict()
    frame = pl.DataFrame({"customer_id": ["a"], "product_card": [True]})
    facts = Facts(frame, day, {})
    assert permits(early, facts, day=day).frame.equals(permits(BOOK, facts, day=day).frame)


def minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def instant(text: str) -> datetime:
    start = datetime.fromisoformat("2026-11-23T00:00:00+08:00")
    return start + timedelta(minutes=minutes(text))
