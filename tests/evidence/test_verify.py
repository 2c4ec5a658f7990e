"""Exports verified: as they were made, and after anybody has been at them."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forbear.evidence import NOTHING, Verified, canonical, digest, export, follow, verify
from forbear.problems import ForbearError


def told(lines, root=None):
    """What is said of lines that don't verify."""
    with pytest.raises(ForbearError) as caught:
        verify(lines, root)
    assert all(problem.zh and problem.code for problem in caught.value.problems)
    return [str(problem) for problem in caught.value.problems]


def sealed(lines):
    """The lines with a seal that fits, as a forger would leave them."""
    body = [*lines[:-1]]
    return [*body, canonical({"seal": digest(*body)}) + b"\n"]


def entries(lines):
    """Places of the entries among the lines."""
    return [at for at, line in enumerate(lines) if b'"actor"' in line]


def changed(line, **fields):
    """A line of JSON with other fields, its own hash made to fit."""
    given = {**json.loads(line), **fields}
    given["hash"] = digest(canonical({k: v for k, v in given.items() if k != "hash"}))
    return canonical(given) + b"\n"


def test_verify_counts_what_is_there(whole, journal):
    _, days, _ = journal()
    assert verify(whole) == Verified(3, 9, 1, 3, days[-1].hash)


def test_verify_one_case_of_many(one, journal):
    _, days, _ = journal()
    assert verify(one, days[-1].hash) == Verified(1, 6, 1, 3, days[-1].hash)


def test_verify_a_journal_of_which_no_day_is_closed(journal):
    chains, days, heads = journal(still_open=4)
    assert verify(export(chains, days, heads)) == Verified(3, 9, 9, 0, NOTHING)


def test_verify_an_empty_journal():
    assert verify(export({}, [], [])) == Verified(0, 0, 0, 0, NOTHING)


@pytest.mark.parametrize("kind", ["whole", "one"])
def test_every_single_byte_changed_is_found_and_named(kind, request):
    """Each byte of the file in turn, another bit each time."""
    lines = request.getfixturevalue(kind)
    for at, line in enumerate(lines):
        for byte in range(len(line)):
            broken = bytearray(line)
            broken[byte] ^= 1 << (byte % 7)
            bad = [*lines[:at], bytes(broken), *lines[at + 1 :]]
            problems = told(b"".join(bad).splitlines(keepends=True))
            if b'"actor"' in line and broken.count(b"\n") == 1:
                assert problems[0].startswith(f"line {at + 1}:")


def test_changed_entry_is_named(one):
    at = entries(one)[2]
    bad = [*one]
    bad[at] = bad[at].replace(b"\xe5\x91\xa8\xe4\xba\x94", b"\xe5\x91\xa8\xe5\x85\xad")
    assert told(sealed(bad)) == [
        f"line {at + 1}: entry 2 of customer:C1 was changed: its content does not give its hash"
    ]


def test_changed_entry_with_a_hash_made_to_fit_breaks_the_chain(one):
    at = entries(one)[2]
    bad = [*one]
    bad[at] = changed(bad[at], actor="collector:8")
    assert told(sealed(bad)) == [
        f"line {at + 2}: entry 3 of customer:C1 does not follow from the entry before it: one of "
        "the two was changed"
    ]


@pytest.mark.parametrize("kind", ["whole", "one"])
def test_every_entry_dropped_is_found(kind, request):
    lines = request.getfixturevalue(kind)
    for at in entries(lines):
        problems = told(sealed([*lines[:at], *lines[at + 1 :]]))
        assert any("missing" in p or "dropped" in p or "are here" in p for p in problems)


def test_dropped_entry_is_named(one):
    at = entries(one)[3]
    assert told(sealed([*one[:at], *one[at + 1 :]]))[0] == (
        f"line {at + 1}: entry 4 of customer:C1 stands where entry 3 should: entries were dropped "
        "or moved"
    )


def test_last_entries_dropped_are_named_even_if_all_counts_are_made_to_fit(one):
    """Only the closed day knows better: the end of a chain is where a forger would cut."""
    header = json.loads(one[0])
    cut = [canonical({**header, "entries": 4}) + b"\n", *one[1:-3], one[-1]]
    assert told(sealed(cut)) == ["entry 4 of customer:C1 is missing"]


def test_every_two_entries_swapped_are_found(whole):
    places = entries(whole)
    for one, other in pairwise(places):
        bad = [*whole]
        bad[one], bad[other] = bad[other], bad[one]
        assert told(sealed(bad))


def test_two_entries_swapped_are_named(one):
    at, after = entries(one)[1:3]
    bad = [*one]
    bad[at], bad[after] = bad[after], bad[at]
    assert told(sealed(bad))[0] == (
        f"line {at + 1}: entry 2 of customer:C1 stands where entry 1 should: entries were dropped "
        "or moved"
    )


def test_entry_given_twice_is_named(one):
    at = entries(one)[1]
    problems = told(sealed([*one[: at + 1], one[at], *one[at + 1 :]]))
    assert problems[0].startswith(f"line {at + 2}: entry 1 of customer:C1 stands where entry 2")


def test_whole_chain_dropped_is_named(whole):
    kept = [line for line in whole if b'"actor"' not in line or b"customer:C2" not in line]
    assert "all entries are missing of: customer:C2" in told(sealed(kept))


def test_entries_apart_from_their_chain_are_named(whole):
    places = [at for at in entries(whole) if b'"chain":"customer:C1"' in whole[at]]
    last = places[-1]
    moved = [*whole[:last], *whole[last + 1 : -1], whole[last], whole[-1]]
    assert any(
        "entry 5 of customer:C1 stands away from its chain" in p for p in told(sealed(moved))
    )


def test_every_day_dropped_or_changed_is_found(whole):
    days = [at for at, line in enumerate(whole) if b'"tree"' in line]
    assert len(days) == 3
    for at in days:
        assert told(sealed([*whole[:at], *whole[at + 1 :]]))
    for at in days[:-1]:
        bad = [*whole]
        bad[at] = changed(bad[at], entries=1)
        assert any("does not follow from the day before" in p for p in told(sealed(bad)))


def test_head_changed_with_all_hashes_made_to_fit_is_not_in_the_tree(one):
    at = next(at for at, line in enumerate(one) if b'"place"' in line)
    bad = [*one]
    bad[at] = canonical({**json.loads(bad[at]), "number": 3}) + b"\n"
    assert "is not in the tree of day 2026-11-22" in told(sealed(bad))[0]


def test_journal_made_anew_from_end_to_end_has_another_root(journal):
    chains, days, heads = journal()
    forged, other_days, other_heads = journal(
        [[("customer:C1", "contact")], [("customer:C1", "reveal")]], still_open=0
    )
    lines = list(export(forged, other_days, other_heads))
    assert verify(lines).root == other_days[-1].hash
    (problem,) = told(lines, days[-1].hash)
    assert problem.startswith(f"the root of this journal is {other_days[-1].hash}, not the one")
    assert verify(export(chains, days, heads), f" {days[-1].hash.upper()}\n").days == 3


def test_entry_older_than_the_one_before_may_stand(journal):
    """Clocks are set back; the chain says what came first."""
    chains, _, _ = journal()
    last = chains["customer:C1"][-1]
    older = follow(
        last,
        last.chain,
        at=last.at.replace(year=2025),
        actor="a",
        action="note",
        subject="s",
        content={},
    )
    lines = export({last.chain: [*chains[last.chain], older]}, [], [])
    assert verify(lines).entries == 7


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], "line 1: the seal does not fit"),
        ([b"\n"], "line 1: the seal does not fit"),
        ([b"{}\n", b"{}\n"], "line 1: is not the header"),
        ([b"[]\n", b"{}\n"], "line 1: bytes were changed: this should be the header"),
        ([b"\xff\xfe\n", b"\n"], "line 1: bytes were changed: this should be the header"),
        ([b"[" * 100_000, b"\n"], "line 1: bytes were changed: this should be the header"),
        ([b'{"version":2,"format":"forbear.journal"}\n', b"\n"], "line 1: bytes were changed"),
    ],
)
def test_verify_what_is_no_export(lines, said):
    assert told(lines)[0].startswith(said)


def test_verify_says_twenty_problems_at_most(whole):
    assert len(told([*whole[:1], *[b"x\n"] * 50, whole[-1]])) == 20


def test_export_without_its_end_is_found(whole):
    for end in range(len(whole)):
        assert told(whole[:end])


@settings(max_examples=60)
@given(
    st.lists(
        st.lists(
            st.tuples(st.sampled_from("abcdef"), st.sampled_from(["note", "hold"])), max_size=6
        ),
        min_size=1,
        max_size=5,
    ),
    st.integers(0, 2),
    st.sets(st.sampled_from("abcdef")),
)
def test_any_export_verifies_and_is_tied_to_the_last_day(journal, happened, still_open, wanted):
    chains, days, heads = journal(happened, min(still_open, len(happened)))
    chosen = {name: chain for name, chain in chains.items() if name in wanted}
    done = verify(export(chosen, days, heads), days[-1].hash if days else None)
    assert done.chains == len(chosen)
    assert done.entries == sum(len(chain) for chain in chosen.values())
    tied = {head.chain: head.number + 1 for head in heads}
    assert done.loose == done.entries - sum(tied.get(name, 0) for name in chosen)


def test_chain_with_an_entry_put_between_is_found(journal):
    chains, days, heads = journal()
    first, second, *rest = chains["customer:C1"]
    between = replace(first, number=1, before=first.hash, action="forged")
    moved = [first, between, replace(second, number=2, before=between.hash), *rest]
    lines = list(export({"customer:C1": moved}, days, heads))
    assert any("stands where entry" in p for p in told(lines))
