"""The words by which headers, files and codes are recognised."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.portfolio import TABLES, spec
from forbear.portfolio.vocabulary import plain, vocabulary

CODES = {code for table in TABLES for c in spec.columns(table).values() for code in c.codes}


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("CUST_NO", "custno"),
        (" Cust No. ", "custno"),
        ("cust-no", "custno"),
        ("客户号", "客户号"),
        ("贷款金额(元)", "贷款金额"),
        ("贷款金额（万元）", "贷款金额"),
        ("年利率[%] ", "年利率"),
        ("年利率【%】", "年利率"),
        ("（新）客户号", "(新)客户号"),
        ("ＡＣＣＴ＿ＮＯ", "acctno"),
        ("a/b:c#d", "abcd"),
        ("", ""),
        ("(元)", ""),
    ],
)
def test_plain_leaves_what_tells(written, bare):
    assert plain(written) == bare


@given(st.text(max_size=12))
def test_plain_does_not_depend_on_case_or_outer_blanks(text):
    assert plain(f" {text}\t") == plain(text)
    if text.isascii():
        assert plain(text.upper()) == plain(text.lower())


@pytest.mark.parametrize("table", TABLES)
def test_vocabulary_knows_every_table_and_column_by_its_own_names(table):
    known = vocabulary()
    assert plain(table) in known.files[table]
    assert list(known.headers[table]) == list(spec.columns(table))
    for name, column in spec.columns(table).items():
        words = known.headers[table][name]
        assert {plain(w) for w in (name, column.zh, column.en, *column.also)} <= set(words)
        assert len(set(words)) == len(words)


@pytest.mark.parametrize("code", sorted(CODES))
def test_vocabulary_knows_every_code_by_itself_and_in_chinese(code):
    words = vocabulary().codes[code]
    assert words[0] == plain(code)
    assert any("一" <= letter <= "鿿" for word in words for letter in word)


def test_vocabulary_has_no_codes_that_are_none_of_ours():
    assert set(vocabulary().codes) == CODES


def test_vocabulary_is_plain_throughout():
    known = vocabulary()
    words = [w for some in known.files.values() for w in some]
    words += [w for table in known.headers.values() for some in table.values() for w in some]
    words += [w for some in known.codes.values() for w in some]
    assert [w for w in words if w != plain(w) or not w] == []


@pytest.mark.parametrize(
    ("table", "column"), [(t, c.name) for t in TABLES for c in spec.columns(t).values() if c.codes]
)
def test_word_means_one_code_within_a_column(table, column):
    seen = {}
    for code in spec.columns(table)[column].codes:
        for word in set(vocabulary().codes[code]):
            assert seen.setdefault(word, code) == code
