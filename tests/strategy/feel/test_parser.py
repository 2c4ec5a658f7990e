import datetime as dt
from decimal import Decimal

import pytest

from forbear.strategy.feel import Cell, FeelError, Literal, parse_literals, parse_tests
from forbear.strategy.feel.syntax import Compare, Equal, Interval, Months, Null, Op


def number(text: str, at: int) -> Literal:
    return Literal(Decimal(text), at)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-", Cell(())),
        (" - ", Cell(())),
        ("30", Cell((Equal(number("30", 1)),))),
        ("-30", Cell((Equal(number("-30", 1)),))),
        ("- 30", Cell((Equal(number("-30", 1)),))),
        (".5", Cell((Equal(number(".5", 1)),))),
        (">= 30", Cell((Compare(Op.AT_LEAST, number("30", 4)),))),
        ("<30", Cell((Compare(Op.LESS, number("30", 2)),))),
        ("<= -1.50", Cell((Compare(Op.AT_MOST, number("-1.50", 4)),))),
        ("> 0", Cell((Compare(Op.MORE, number("0", 3)),))),
        ("[30..60)", Cell((Interval(number("30", 2), number("60", 6), True, False),))),
        ("]30..60]", Cell((Interval(number("30", 2), number("60", 6), False, True),))),
        ("(30..60[", Cell((Interval(number("30", 2), number("60", 6), False, False),))),
        ("[1.5 .. 2.5]", Cell((Interval(number("1.5", 2), number("2.5", 9), True, True),))),
        ("[.5...75]", Cell((Interval(number(".5", 2), number(".75", 6), True, True),))),
        ('"card","loan"', Cell((Equal(Literal("card", 1)), Equal(Literal("loan", 8))))),
        ('not("card")', Cell((Equal(Literal("card", 5)),), negated=True)),
        ("not(< 3, [5..6], null)", None),
        ("true", Cell((Equal(Literal(True, 1)),))),
        ("false", Cell((Equal(Literal(False, 1)),))),
        ("null", Cell((Null(1),))),
        ('date("2026-01-01")', Cell((Equal(Literal(dt.date(2026, 1, 1), 1)),))),
    ],
)
def test_parse_tests_reads_every_form(text: str, expected: Cell | None) -> None:
    if expected is None:
        expected = Cell(
            (
                Compare(Op.LESS, number("3", 7)),
                Interval(number("5", 11), number("6", 14), True, True),
                Null(18),
            ),
            negated=True,
        )
    assert parse_tests(text) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('"a \\"b\\" \\\\ \\n\\t\\r\\u4e2d"', 'a "b" \\ \n\t\r中'),
        ('time("18:30:00")', dt.time(18, 30)),
        ('date and time("2026-01-31T18:30:00")', dt.datetime(2026, 1, 31, 18, 30, tzinfo=dt.UTC)),
        (
            'date   and time("2026-01-31T18:30:00+08:00")',
            dt.datetime(2026, 1, 31, 10, 30, tzinfo=dt.UTC),
        ),
        ('duration("P30D")', dt.timedelta(days=30)),
        (
            'duration("-P1DT2H3M4.5S")',
            -dt.timedelta(days=1, hours=2, minutes=3, seconds=4, milliseconds=500),
        ),
        ('duration("PT90M")', dt.timedelta(minutes=90)),
        ('duration("P1Y6M")', Months(18)),
        ('duration("-P6M")', Months(-6)),
        ("0.35", Decimal("0.35")),
    ],
)
def test_parse_literals_reads_every_literal(text: str, value: object) -> None:
    assert parse_literals(text) == (Literal(value, 1),)  # type: ignore[arg-type]


def test_parse_literals_reads_a_list() -> None:
    assert parse_literals('"sms", "call"') == (Literal("sms", 1), Literal("call", 8))


@pytest.mark.parametrize(
    ("text", "at", "en"),
    [
        ("", 1, "expected a test, or - for any value, found the end of the cell"),
        ("   ", 4, "expected a test, or - for any value, found the end of the cell"),
        ("30..60", 3, "expected a comma or the end of the cell, found .."),
        ("[30..60", 8, "expected ] or ) to close the interval, found the end of the cell"),
        ("[30,60]", 4, "expected .., found ,"),
        ("1 2", 3, "expected a comma or the end of the cell, found 2"),
        ("1,", 3, "expected a value, found the end of the cell"),
        (">", 2, "expected a value, found the end of the cell"),
        (">= -", 5, "expected a number after the minus sign, found the end of the cell"),
        ("-,1", 2, "expected a number after the minus sign, found ,"),
        ("not 3", 5, "expected (, found 3"),
        ("not(3", 6, "expected ), found the end of the cell"),
        ("not(-)", 6, "expected a number after the minus sign, found )"),
        ("card", 1, 'expected a value, found the word card; write a text as "card"'),
        ('"card', 1, 'a text begins here and has no closing quote; add "'),
        (
            '"\\q"',
            1,
            '\\q is no escape; known are \\" \\\\ \\n \\t \\r and \\u with four hex digits',
        ),
        ("“card”", 1, 'found “; write "'),
        ('"a"，"b"', 4, "found ，; write ,"),
        ("≥ 30", 1, "found ≥; write >="),
        ("= 3", 1, "found =; for equality write the value alone, for its opposite not(value)"),
        ("!= 3", 1, "found !; for equality write the value alone, for its opposite not(value)"),
        ("3 # 4", 3, "found #, which means nothing here"),
        ('date("2026-02-30")', 6, '"2026-02-30" is no date; write it as 2026-01-31'),
        ('date("20260131")', 6, '"20260131" is no date; write it as 2026-01-31'),
        ("date(3)", 6, "expected a text in double quotes, found 3"),
        ('time("25:00:00")', 6, '"25:00:00" is no time; write it as 18:30:00'),
        ('time("10:00:00+08:00")', 6, '"10:00:00+08:00" is no time; write it as 18:30:00'),
        (
            'date and time("2026-01-31")',
            15,
            '"2026-01-31" is no date and time; write it as 2026-01-31T18:30:00',
        ),
        (
            'duration("P1Y2D")',
            10,
            '"P1Y2D" is no duration; write it as P30D, PT2H or P1Y6M',
        ),
        ('duration("P")', 10, '"P" is no duration; write it as P30D, PT2H or P1Y6M'),
        (
            'duration("P99999999999D")',
            10,
            '"P99999999999D" is no duration; write it as P30D, PT2H or P1Y6M',
        ),
    ],
)
def test_parse_tests_names_position_and_what_was_expected(text: str, at: int, en: str) -> None:
    with pytest.raises(FeelError) as caught:
        parse_tests(text)
    assert (caught.value.at, caught.value.en) == (at, en)
    assert caught.value.zh


def test_parse_literals_refuses_a_test() -> None:
    with pytest.raises(FeelError) as caught:
        parse_literals('"a", < 3')
    assert (caught.value.at, caught.value.en) == (6, "expected a value, found <")
