from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forbear.portfolio import masks

Mask = Callable[[pl.Expr], pl.Expr]


def masked(mask: Mask, whole: str | None) -> str | None:
    frame = pl.DataFrame({"text": [whole]}, schema={"text": pl.String})
    shown: str | None = frame.select(mask(pl.col("text"))).item()
    return shown


@pytest.mark.parametrize(
    ("whole", "shown"),
    [
        ("张明", "张*"),
        ("张大明", "张*明"),
        ("欧阳明华", "欧**华"),
        ("王", "王*"),
        ("Ann Lee", "A*****e"),
        (None, None),
    ],
)
def test_name_shows_too_little_to_identify(whole: str | None, shown: str | None) -> None:
    frame = pl.DataFrame({"name": [whole]}, schema={"name": pl.String})
    assert frame.select(masks.name(pl.col("name"))).item() == shown


@pytest.mark.parametrize(
    ("whole", "shown"),
    [("+8613812345678", "*******5678"), ("057188880000", "*******0000"), (None, None)],
)
def test_phone_shows_last_four_digits(whole: str | None, shown: str | None) -> None:
    frame = pl.DataFrame({"phone": [whole]}, schema={"phone": pl.String})
    assert frame.select(masks.phone(pl.col("phone"))).item() == shown


@pytest.mark.parametrize(
    ("whole", "shown"),
    [
        ("zhang@example.com", "z****@example.com"),
        ("z@example.com", "z****@example.com"),
        ("a@b@example.com", "a****@example.com"),
        ("@example.com", "@****@example.com"),
        ("zhang.example.com", "z****"),
        ("", "****"),
        (None, None),
    ],
)
def test_email_shows_first_letter_and_domain(whole: str | None, shown: str | None) -> None:
    assert masked(masks.email, whole) == shown


@pytest.mark.parametrize(
    ("whole", "shown"),
    [
        ("11010519491231002X", "1****X"),
        ("91310000MA1FL0000X", "9****X"),
        ("A1234", "A****4"),
        ("A123", "A****"),
        ("", "****"),
        (None, None),
    ],
)
def test_identity_shows_first_and_last_character(whole: str | None, shown: str | None) -> None:
    assert masked(masks.identity, whole) == shown


def test_identity_can_not_be_put_together_from_region_and_birth_date() -> None:
    shown = masked(masks.identity, "110105194912310029")
    other = masked(masks.identity, "110105194912311849")

    assert shown == other


@pytest.mark.parametrize(
    ("whole", "shown"),
    [
        ("浙江省杭州市西湖区文三路1号", "浙江省杭州市西湖区****"),
        ("上海市浦东新区世纪大道12号小区3幢", "上海市浦东新区****"),
        ("上海市浦东新区阳光小区3幢", "上海市浦东新区****"),
        ("内蒙古自治区呼和浩特市新城区成吉思汗大街1号", "内蒙古自治区呼和浩特市新城区****"),
        ("湖北省恩施土家族苗族自治州利川市东城街道", "湖北省恩施土家族苗族自治州利川市****"),
        ("云南省昆明市五华区阳光花园社区2栋", "云南省昆明市五华区****"),
        ("江苏省苏州市昆山市花桥镇1号", "江苏省苏州市昆山市****"),
        ("河南省新乡市卫滨区平原路1号", "河南省新乡市卫滨区****"),
        ("江苏省镇江市京口区1号", "江苏省****"),
        ("北京市市辖区朝阳门外大街1号", "北京市****"),
        ("朝阳门外大街1号", "****"),
        ("12 Main Street", "****"),
        ("Flat A, 3/F, Central", "****"),
        ("", "****"),
        (None, None),
    ],
)
def test_address_shows_no_more_than_the_district(whole: str | None, shown: str | None) -> None:
    assert masked(masks.address, whole) == shown


@pytest.mark.parametrize(
    ("whole", "shown"),
    [
        ("上海某某有限公司", "上海****"),
        ("某某集团有", "某某****"),
        ("某某集团", "某****"),
        ("某厂", "某****"),
        ("", "****"),
        (None, None),
    ],
)
def test_employer_shows_how_it_begins(whole: str | None, shown: str | None) -> None:
    assert masked(masks.employer, whole) == shown


@pytest.mark.parametrize("mask", [masks.email, masks.identity, masks.address, masks.employer])
def test_mask_is_made_row_by_row(mask: Mask) -> None:
    texts = ["zhang@example.com", None, "浙江省杭州市西湖区文三路1号", ""]
    frame = pl.DataFrame({"text": texts})

    assert frame.select(mask(pl.col("text"))).to_series().to_list() == [
        masked(mask, text) for text in texts
    ]


@given(st.lists(st.text(min_size=1), max_size=20))
@settings(max_examples=50, deadline=None)
def test_mask_of_a_masked_name_is_the_same(names: list[str]) -> None:
    frame = pl.DataFrame({"name": names}, schema={"name": pl.String})
    once = frame.with_columns(masks.name(pl.col("name")).alias("name"))
    assert once.with_columns(masks.name(pl.col("name")).alias("name")).equals(once)


@given(st.lists(st.text("+-0123456789", min_size=4), max_size=20), st.text("0123456789abcdef"))
@settings(max_examples=50, deadline=None)
def test_mask_of_a_masked_phone_is_the_same(numbers: list[str], before: str) -> None:
    """Also with something in front, such as what stands for the number."""
    frame = pl.DataFrame({"phone": numbers}, schema={"phone": pl.String})
    once = frame.with_columns(masks.phone(pl.col("phone")).alias("phone"))
    again = masks.phone(pl.lit(before) + pl.col("phone")).alias("phone")
    assert once.with_columns(again).equals(once)
