"""Phone numbers in one way of writing."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.portfolio.phones import phone


def read(texts, country="CN"):
    frame = pl.DataFrame({"t": texts}, schema={"t": pl.String})
    return frame.select(phone(pl.col.t, country)).to_series().to_list()


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("13812345678", "13812345678"),
        ("138-1234-5678", "13812345678"),
        ("138 1234 5678", "13812345678"),
        ("+86 138 1234 5678", "13812345678"),
        ("8613812345678", "13812345678"),
        ("008613812345678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("010-88886666", "01088886666"),
        ("(0311) 8888 6666", "031188886666"),
        ("+86 10 8888 6666", "01088886666"),
        ("0086-0311-88886666", "031188886666"),
        ("010-88886666-801", "01088886666-801"),
        ("010-88886666转801", "01088886666-801"),
        ("95588", "95588"),
        ("95533123", "95533123"),
        ("96669", "96669"),
        ("400-800-1234", "4008001234"),
        ("+852 2522 3456", "+85225223456"),
        ("+1 650 253 0000", "+16502530000"),
    ],
)
def test_phone_is_kept_in_one_way(written, kept):
    assert read([written]) == [kept]


@pytest.mark.parametrize(
    "written",
    [
        "12345",
        "110",
        "1381234567",
        "+1381234567",
        "1_381234567",
        "12999999999",
        "20000000000",
        "138123456789",
        "23812345678",
        "88886666",
        "abc",
        "-",
        "张三",
        "0",
        "00000000000",
        "9" * 61,
        "+86",
        "+999 1234567",
        "a@b.cn",
    ],
)
def test_phone_that_is_none(written):
    assert read([written]) == [None]


@pytest.mark.parametrize(
    ("written", "country", "kept"),
    [
        ("(650) 253-0000", "US", "6502530000"),
        ("+86 138 1234 5678", "US", "+8613812345678"),
        ("020 7031 3000", "GB", "02070313000"),
        ("+44 20 7031 3000", "EU", "+442070313000"),
        ("020 7031 3000", "EU", None),
    ],
)
def test_phone_of_other_countries(written, country, kept):
    assert read([written], country) == [kept]


def test_phone_keeps_rows_and_nulls_in_place():
    given = ["13812345678", None, "12", "+86 13812345678", "12"]
    assert read(given) == ["13812345678", None, None, "13812345678", None]


@given(st.lists(st.text(max_size=20), max_size=10))
def test_phone_read_again_is_the_same(texts):
    once = read(texts)
    assert read(once) == once
