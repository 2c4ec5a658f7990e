"""Check characters of identity numbers, against python-stdnum."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from forbear.portfolio import identifiers

DIGIT = st.sampled_from("0123456789")
USCC_SIGN = st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY")


def ask(test, texts):
    return pl.DataFrame({"t": texts}, schema={"t": pl.String}).select(test(pl.col.t)).to_series()


@given(
    st.lists(
        st.tuples(st.text(DIGIT, min_size=17, max_size=17), st.sampled_from("0123456789X")),
        min_size=1,
        max_size=20,
    )
)
def test_resident_check_agrees_with_stdnum(pairs):
    expected = [ric.calc_check_digit(body + last) == last for body, last in pairs]
    texts = [body + last for body, last in pairs]
    assert ask(identifiers.resident_check, texts).to_list() == expected


@given(
    st.lists(
        st.tuples(
            st.text(USCC_SIGN, min_size=2, max_size=2),
            st.text(DIGIT, min_size=6, max_size=6),
            st.text(USCC_SIGN, min_size=9, max_size=9),
            USCC_SIGN,
        ),
        min_size=1,
        max_size=20,
    )
)
def test_uscc_check_agrees_with_stdnum(parts):
    expected = [uscc.calc_check_digit("".join(p[:3])) == p[3] for p in parts]
    assert ask(identifiers.uscc_check, ["".join(p) for p in parts]).to_list() == expected


@pytest.mark.parametrize(
    ("text", "formed", "right"),
    [
        ("11010519491231002X", True, True),
        ("110105194912310021", True, False),
        ("11010519490231002X", False, False),
        ("11010519491231002x", False, False),
        ("110105491231002", False, False),
        ("１１０１０５１９４９１２３１００２X", False, None),
        ("", False, None),
    ],
)
def test_resident_number(text, formed, right):
    assert ask(identifiers.resident_form, [text]).to_list() == [formed]
    assert ask(identifiers.resident_check, [text]).to_list() == [right]


@pytest.mark.parametrize(
    ("text", "formed", "right"),
    [
        ("91350100M000100Y43", True, True),
        ("91350100M000100Y44", True, False),
        ("9135010OM000100Y43", False, None),
        ("91350100M000100Y4I", False, None),
        ("9135", False, None),
    ],
)
def test_uscc(text, formed, right):
    assert ask(identifiers.uscc_form, [text]).to_list() == [formed]
    assert ask(identifiers.uscc_check, [text]).to_list() == [right]


def test_checks_mix_well_formed_and_other_texts():
    texts = ["x", "11010519491231002X", None, "110105194912310021"]
    assert ask(identifiers.resident_check, texts).to_list() == [None, True, None, False]


def test_checks_of_nothing():
    assert ask(identifiers.resident_check, []).to_list() == []
    assert ask(identifiers.uscc_check, [None]).to_list() == [None]
