"""The shipped copy is the published table: known counts and sums of it."""

from __future__ import annotations

import numpy as np

from forbear.lab.draw import Dice
from forbear.lab.source import load, resample


def test_load_has_the_published_rows() -> None:
    source = load()
    assert source.row.tolist() == list(range(1, 30_001))
    # The first row, as published.
    assert (source.limit[0], source.sex[0], source.education[0], source.marriage[0]) == (
        20000,
        2,
        2,
        1,
    )
    assert source.age[0] == 24
    assert source.status[0].tolist() == [2, 2, -1, -1, -2, -2]
    assert source.bill[0].tolist() == [3913, 3102, 689, 0, 0, 0]
    assert source.payment[0].tolist() == [0, 689, 0, 0, 0, 0]


def test_load_has_the_published_totals() -> None:
    source = load()
    # 22.12 % default: 6,636 of 30,000 (Yeh and Lien 2009).
    assert int(source.default.sum()) == 6636
    assert np.unique(source.sex, return_counts=True)[1].tolist() == [11888, 18112]
    values, counts = np.unique(source.status[:, 0], return_counts=True)
    assert dict(zip(values.tolist(), counts.tolist(), strict=True)) == {
        -2: 2759, -1: 5686, 0: 14737, 1: 3688, 2: 2667, 3: 322, 4: 76, 5: 26, 6: 11, 7: 9, 8: 19,
    }  # fmt: skip


def test_resample_holds_every_row_once_a_round() -> None:
    source = load()
    rows = resample(Dice(1), source, np.arange(60_000))
    assert sorted(rows[:30_000].tolist()) == list(range(30_000))
    assert rows[:30_000].tolist() == rows[30_000:].tolist()
    assert rows[:100].tolist() != list(range(100))
    other = resample(Dice(2), source, np.arange(100))
    assert other.tolist() != rows[:100].tolist()
