"""What the report says of a refusal: by the real rules of the default policy."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

from forbear.nightly.cases import Tape
from forbear.nightly.lawful import hold_ends
from forbear.nightly.refusals import ENDS, LAW
from forbear.policy import load
from forbear.rulebook import Rulebook
from forbear.rulebook import load as load_rules
from forbear.rulebook.kinds.hold import Hold
from forbear.rulebook.rule import Bindingness

DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def rules() -> Rulebook:
    return load_rules(["cn"], load().under("overlay"))


def held(kind: str, from_on: date, to_on: date | None, n: int = 1) -> dict[str, Any]:
    return {
        "customer_id": "c1",
        "hold_id": f"{kind}{n}",
        "kind": kind,
        "from_on": from_on,
        "to_on": to_on,
    }


def test_holds_say_when_they_end(tape: Callable[..., Tape]) -> None:
    begun = date(2026, 1, 1)
    holds = tape(
        holds=[
            held("dispute", begun, date(2026, 12, 1), 1),
            held("dispute", begun, date(2026, 12, 9), 2),
            held("dispute", begun, None, 3),
            held("dispute", begun, date(2026, 11, 22), 4),
            held("dispute", date(2026, 11, 24), None, 5),
            held("complaint", begun, DAY),
        ]
    )["holds"]
    assert hold_ends(holds, DAY).rows() == [
        ("complaint", DAY, DAY, 0),
        ("dispute", date(2026, 12, 1), date(2026, 12, 9), 1),
    ]


def test_no_holds_end_nothing(tape: Callable[..., Tape]) -> None:
    frame = hold_ends(tape()["holds"], DAY)
    assert frame.height == 0
    assert frame.schema["open_ended"] == pl.Int64()


def test_bank_policy_and_industry_standards_are_never_called_law(rules: Rulebook) -> None:
    own = [e for e in rules.entries if e.id.startswith("BANK-")]
    assert own
    assert {e.bindingness for e in own} == {Bindingness.POLICY}
    assert Bindingness.NATIONAL_STANDARD not in LAW
    assert Bindingness.SELF_REGULATION not in LAW
    assert Bindingness.POLICY not in LAW


def test_every_refusing_kind_of_rule_has_words_for_its_end(rules: Rulebook) -> None:
    told = [e.on(DAY) for e in rules.entries]
    silent = {
        type(rule.value).__name__
        for rule in told
        if rule
        and rule.value.refuses() is not None
        and type(rule.value) not in ENDS
        and not rule.rule.lifted_by
    }
    assert silent <= {"Conduct", "Staffing", "Requirement", "Disclosure"}
    assert Hold in ENDS
