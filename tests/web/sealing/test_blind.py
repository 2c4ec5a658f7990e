import hashlib
import hmac

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.web.sealing import Kind, Ring, blind, blind_series, searched

RING = Ring.new()


def test_index_is_the_first_half_of_an_hmac_over_kind_and_normal_form(ring: Ring) -> None:
    whole = hmac.digest(ring.primary.index, b"identity\x0011010519491231002X", hashlib.sha256)

    assert blind(ring, Kind.IDENTITY, "11010519491231002x", country="CN") == whole[:16]


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (Kind.NAME, "张伟", "张　伟"),
        (Kind.NAME, "买买提·艾力", "买买提•艾力"),
        (Kind.PHONE, "13812345678", "+86 138 1234 5678"),
        (Kind.EMAIL, "a@example.com", "A@Example.com"),
    ],
)
def test_texts_of_one_normal_form_have_one_index(
    kind: Kind, one: str, other: str, ring: Ring
) -> None:
    assert blind(ring, kind, one, country="CN") == blind(ring, kind, other, country="CN")


def test_index_differs_by_kind_by_key_and_by_text(ring: Ring, other: Ring) -> None:
    kinds = [kind for kind in Kind if kind is not Kind.PHONE]
    indexes = {blind(held, k, "110", country="CN") for held in (ring, other) for k in kinds}
    more = {blind(ring, kind, "111", country="CN") for kind in kinds}

    assert len(indexes | more) == 3 * len(kinds)


@given(st.sampled_from(Kind), st.lists(st.none() | st.text(st.sampled_from("张伟aA 1380·"))))
def test_column_is_indexed_as_each_of_its_texts(kind: Kind, texts: list[str | None]) -> None:
    bulk = blind_series(RING, kind, pl.Series("n", texts, pl.String), country="CN")

    assert bulk.dtype == pl.Binary
    assert bulk.to_list() == [blind(RING, kind, text, country="CN") for text in texts]


def test_index_keeps_the_name_and_order_of_the_column(ring: Ring) -> None:
    texts = pl.Series("name", ["李娜", None, "张伟", "李娜"])
    indexes = blind_series(ring, Kind.NAME, texts, country="CN")

    assert indexes.name == "name"
    assert indexes.is_null().to_list() == [False, True, False, False]
    assert indexes[0] == indexes[3] != indexes[2]


@pytest.mark.parametrize("text", [None, "", "·", "张\ud800伟"])
def test_nothing_has_no_index(text: str | None, ring: Ring) -> None:
    assert blind(ring, Kind.NAME, text, country="CN") is None


def test_search_after_a_rotation_finds_old_and_new_rows(ring: Ring) -> None:
    rotated = ring.rotated()
    old = blind(ring, Kind.NAME, "张伟", country="CN")
    new = blind(rotated, Kind.NAME, "张伟", country="CN")

    assert old != new
    assert searched(rotated, Kind.NAME, "张 伟", country="CN") == (new, old)
    assert searched(ring, Kind.NAME, "张 伟", country="CN") == (old,)


@pytest.mark.parametrize("text", ["nobody", "", "\0", "\udfff13812345678"])
def test_search_for_what_can_not_be_of_the_kind_finds_nothing(text: str, ring: Ring) -> None:
    assert searched(ring.rotated(), Kind.PHONE, text, country="CN") == ()


@given(st.sampled_from(Kind), st.text(st.characters()))
def test_search_for_anything_at_all_is_answered(kind: Kind, text: str) -> None:
    assert len(searched(RING, kind, text, country="CN")) in {0, 1}
