import itertools
from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.policy import load
from forbear.problems import ForbearError
from forbear.strategy import Finding, Table, all_hits, coverage, findings, read_table
from forbear.strategy.findings import SHOWN, check_logic

Make = Callable[..., str]

DAYS = "{name: days, type: integer, allowed: '[0..90]'}"
SHARE = "{name: share, type: number, allowed: '[0..1]'}"
PRODUCT = '{name: product, type: string, allowed: \'"card", "loan", "auto"\'}'
REGION = "{name: region, type: string, nullable: true}"
LOST = "{name: lost, type: boolean, nullable: true}"


@pytest.fixture(scope="module")
def table(table_text: Make) -> Callable[..., Table]:
    return lambda *parts, **more: read_table(table_text(*parts, **more), "t.yaml")


@pytest.mark.parametrize(
    ("inputs", "rows", "expected"),
    [
        ([DAYS], ["[0..30)", ">= 30"], []),
        ([DAYS], ["[0..29]", "[30..90]"], []),
        ([SHARE], ["[0..0.5]", "(0.5..1]"], []),
        ([SHARE], ["[0..0.5)", "(0.5..1]"], [Finding("gap", (), {"share": "0.5"})]),
        ([DAYS], ["[0..30)", "[35..90]"], [Finding("gap", (), {"days": "[30..34]"})]),
        (
            [DAYS],
            ["[0..30)", "[25..90]"],
            [Finding("overlap", (1, 2), {"days": "[25..29]"})],
        ),
        ([DAYS], ["-", "> 90"], [Finding("contradiction", (2,), {"days": "> 90"})]),
        ([DAYS], ["-", "[60..30]"], [Finding("contradiction", (2,), {"days": "[60..30]"})]),
        ([DAYS], ["-", "not(>= 0)"], [Finding("contradiction", (2,), {"days": "not(>= 0)"})]),
        ([PRODUCT], ['"card"', 'not("card")'], []),
        ([PRODUCT], ['"card"'], [Finding("gap", (), {"product": '"loan", "auto"'})]),
        ([REGION], ['"440100"', 'not("440100")', "null"], []),
        (
            [REGION],
            ['"440100", "441900"'],
            [Finding("gap", (), {"region": 'not("440100", "441900"), null'})],
        ),
        ([REGION], ["null"], [Finding("gap", (), {"region": "any text"})]),
        ([LOST], ["true"], [Finding("gap", (), {"lost": "false, null"})]),
        (
            [DAYS, LOST],
            ["< 30 | -", "- | true", ">= 60 | false"],
            [
                Finding("overlap", (1, 2), {"days": "[0..29]", "lost": "true"}),
                Finding("gap", (), {"days": "[30..59]", "lost": "false, null"}),
                Finding("gap", (), {"days": "[60..90]", "lost": "null"}),
            ],
        ),
    ],
)
def test_findings_of_a_unique_table(
    table: Callable[..., Table], inputs: list[str], rows: list[str], expected: list[Finding]
) -> None:
    made = table(inputs, [f'{row} | "x"' for row in rows], "unique")
    assert findings(made) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["< 30", "-"], []),
        (["-", "< 30"], [Finding("shadowed", (2, 1), {})]),
        (["< 60", "> 30", "[20..80]"], [Finding("shadowed", (3, 1, 2), {})]),
        (["< 60", "[50..70]", ">= 60"], []),
    ],
)
def test_findings_of_a_first_table(
    table: Callable[..., Table], rows: list[str], expected: list[Finding]
) -> None:
    assert findings(table([DAYS], [f'{row} | "x"' for row in rows])) == expected


def test_findings_of_a_collecting_table_allow_overlaps(table: Callable[..., Table]) -> None:
    assert findings(table([DAYS], ['- | "x"', '< 30 | "y"'], "collect")) == []


def test_findings_with_a_default_allow_gaps(table: Callable[..., Table]) -> None:
    assert findings(table([DAYS], ['< 30 | "x"'], "unique", default='"y"')) == []


def test_findings_stop_naming_gaps_after_some(table: Callable[..., Table]) -> None:
    share = "{name: other, type: integer, allowed: '[0..90]'}"
    rows = [f'{n} | {n} | "x"' for n in range(91)]
    found = findings(table([DAYS, share], rows, "unique"))
    assert [f.kind for f in found] == ["gap"] * SHOWN + ["more_gaps"]
    assert found[0] == Finding("gap", (), {"days": "0", "other": "[1..90]"})


def test_findings_say_when_a_table_is_too_entangled(
    table: Callable[..., Table], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coverage, "LIMIT", 1)
    made = table([DAYS, LOST], ['< 30 | - | "x"', '- | true | "x"', '> 40 | - | "x"'])
    assert findings(made) == [Finding("too_large", (), {})]


def test_check_logic_names_rows_lines_and_regions(table: Callable[..., Table]) -> None:
    made = table([DAYS], ['[0..30) | "x"', '[20..40] | "x"', '> 90 | "x"'], "unique")
    with pytest.raises(ForbearError) as caught:
        check_logic(made)
    assert [(p.code, p.where, p.en) for p in caught.value.problems] == [
        (
            "strategy.contradiction",
            "t.yaml:11, row 3",
            "can never match, since no allowed value meets days > 90; correct or remove the row",
        ),
        (
            "strategy.overlap",
            "t.yaml:9, row 1",
            "overlaps row 2 where days [20..29]; with hit policy unique only one row may match",
        ),
        (
            "strategy.gap",
            "t.yaml",
            "no row matches where days [41..90]; add a row or give the outputs a default",
        ),
    ]
    assert [p.zh for p in caught.value.problems][1] == (
        "与第 2 行重叠：days [20..29]；命中策略为 unique 时只能有一行命中"
    )


def test_check_logic_passes_the_shipped_strategy() -> None:
    check_logic(read_table(load().text("strategy.yaml"), "strategy.yaml"))


cells = st.one_of(
    st.just("-"),
    st.integers(0, 4).map(str),
    st.tuples(st.sampled_from(["<", "<=", ">", ">="]), st.integers(0, 4)).map(
        lambda p: f"{p[0]} {p[1]}"
    ),
    st.tuples(st.integers(0, 4), st.integers(0, 4)).map(lambda p: f"[{p[0]}..{p[1]})"),
    st.tuples(st.integers(0, 4), st.integers(0, 4)).map(lambda p: f"not({p[0]}, ]{p[1]}..4])"),
)
words = st.sampled_from(["-", '"a"', 'not("a")', '"a", "b"', "null", 'null, "b"'])
drawn_rows = st.lists(st.tuples(cells, cells, words), min_size=1, max_size=6)

SMALL = [
    "{name: a, type: integer, allowed: '[0..4]'}",
    "{name: b, type: integer, allowed: '[0..4]'}",
    '{name: w, type: string, allowed: \'"a", "b"\', nullable: true}',
]
EVERY = pl.DataFrame(
    list(itertools.product(range(5), range(5), ["a", "b", None])),
    schema={"a": pl.Int64, "b": pl.Int64, "w": pl.String},
    orient="row",
)


@given(drawn_rows, st.sampled_from(["unique", "first"]))
def test_findings_agree_with_trying_every_input(
    table_text: Make, rows: list[tuple[str, str, str]], policy: str
) -> None:
    text = table_text(SMALL, [f'{" | ".join(row)} | "x"' for row in rows], policy)
    collecting = read_table(text.replace(f"hit_policy: {policy}", "hit_policy: collect"), "t.yaml")
    met = all_hits(collecting, EVERY).filter(pl.col("rule") > 0)
    by_row = {n: set(met.filter(rule=n)["index"]) for n in range(1, len(rows) + 1)}
    found = findings(read_table(text, "t.yaml"))
    kinds = {kind: [f for f in found if f.kind == kind] for kind in ("contradiction", "shadowed")}

    never = {n for n, where in by_row.items() if not where}
    assert {f.rows[0] for f in kinds["contradiction"]} == never
    seen: set[int] = set()
    covered = set()
    for n, where in by_row.items():
        if where and where <= seen:
            covered.add(n)
        seen |= where
    assert {f.rows[0] for f in kinds["shadowed"]} == (covered if policy == "first" else set())
    overlaps = {(a, b) for a, b in itertools.combinations(by_row, 2) if by_row[a] & by_row[b]}
    assert {f.rows for f in found if f.kind == "overlap"} == (
        overlaps if policy == "unique" else set()
    )
    gaps = [f for f in found if f.kind == "gap"]
    missing = set(range(EVERY.height)) - seen
    named: set[int] = set()
    for gap in gaps:
        filled = [" | ".join(gap.region.get(c, "-") for c in "abw") + ' | "x"']
        inside = all_hits(read_table(table_text(SMALL, filled, "collect"), "t.yaml"), EVERY)
        named |= set(inside.filter(rule=1)["index"])
    assert named <= missing
    if not any(f.kind == "more_gaps" for f in found):
        assert named == missing
