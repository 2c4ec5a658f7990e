import polars as pl
import pytest

from forbear.policy import load
from forbear.strategy import Counts, menu, read_strategy, resolve
from forbear.strategy.cases import stable_hash

GOLDEN = [
    16294208416658607535,
    4490210150949542640,
    7019720590892764870,
    11065246705036952202,
    10447558505357430214,
]


def test_stable_hash_never_changes() -> None:
    ids = pl.Series(["", "a", "C0000001", "C0000001/CNY", "客户一"])
    assert stable_hash(ids).tolist() == GOLDEN


def test_stable_hash_does_not_depend_on_company() -> None:
    ids = pl.Series([f"C{n}" * (n % 4) for n in range(100)])
    alone = [stable_hash(ids[n : n + 1]).item() for n in range(100)]
    assert stable_hash(ids).tolist() == alone


def test_stable_hash_spreads_evenly() -> None:
    hashed = stable_hash(pl.Series([f"{n:08d}" for n in range(16_000)]))
    counts = pl.Series(hashed >> 60).value_counts()["count"]
    assert counts.len() == 16
    assert counts.min() > 880  # type: ignore[operator]
    assert counts.max() < 1120  # type: ignore[operator]
    assert len(set(hashed.tolist())) == 16_000


@pytest.mark.parametrize("ids", [pl.Series([], dtype=pl.String), pl.Series([""])])
def test_stable_hash_of_nothing(ids: pl.Series) -> None:
    assert len(stable_hash(ids)) == len(ids)


def test_menu_lines_up_treatments_and_resources() -> None:
    strategy = read_strategy(load())
    limits = resolve(strategy.resources, ("a",), Counts((1,), (1,), (10,), 1))
    dishes = menu(strategy.treatments, limits)
    assert dishes.names == strategy.treatments.names
    assert dishes.use[0].tolist() == [0] * len(limits.resources)
    home = dishes.names.index("home_visit")
    assert dict(zip(limits.resources, dishes.use[home].tolist(), strict=True)) == {
        "messages": 0,
        "letters": 0,
        "collector_minutes": 0,
        "visit_minutes": 60,
        "agency_places": 0,
        "legal_matters": 0,
    }
    assert [n for n, v in zip(dishes.names, dishes.visit, strict=True) if v] == [
        "home_visit",
        "work_visit",
    ]
