import polars as pl
import pytest

from forbear.web.sealing import Kind, normal


def one(kind: Kind, text: str | None, country: str = "CN") -> str | None:
    frame = pl.DataFrame({"t": [text]}, schema={"t": pl.String})
    found: str | None = frame.select(normal(kind, pl.col("t"), country=country)).item()
    return found


@pytest.mark.parametrize(
    ("kind", "written", "read"),
    [
        (Kind.NAME, "张 伟", "张伟"),
        (Kind.NAME, "\u3000张\u200b伟\ufeff", "张伟"),
        (Kind.NAME, "买买提·艾力", "买买提艾力"),
        (Kind.NAME, "买买提•艾力", "买买提艾力"),
        (Kind.NAME, "买买提．艾力", "买买提艾力"),
        (Kind.NAME, "Ann  O'BRIEN", "annobrien"),
        (Kind.NAME, "Ａｎｎ O’Brien", "annobrien"),
        (Kind.NAME, "Straße", "strasse"),
        (Kind.NAME, "e\u0301tienne", "étienne"),
        (Kind.EMPLOYER, "上海（某某）有限公司", "上海某某有限公司"),
        (Kind.EMPLOYER, "上海(某某)有限公司", "上海某某有限公司"),
        (Kind.IDENTITY, "11010519491231002x", "11010519491231002X"),
        (Kind.IDENTITY, " 110105 19491231 002Ｘ", "11010519491231002X"),
        (Kind.IDENTITY, "a123456(7)", "A1234567"),
        (Kind.EMAIL, " Zhang.Wei@Example.COM ", "zhang.wei@example.com"),
        (Kind.PHONE, "138 1234 5678", "13812345678"),
        (Kind.PHONE, "+86 138-1234-5678", "13812345678"),
        (Kind.PHONE, "１３８１２３４５６７８", "13812345678"),
        (Kind.PHONE, "010-88886666", "01088886666"),
        (Kind.PHONE, "+852 2522 3456", "+85225223456"),
    ],
)
def test_ways_of_writing_have_one_normal_form(kind: Kind, written: str, read: str) -> None:
    assert one(kind, written) == read
    assert one(kind, read) == read


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("text", ["", "  ", "\u200b", None])
def test_nothing_has_no_normal_form(kind: Kind, text: str | None) -> None:
    assert one(kind, text) is None


@pytest.mark.parametrize("text", ["12", "nobody", "5678"])
def test_what_can_not_be_dialled_has_no_normal_form(text: str) -> None:
    assert one(Kind.PHONE, text) is None


def test_phone_is_dialled_from_the_country_given() -> None:
    assert one(Kind.PHONE, "2522 3456", "HK") == one(Kind.PHONE, "+852 2522 3456", "HK")
    assert one(Kind.PHONE, "2522 3456", "CN") is None


def test_column_is_brought_to_normal_form_row_by_row() -> None:
    frame = pl.DataFrame({"t": ["张 伟", None, "ANN"]})
    read = frame.select(normal(Kind.NAME, pl.col("t"), country="CN").alias("read"))

    assert read["read"].to_list() == ["张伟", None, "ann"]
