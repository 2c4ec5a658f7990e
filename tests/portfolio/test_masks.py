import polars as pl
import pytest

from forbear.portfolio import masks


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
