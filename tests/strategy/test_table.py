from collections.abc import Callable
from decimal import Decimal

import pytest

from forbear.policy import load
from forbear.problems import ForbearError
from forbear.strategy import read_table
from forbear.strategy.bilingual import Words
from forbear.strategy.feel import parse_tests
from forbear.strategy.table import HitPolicy, split_cells

Make = Callable[..., str]

AGE = "{name: days, type: integer, allowed: '>= 0'}"
PRODUCT = '{name: product, type: string, allowed: \'"card", "loan"\'}'


def faults(text: str) -> list[tuple[str, str, str]]:
    with pytest.raises(ForbearError) as caught:
        read_table(text, "t.yaml")
    assert all(p.zh for p in caught.value.problems)
    return [(p.code, p.where, p.en) for p in caught.value.problems]


def test_read_table_reads_rows_with_their_lines_and_notes() -> None:
    text = """\
title: {zh: 表, en: Table}
hit_policy: unique
inputs:
  - {name: days, type: integer, zh: 逾期天数, en: Days}
outputs:
  - {name: treatments, zh: 措施, en: Treatments}
  - {name: rank, type: number, zh: 次序, en: Rank}
rules: |
  # young ones first
  days    | treatments      | rank | zh         | en

  [0..30) | "sms", "a | b"  | 1    | 早期       | early
  >= 30   | "call"          | 2.5  |            |
"""
    table = read_table(text, "t.yaml")
    assert table.hit_policy is HitPolicy.UNIQUE
    first, second = table.rows
    assert (first.number, first.line, first.cells) == (1, 12, ("[0..30)",))
    assert first.tests == (parse_tests("[0..30)"),)
    assert first.outputs == {"treatments": ("sms", "a | b"), "rank": (Decimal(1),)}
    assert first.note == Words(zh="早期", en="early")
    assert (second.number, second.line, second.note) == (2, 13, Words(zh="", en=""))
    assert table.results("rank") == {1: (Decimal(1),), 2: (Decimal("2.5"),)}


def test_read_table_keeps_the_default_under_zero(table_text: Make) -> None:
    table = read_table(table_text([AGE], ['>= 30 | "call"'], default='"wait"'), "t.yaml")
    assert table.results("treatments") == {0: ("wait",), 1: ("call",)}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            ['>= 30 | "card" | "call"', '[30..60 | - | "x"'],
            (
                "strategy.cell",
                "t.yaml:11, row 2, days, position 8",
                "expected ] or ) to close the interval, found the end of the cell",
            ),
        ),
        (
            ['- | "cart" | "call"'],
            (
                "strategy.cell",
                "t.yaml:10, row 1, product, position 1",
                '"cart" is none of the allowed values "card", "loan"',
            ),
        ),
        (
            ['null | - | "call"'],
            (
                "strategy.cell",
                "t.yaml:10, row 1, days, position 1",
                "days is never unknown (null)",
            ),
        ),
        (
            ['"a" | - | "call"'],
            (
                "strategy.cell",
                "t.yaml:10, row 1, days, position 1",
                "expected a number such as 30",
            ),
        ),
        (
            ["- | - | 3"],
            (
                "strategy.cell",
                "t.yaml:10, row 1, treatments, position 1",
                'expected a text such as "card"',
            ),
        ),
        (
            ["- | - | call"],
            (
                "strategy.cell",
                "t.yaml:10, row 1, treatments, position 1",
                'expected a value, found the word call; write a text as "call"',
            ),
        ),
        (
            ['- | "call"'],
            (
                "strategy.cells",
                "t.yaml:10, row 1",
                "has 2 cells, the header has 3; check the | between",
            ),
        ),
        (["# nothing"], ("strategy.empty", "t.yaml", "the table has no row")),
    ],
)
def test_read_table_names_the_faulty_cell(
    table_text: Make, rows: list[str], expected: tuple[str, str, str]
) -> None:
    assert faults(table_text([AGE, PRODUCT], rows)) == [expected]


def test_read_table_names_every_fault_at_once(table_text: Make) -> None:
    found = faults(table_text([AGE, PRODUCT], ['> | = | "x"', '- | - | "x']))
    assert [where for _, where, _ in found] == [
        "t.yaml:10, row 1, days, position 2",
        "t.yaml:10, row 1, product, position 1",
        "t.yaml:11, row 2, treatments, position 1",
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            ("  days | product | treatments", "  days | produkt | treatments"),
            (
                "strategy.header",
                "t.yaml:9",
                "the columns are days, produkt, treatments; expected each of days, product, "
                "treatments once, and zh and en if the rows carry notes",
            ),
        ),
        (
            ("'>= 0'", "'not(3)'"),
            (
                "strategy.cell",
                "t.yaml, inputs.0.allowed, position 1",
                "list what is allowed, without not()",
            ),
        ),
        (
            ("'>= 0'", "'>= a'"),
            (
                "strategy.cell",
                "t.yaml, inputs.0.allowed, position 4",
                'expected a value, found the word a; write a text as "a"',
            ),
        ),
    ],
)
def test_read_table_names_faults_of_the_frame(
    table_text: Make, change: tuple[str, str], expected: tuple[str, str, str]
) -> None:
    text = table_text([AGE, PRODUCT], ['- | - | "call"'])
    assert change[0] in text
    assert faults(text.replace(*change)) == [expected]


def test_read_table_refuses_half_a_default(table_text: Make) -> None:
    text = table_text([AGE], ['- | "call"'], default='"wait"').replace(
        "outputs:", "outputs:\n  - {name: rank, type: number, zh: 次, en: r}"
    )
    text = text.replace("days | treatments", "days | treatments | rank")
    text = text.replace('- | "call"', '- | "call" | 1')
    assert faults(text) == [
        (
            "strategy.default",
            "t.yaml",
            "some outputs have a default and some have none; give all or none",
        )
    ]


@pytest.mark.parametrize(
    ("change", "where", "field"),
    [
        (("hit_policy: first", "hit_policy: any"), "t.yaml:2", "hit_policy"),
        (("type: integer", "type: whole"), "t.yaml:4", "inputs.0.type"),
        (("name: days", "name: days past due"), "t.yaml:4", "inputs.0.name"),
        (("title:", "titel:"), "t.yaml", "title"),
    ],
)
def test_read_table_names_faults_of_the_file(
    table_text: Make, change: tuple[str, str], where: str, field: str
) -> None:
    found = faults(table_text([AGE], ['- | "call"']).replace(*change))
    assert (found[0][1], found[0][2].split(":")[0]) == (where, field)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a | b", ["a", "b"]),
        ('"a|b"|c', ['"a|b"', "c"]),
        ('"a\\"|b" | c', ['"a\\"|b"', "c"]),
        ("| b |", ["", "b", ""]),
        ("", [""]),
    ],
)
def test_split_cells_minds_quotes(line: str, expected: list[str]) -> None:
    assert split_cells(line) == expected


def test_read_table_reads_the_shipped_strategy() -> None:
    table = read_table(load().text("strategy.yaml"), "strategy.yaml")
    assert [row.number for row in table.rows] == list(range(1, len(table.rows) + 1))
    assert all(row.note.zh and row.note.en for row in table.rows)
