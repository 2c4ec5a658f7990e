"""Made numbers pass the official checks and belong to nobody."""

from __future__ import annotations

from datetime import date

import numpy as np
import phonenumbers
import polars as pl
import pytest
from stdnum import numdb
from stdnum.cn import ric, uscc

from forbear.lab import identity
from forbear.lab.draw import Dice

INDEX = np.arange(500)


def test_resident_ids_have_birth_sex_and_check_digit() -> None:
    born = pl.Series([date(1984, 11, 10), date(2000, 2, 29)])
    ids = identity.resident_ids(born, np.array([13, 8]))
    assert [n[:17] for n in ids] == ["33999919841110013", "33999920000229008"]
    assert [ric.calc_check_digit(n) for n in ids] == [n[-1] for n in ids]


def test_resident_ids_belong_to_no_place() -> None:
    (made,) = identity.resident_ids(pl.Series([date(1984, 11, 10)]), np.array([13]))
    known = [found for _, facts in numdb.get("cn/loc").info(made[:6]) for found in facts]
    assert "county" not in known


@pytest.mark.parametrize("kind", [91, 92])
def test_usccs_pass_the_check(kind: int) -> None:
    made = identity.usccs(kind, INDEX * 7919)
    assert [u for u in made if not uscc.is_valid(u)] == []
    assert {u[:8] for u in made} == {f"{kind}339999"}
    assert made.n_unique() == len(INDEX)


def test_usccs_hold_a_right_organisation_code() -> None:
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    for made in identity.usccs(91, INDEX):
        body, check = made[8:16], made[16]
        total = sum(int(d) * w for d, w in zip(body, weights, strict=True))
        assert "0X987654321"[total % 11] == check


def test_phones_are_valid_different_and_of_the_satellite_range() -> None:
    made = identity.phones(np.arange(0, 6_000_000, 9973))
    parsed = [phonenumbers.parse(p, "CN") for p in made]
    assert [p for p in parsed if not phonenumbers.is_valid_number(p)] == []
    assert {p[:4] for p in made} == {"1740"}
    assert made.n_unique() == len(made)


def test_names_have_a_surname_and_one_or_two_characters() -> None:
    made = identity.names(Dice(1), "x", INDEX, INDEX % 2 == 0)
    assert set(made.str.len_chars().to_list()) == {2, 3}
    assert set(made.str.slice(0, 1).to_list()) <= set(identity.SURNAMES)
    lasts = made.str.slice(-1)
    women, men = set(lasts.gather_every(2).to_list()), set(lasts.gather_every(2, 1).to_list())
    assert (women <= set(identity.LAST_OF_WOMEN), men <= set(identity.LAST_OF_MEN)) == (True, True)


def test_firms_end_as_companies_do() -> None:
    assert identity.firms(Dice(1), "x", INDEX).str.ends_with("有限公司").all()
