"""What must hold for every case, tried on many."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear import policy, rulebook
from forbear.portfolio.words import Channel, ConsentKind, HoldKind, Outcome, Product, Role
from forbear.rulebook import Rulebook, permit, permits
from forbear.rulebook.evaluate import complete
from forbear.rulebook.facts import FACTS, Facts
from forbear.rulebook.facts.given import tape_facts

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


def decided(book: Rulebook, tape: dict[str, Any]) -> pl.DataFrame:
    """Bulk permits of one case, with the hours decoded."""
    values = tape_facts(tape, DAY)
    columns = {n: pl.Series(n, [v], dtype=FACTS[n].dtype) for n, v in values.items()}
    frame = pl.DataFrame({"customer_id": ["-"], **columns})
    found = permits(book, Facts(frame, DAY, {}), day=DAY)
    return found.frame.with_columns(
        minutes=pl.Series([sum(b - a for a, b in found.windows(w)) for w in found.frame["windows"]])
    )


def no_more(less: pl.DataFrame, more: pl.DataFrame) -> bool:
    """Whether the first allows nothing that the second does not."""
    left = less["remaining"].fill_null(999) <= more["remaining"].fill_null(999)
    allowed = ~less["allowed"] | more["allowed"]
    return bool(left.all() and allowed.all() and (less["minutes"] <= more["minutes"]).all())


@given(tape=tapes, kind=st.sampled_from(list(HoldKind)))
def test_adding_a_hold_never_allows_more(tape: dict[str, Any], kind: HoldKind) -> None:
    # A death or an incapacity is the very reason why others may be spoken to.
    held = tape | {"holds": [*tape["holds"], {"kind": kind, "from_on": DAY}]}
    before, after = decided(BOOK, tape), decided(BOOK, held)
    if kind in (HoldKind.DECEASED, HoldKind.INCAPACITY):
        direct = pl.col("channel") != "third_party"
        before, after = before.filter(direct), after.filter(direct)
    assert no_more(after, before)


@given(tape=tapes)
def test_stricter_overlay_never_allows_more(tape: dict[str, Any]) -> None:
    assert no_more(decided(BOOK, tape), decided(LAW, tape))


@given(tape=tapes, data=st.data())
def test_order_of_history_does_not_matter(tape: dict[str, Any], data: st.DataObject) -> None:
    mixed = tape | {"contacts": data.draw(st.permutations(tape["contacts"]))}
    assert decided(BOOK, tape).equals(decided(BOOK, mixed))


@given(tape=tapes, channel=st.sampled_from(list(Channel)))
def test_batch_equals_single(tape: dict[str, Any], channel: Channel) -> None:
    row = decided(BOOK, tape).row(by_predicate=pl.col("channel") == str(channel), named=True)
    found = permit(BOOK, {"channel": channel, "day": DAY, "tape": tape})
    rules = BOOK.on(DAY).channel(channel)
    ids = [rule.id for n, rule in enumerate(rules.refusing) if row["refusals"] >> n & 1]
    needs = [rule.id for n, rule in enumerate(rules.requiring) if row["requires"] >> n & 1]
    assert found.allowed == row["allowed"]
    assert found.remaining == row["remaining"]
    assert [point.rule_id for point in found.refusals] == ids
    assert sorted(p.rule_id for p in (*found.requires, *found.advice)) == needs
    assert sum(minutes(b) - minutes(a) for a, b in found.windows) == row["minutes"]


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


@given(tape=tapes, name=st.sampled_from(sorted(FACTS)))
def test_forgetting_a_fact_never_allows_more(tape: dict[str, Any], name: str) -> None:
    if FACTS[name].asked or name == "has_party":
        return
    values = tape_facts(tape, DAY)
    columns = {n: pl.Series(n, [v], dtype=FACTS[n].dtype) for n, v in values.items()}
    frame = complete(pl.DataFrame({"customer_id": ["-"], **columns}))
    less = frame.with_columns(pl.lit(None, dtype=FACTS[name].dtype).alias(name))
    before = permits(BOOK, Facts(frame, DAY, {}), day=DAY).frame
    after = permits(BOOK, Facts(less, DAY, {}), day=DAY).frame
    assert (~after["allowed"] | before["allowed"]).all()


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
