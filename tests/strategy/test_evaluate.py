import datetime as dt
from collections.abc import Callable

import polars as pl
import pytest

from forbear.policy import load
from forbear.problems import ForbearError
from forbear.strategy import Table, all_hits, hits, propose, read_table
from forbear.strategy.schema import Proposed

Make = Callable[..., str]

DAYS = "{name: days, type: integer, allowed: '>= 0'}"
LOST = "{name: lost, type: boolean, nullable: true}"
OWED = "{name: owed, type: money}"
SHARE = "{name: share, type: number, allowed: '[0..1]'}"
PRODUCT = '{name: product, type: string, allowed: \'"card", "loan"\'}'
ROWS = ['[0..30) | - | "sms"', '- | true | "call", "sms"', '>= 60 | null | "visit"']


@pytest.fixture(scope="module")
def table(table_text: Make) -> Callable[..., Table]:
    return lambda *parts, **more: read_table(table_text(*parts, **more), "t.yaml")


@pytest.fixture(scope="module")
def cases() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "case_id": ["a", "b", "c", "d", "e"],
            "days": pl.Series([29, 30, 59, 60, 5], dtype=pl.Int32),
            "lost": [None, True, False, None, True],
        }
    )


def test_hits_takes_the_first_row_that_matches(
    table: Callable[..., Table], cases: pl.DataFrame
) -> None:
    made = table([DAYS, LOST], ROWS)
    assert hits(made, cases).to_list() == [1, 2, 0, 3, 1]
    assert hits(made, cases).dtype == pl.Int32


def test_all_hits_collects_every_row(table: Callable[..., Table], cases: pl.DataFrame) -> None:
    found = all_hits(table([DAYS, LOST], ROWS, "collect"), cases)
    assert found.rows() == [(0, 1), (1, 2), (2, 0), (3, 3), (4, 1), (4, 2)]


def test_hits_refuses_a_collecting_table(table: Callable[..., Table], cases: pl.DataFrame) -> None:
    with pytest.raises(ValueError, match="no single hit"):
        hits(table([DAYS, LOST], ROWS, "collect"), cases)


@pytest.mark.parametrize(
    ("policy", "default", "expected"),
    [
        (
            "first",
            "",
            [
                ("a", "sms", 1),
                ("b", "call", 2),
                ("b", "sms", 2),
                ("d", "visit", 3),
                ("e", "sms", 1),
            ],
        ),
        (
            "collect",
            '"wait"',
            [
                ("a", "sms", 1),
                ("b", "call", 2),
                ("b", "sms", 2),
                ("c", "wait", 0),
                ("d", "visit", 3),
                ("e", "sms", 1),
                ("e", "call", 2),
            ],
        ),
    ],
)
def test_propose_gives_each_treatment_once_with_its_first_row(
    table: Callable[..., Table],
    cases: pl.DataFrame,
    policy: str,
    default: str,
    expected: list[tuple[str, str, int]],
) -> None:
    found = propose(table([DAYS, LOST], ROWS, policy, default), cases)
    assert found.rows() == expected
    Proposed.validate(found)


def test_propose_on_no_case_is_empty(table: Callable[..., Table], cases: pl.DataFrame) -> None:
    found = propose(table([DAYS, LOST], ROWS), cases.head(0))
    assert found.is_empty()
    Proposed.validate(found)


def test_hits_of_one_case_are_those_among_many(
    table: Callable[..., Table], cases: pl.DataFrame
) -> None:
    made = table([DAYS, LOST], ROWS)
    single = [hits(made, cases[n]).item() for n in range(cases.height)]
    assert single == hits(made, cases).to_list()


@pytest.mark.parametrize(
    ("inputs", "row", "data", "expected"),
    [
        (
            [DAYS],
            "-",
            {"day": [1]},
            (
                "strategy.no_input",
                "t.yaml, days",
                "the cases have no such column; they have case_id, day",
            ),
        ),
        (
            [DAYS],
            "-",
            {"days": ["1"]},
            (
                "strategy.input_type",
                "t.yaml, days",
                "the table says integer, the cases hold String",
            ),
        ),
        (
            [OWED],
            "-",
            {"owed": [1.5]},
            ("strategy.input_type", "t.yaml, owed", "the table says money, the cases hold Float64"),
        ),
        (
            [LOST],
            "-",
            {"lost": [1]},
            (
                "strategy.input_type",
                "t.yaml, lost",
                "the table says boolean, the cases hold Int64",
            ),
        ),
        (
            ["{name: on, type: date}"],
            "-",
            {"on": [dt.datetime(2026, 1, 1)]},  # noqa: DTZ001
            (
                "strategy.input_type",
                "t.yaml, on",
                "the table says date, the cases hold Datetime(time_unit='us', time_zone=None)",
            ),
        ),
        (
            [DAYS],
            "-",
            {"days": [-1]},
            (
                "strategy.not_allowed",
                "t.yaml, days",
                "1 cases hold a value that the table does not allow (first: a, -1); widen allowed "
                "or correct the data",
            ),
        ),
        (
            [SHARE],
            "-",
            {"share": [float("nan")]},
            (
                "strategy.not_allowed",
                "t.yaml, share",
                "1 cases hold a value that the table does not allow (first: a, nan); widen allowed "
                "or correct the data",
            ),
        ),
        (
            [PRODUCT],
            "-",
            {"product": ["auto"]},
            (
                "strategy.not_allowed",
                "t.yaml, product",
                "1 cases hold a value that the table does not allow (first: a, auto); widen "
                "allowed or correct the data",
            ),
        ),
        (
            [OWED],
            "-",
            {"owed": pl.Series([None], dtype=pl.Int64)},
            (
                "strategy.not_allowed",
                "t.yaml, owed",
                "1 cases hold a value that the table does not allow (first: a, None); widen "
                "allowed or correct the data",
            ),
        ),
    ],
)
def test_hits_names_unfit_cases(
    table: Callable[..., Table],
    inputs: list[str],
    row: str,
    data: dict[str, list[object]],
    expected: tuple[str, str, str],
) -> None:
    with pytest.raises(ForbearError) as caught:
        hits(table(inputs, [f'{row} | "x"']), pl.DataFrame({"case_id": ["a"], **data}))
    (problem,) = caught.value.problems
    assert (problem.code, problem.where, problem.en) == expected
    assert problem.zh


@pytest.mark.parametrize("dtype", [pl.Int8, pl.UInt16, pl.Int64, pl.UInt64])
def test_hits_takes_any_whole_number_type(
    table: Callable[..., Table], dtype: type[pl.DataType]
) -> None:
    frame = pl.DataFrame({"days": pl.Series([29, 30], dtype=dtype)})
    assert hits(table([DAYS], ['< 30 | "x"', '- | "y"']), frame).to_list() == [1, 2]


def test_hits_takes_enums_and_money_in_minor_units(table: Callable[..., Table]) -> None:
    made = table([PRODUCT, OWED], ['"card" | >= 50.5 | "x"', '- | - | "y"'])
    frame = pl.DataFrame(
        {
            "product": pl.Series(["card", "card", "loan"], dtype=pl.Enum(["loan", "card", "z"])),
            "owed": [5049, 5050, 5050],
        }
    )
    assert hits(made, frame).to_list() == [2, 1, 2]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({}, 7),
        ({"placed": True}, 1),
        ({"days_past_due": 0}, 2),
        ({"vulnerable": True}, 3),
        ({"vulnerable": True, "lost": True}, 4),
        ({"days_past_due": 3}, 5),
        ({"p_self": 0.8}, 6),
        ({"lost": True}, 8),
        ({"days_past_due": 31, "lost": True}, 9),
        ({"days_past_due": 60}, 10),
        ({"days_past_due": 60, "broken_promises_90d": 2, "reached_90d": True}, 11),
        ({"days_past_due": 60, "broken_promises_90d": 2}, 12),
        ({"days_past_due": 60, "broken_promises_90d": 2, "owed": 499_999}, 13),
        ({"days_past_due": 90, "lost": True}, 14),
        ({"days_past_due": 61}, 15),
        ({"days_past_due": 61, "owed": 299_999}, 16),
        ({"days_past_due": 91, "lost": True}, 17),
        ({"days_past_due": 180}, 18),
        ({"days_past_due": 180, "owed": 1}, 19),
        ({"days_past_due": 181, "owed": 5_000_000}, 20),
        ({"days_past_due": 181, "owed": 1_000_000, "secured": True}, 21),
        ({"days_past_due": 181, "owed": 4_999_999}, 22),
        ({"days_past_due": 900}, 23),
    ],
)
def test_the_shipped_strategy_takes_each_row(change: dict[str, object], rule: int) -> None:
    shipped = read_table(load().text("strategy.yaml"), "strategy.yaml")
    case = {
        "case_id": "a",
        "placed": False,
        "vulnerable": False,
        "days_past_due": 20,
        "owed": 600_000,
        "p_self": 0.5,
        "lost": False,
        "reached_90d": False,
        "broken_promises_90d": 0,
        "secured": False,
        **change,
    }
    assert hits(shipped, pl.DataFrame([case])).item() == rule
