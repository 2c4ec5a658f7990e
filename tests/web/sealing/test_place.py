import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.web.sealing import Place
from forbear.web.sealing.place import bound


@given(st.lists(st.text(), min_size=1))
def test_column_of_keys_is_bound_as_each_of_them(keys: list[str]) -> None:
    whole = bound("customer.name", pl.Series(keys))

    assert whole == [Place("customer.name", key).bound for key in keys]


def test_whole_numbers_are_keys_like_their_text() -> None:
    assert bound("note.text", pl.Series([7])) == [Place("note.text", "7").bound]
    assert Place("note.text", 7).bound == Place("note.text", "7").bound


@pytest.mark.parametrize("column", ["name", "customer.", ".name", "Person.name", "a.b.c", "a.b\0"])
def test_place_that_is_no_column_of_a_table_is_refused(column: str) -> None:
    with pytest.raises(ValueError, match=r"table\.column"):
        _ = Place(column, "C1").bound
    with pytest.raises(ValueError, match=r"table\.column"):
        bound(column, pl.Series(["C1"]))


def test_row_without_a_key_is_refused() -> None:
    with pytest.raises(ValueError, match="without a key"):
        bound("customer.name", pl.Series(["C1", None]))
