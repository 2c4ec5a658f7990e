import pytest

from forbear.strategy.feel import Kind, parse_tests, spans
from forbear.strategy.feel.text import written


@pytest.mark.parametrize(
    ("kind", "cell", "expected"),
    [
        (Kind.INTEGER, ">= 30", ">= 30"),
        (Kind.INTEGER, "< 30", "<= 29"),
        (Kind.INTEGER, "(30..60)", "[31..59]"),
        (Kind.INTEGER, "30", "30"),
        (Kind.NUMBER, "< 0.5", "< 0.5"),
        (Kind.NUMBER, "> 0.5", "> 0.5"),
        (Kind.NUMBER, "]0.5..1]", "(0.5..1]"),
        (Kind.NUMBER, "0.5", "0.5"),
        (Kind.MONEY, "[10000..50000)", "[10000..50000)"),
        (Kind.MONEY, "<= 0.5", "< 0.51"),
        (Kind.STRING, '"a\\"b"', '"a\\"b"'),
        (Kind.BOOLEAN, "true", "true"),
        (Kind.BOOLEAN, "null", "null"),
        (Kind.DATE, '> date("2026-01-01")', '>= date("2026-01-02")'),
        (Kind.TIME, '< time("18:30:00")', '< time("18:30:00")'),
        (
            Kind.INSTANT,
            '< date and time("2026-01-31T18:30:00")',
            '< date and time("2026-01-31T18:30:00+00:00")',
        ),
        (Kind.DAYS, '>= duration("-P1DT1S")', '>= duration("-P1DT1S")'),
        (Kind.DAYS, '>= duration("PT0.5S")', '>= duration("P0DT0.500000S")'),
        (Kind.MONTHS, '>= duration("P18M")', '>= duration("P1Y6M")'),
    ],
)
def test_written_gives_a_cell_that_means_the_same(kind: Kind, cell: str, expected: str) -> None:
    (span,) = spans(parse_tests(cell), kind)
    shown = written(span, kind)
    assert shown == expected
    assert spans(parse_tests(shown), kind) == (span,)
