import datetime as dt

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forbear.strategy.feel import FeelError, Kind, matches, parse_tests
from forbear.strategy.feel.kinds import axis_column

UTC = dt.UTC


def met(
    cell: str, kind: Kind, values: list[object], dtype: pl.DataType | None = None
) -> list[bool]:
    frame = pl.DataFrame({"x": pl.Series(values, dtype=dtype)})
    frame = frame.with_columns(axis_column("x", kind))
    return frame.with_columns(y=matches(parse_tests(cell), kind, pl.col("x")))["y"].to_list()


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("-", [True, True, True, True, True]),
        ("null", [True, False, False, False, False]),
        ("29, null", [True, True, False, False, False]),
        ("not(null)", [False, True, True, True, True]),
        (">= 30", [False, False, True, True, True]),
        ("[30..60)", [False, False, True, True, False]),
        ("]30..60]", [False, False, False, True, True]),
        ("(30..60)", [False, False, False, True, False]),
        ("30, 60", [False, False, True, False, True]),
        ("not(30, 60)", [False, True, False, True, False]),
        ("< 30, > 59", [False, True, False, False, True]),
        ("[60..30]", [False, False, False, False, False]),
        ("29.5", [False, False, False, False, False]),
        ("> 29.5", [False, False, True, True, True]),
    ],
)
def test_matches_whole_numbers(cell: str, expected: list[bool]) -> None:
    assert met(cell, Kind.INTEGER, [None, 29, 30, 59, 60], pl.Int32()) == expected


@pytest.mark.parametrize(
    ("kind", "cell", "values", "dtype", "expected"),
    [
        (Kind.NUMBER, "]0.5..1]", [0.5, 0.75, 1.0, None], None, [False, True, True, False]),
        (Kind.NUMBER, "0.1", [0.1, 0.2], None, [True, False]),
        (Kind.NUMBER, "> 2", [2, 3], None, [False, True]),
        (Kind.MONEY, ">= 5000", [499_999, 500_000], None, [False, True]),
        (Kind.MONEY, "0.01", [0, 1, 2], None, [False, True, False]),
        (Kind.STRING, '"card","loan"', ["card", "x", None], None, [True, False, False]),
        (Kind.STRING, 'not("card")', ["card", "x", None], None, [False, True, False]),
        (Kind.STRING, '"card"', ["card", "loan"], pl.Enum(["card", "loan"]), [True, False]),
        (Kind.BOOLEAN, "true", [True, False, None], None, [True, False, False]),
        (Kind.BOOLEAN, "not(true)", [True, False, None], None, [False, True, False]),
        (Kind.BOOLEAN, "true, false", [True, False, None], None, [True, True, False]),
        (
            Kind.DATE,
            '>= date("2026-01-01")',
            [dt.date(2025, 12, 31), dt.date(2026, 1, 1)],
            None,
            [False, True],
        ),
        (
            Kind.TIME,
            '[time("08:00:00")..time("22:00:00"))',
            [dt.time(7, 59, 59), dt.time(8), dt.time(22)],
            None,
            [False, True, False],
        ),
        (
            Kind.INSTANT,
            '< date and time("2026-01-31T18:30:00")',
            [
                dt.datetime(2026, 1, 31, 18, 29, tzinfo=UTC),
                dt.datetime(2026, 1, 31, 19, tzinfo=UTC),
            ],
            pl.Datetime("ms", "UTC"),
            [True, False],
        ),
        (
            Kind.DAYS,
            '> duration("P1D")',
            [dt.timedelta(hours=24), dt.timedelta(hours=25)],
            None,
            [False, True],
        ),
        (Kind.MONTHS, '<= duration("P1Y")', [12, 13], None, [True, False]),
    ],
)
def test_matches_every_kind(
    kind: Kind,
    cell: str,
    values: list[object],
    dtype: pl.DataType | None,
    expected: list[bool],
) -> None:
    assert met(cell, kind, values, dtype) == expected


@pytest.mark.parametrize(
    ("kind", "cell", "at", "en"),
    [
        (Kind.INTEGER, '"card"', 1, "expected a number such as 30"),
        (Kind.INTEGER, "true", 1, "expected a number such as 30"),
        (Kind.STRING, "30", 1, 'expected a text such as "card"'),
        (
            Kind.STRING,
            '< "a"',
            3,
            "a text or a yes/no can't be compared by size; write the value alone",
        ),
        (Kind.BOOLEAN, "1", 1, "expected true or false"),
        (Kind.DATE, '>= "2026-01-01"', 4, 'expected date("2026-01-31")'),
        (Kind.DATE, 'date and time("2026-01-31T18:30:00")', 1, 'expected date("2026-01-31")'),
        (Kind.DAYS, 'duration("P1Y")', 1, 'expected duration("P30D")'),
        (Kind.MONTHS, 'duration("P1D")', 1, 'expected duration("P1Y6M")'),
        (Kind.MONEY, '[0.."a"]', 5, "expected an amount such as 5000"),
    ],
)
def test_matches_refuses_a_value_of_another_kind(kind: Kind, cell: str, at: int, en: str) -> None:
    with pytest.raises(FeelError) as caught:
        matches(parse_tests(cell), kind, pl.col("x"))
    assert (caught.value.at, caught.value.en) == (at, en)


ends = st.tuples(st.integers(-4, 4), st.integers(-4, 4), st.booleans(), st.booleans())


@settings(deadline=None, max_examples=60)
@given(st.lists(ends, min_size=1, max_size=3), st.booleans())
def test_matches_agrees_with_plain_comparison(
    intervals: list[tuple[int, int, bool, bool]], negated: bool
) -> None:
    cell = ", ".join(
        f"{'[' if low_in else '('}{low}..{high}{']' if high_in else ')'}"
        for low, high, low_in, high_in in intervals
    )
    halves = [n / 2 for n in range(-10, 11)]
    for kind, values in ((Kind.INTEGER, list(range(-5, 6))), (Kind.NUMBER, halves)):
        inside = [
            any(
                (low <= v if low_in else low < v) and (v <= high if high_in else v < high)
                for low, high, low_in, high_in in intervals
            )
            for v in values
        ]
        expected = [not one for one in inside] if negated else inside
        assert met(f"not({cell})" if negated else cell, kind, list(values)) == expected
