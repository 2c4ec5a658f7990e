from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from forbear.nightly.cases import Tape
from forbear.nightly.lawful import spans, written
from forbear.rulebook import facts_from, load, permits

MakeTape = Callable[..., Tape]


@pytest.mark.parametrize(
    ("hours", "pairs"),
    [
        ("", []),
        ("08:00-22:00", [[480, 1320]]),
        ("00:00-06:30;20:00-24:00", [[0, 390], [1200, 1440]]),
    ],
)
def test_spans_are_minutes_after_midnight(hours: str, pairs: list[list[int]]) -> None:
    assert spans(hours) == pairs


def test_written_permits_name_hours_and_rules(tape: MakeTape) -> None:
    day = date(2026, 11, 23)
    made = tape(
        customers=[
            {"customer_id": "c1", "kind": "person", "name": "张明", "born_on": date(1980, 1, 1)}
        ],
        accounts=[{"account_id": "a1", "customer_id": "c1", "product": "card"}],
        phones=[{"customer_id": "c1", "phone": "+8613800000000", "valid": True}],
        holds=[
            {
                "customer_id": "c1",
                "hold_id": "1",
                "kind": "arrangement",
                "from_on": date(2026, 1, 1),
            }
        ],
    )
    issued = permits(load(["cn"]), facts_from(made, day=day, zone="Asia/Shanghai"), day=day)
    frame = written(issued)
    assert frame.height == 9
    call = frame.filter(pl.col("channel") == "call").row(0, named=True)
    assert (call["allowed"], call["hours"]) == (False, "")
    assert "CN-INST-002" in call["refused_by"].split(";")
    free = {**made, "holds": made["holds"].clear()}
    issued = permits(load(["cn"]), facts_from(free, day=day, zone="Asia/Shanghai"), day=day)
    call = written(issued).filter(pl.col("channel") == "call").row(0, named=True)
    assert (call["allowed"], call["hours"], call["refused_by"]) == (True, "08:00-22:00", "")
    assert "CN-REC-CALL" in call["requires"].split(";")
