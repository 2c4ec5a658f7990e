"""Check characters of identity numbers, against the standards' own sums and python-stdnum."""

from __future__ import annotations

import datetime as dt

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


def slow_resident_check(text):
    """GB 11643: the sum of each character times 2 to the power of its place, counted from the
    right and from 0, leaves 1 when divided by 11. X is 10."""
    values = [10 if sign == "X" else int(sign) for sign in text]
    return sum(value * 2 ** (17 - place) for place, value in enumerate(values)) % 11 == 1


def slow_uscc_check(text):
    """GB 32100: the check character is 31 less the remainder of the sum of each of the 17 before
    it times 3 to the power of its place, counted from 0; 31 counts as 0."""
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(signs.index(sign) * 3**place for place, sign in enumerate(text[:17]))
    return signs[(31 - total % 31) % 31] == text[17]


def slow_resident_form(text):
    """17 digits, then a digit or X; the 7th to the 14th are a day of the years 1000 to 9999."""
    if len(text) != 18 or any(s not in "0123456789" for s in text[:17]):
        return False
    try:
        dt.date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    return text[6] != "0" and text[17] in "0123456789X"


def slow_uscc_form(text):
    """Two signs, six digits, ten signs; no I, O, S, V, Z."""
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    if len(text) != 18 or any(s not in "0123456789" for s in text[2:8]):
        return False
    return all(sign in signs for sign in text)


RESIDENTS = st.tuples(st.text(DIGIT, min_size=17, max_size=17), st.sampled_from("0123456789X")).map(
    "".join
)
USCCS = st.tuples(
    st.text(USCC_SIGN, min_size=2, max_size=2),
    st.text(DIGIT, min_size=6, max_size=6),
    st.text(USCC_SIGN, min_size=10, max_size=10),
).map("".join)
#: Of all check characters for one body one is right.
WITH_EVERY_END = st.text(DIGIT, min_size=17, max_size=17).map(
    lambda body: [body + last for last in "0123456789X"]
)


@given(st.lists(RESIDENTS, min_size=1, max_size=20))
def test_resident_check_agrees_with_the_sum_of_powers(texts):
    expected = [slow_resident_check(text) for text in texts]
    assert ask(identifiers.resident_check, texts).to_list() == expected


@given(WITH_EVERY_END)
def test_resident_check_lets_one_character_of_eleven_pass(texts):
    right = ask(identifiers.resident_check, texts).to_list()
    assert right == [slow_resident_check(text) for text in texts]
    assert sum(right) == 1


@given(st.lists(USCCS, min_size=1, max_size=20))
def test_uscc_check_agrees_with_the_sum_of_powers(texts):
    expected = [slow_uscc_check(text) for text in texts]
    assert ask(identifiers.uscc_check, texts).to_list() == expected


@given(USCCS)
def test_uscc_check_lets_one_character_of_thirty_one_pass(text):
    texts = [text[:17] + last for last in "0123456789ABCDEFGHJKLMNPQRTUWXY"]
    right = ask(identifiers.uscc_check, texts).to_list()
    assert right == [slow_uscc_check(text) for text in texts]
    assert sum(right) == 1


@pytest.mark.parametrize("place", range(17))
@pytest.mark.parametrize(
    ("text", "test"),
    [
        ("11010519491231002X", identifiers.resident_check),
        ("440524188001010014", identifiers.resident_check),
        ("91350100M000100Y43", identifiers.uscc_check),
    ],
)
def test_checks_see_every_single_digit_mistyped(text, test, place):
    if not text[place].isdigit():
        return
    others = [text[:place] + d + text[place + 1 :] for d in "0123456789" if d != text[place]]
    assert ask(test, [text, *others]).to_list() == [True] + [False] * 9


def dated(year, month, day):
    return f"110105{year:04}{month:02}{day:02}0021"


@given(
    st.lists(
        st.one_of(
            st.builds(dated, st.integers(0, 9999), st.integers(0, 13), st.integers(0, 32)),
            RESIDENTS,
            st.text(st.sampled_from("0123456789Xx１ -"), min_size=16, max_size=19),
        ),
        max_size=20,
    )
)
def test_resident_form_agrees_with_the_calendar(texts):
    expected = [slow_resident_form(text) for text in texts]
    assert ask(identifiers.resident_form, texts).to_list() == expected


@given(
    st.lists(
        st.one_of(
            USCCS, st.text(st.sampled_from("0123456789AIOSVZay１"), min_size=16, max_size=19)
        ),
        max_size=20,
    )
)
def test_uscc_form_agrees_with_the_signs(texts):
    expected = [slow_uscc_form(text) for text in texts]
    assert ask(identifiers.uscc_form, texts).to_list() == expected


@pytest.mark.parametrize(
    ("text", "formed", "right"),
    [
        ("11010519491231002X", True, True),
        ("110105194912310021", True, False),
        ("11010519490231002X", False, False),
        ("110105000001010010", False, False),
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
