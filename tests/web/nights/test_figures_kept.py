"""Figures of a night are kept with it, and go with one that is not to be worked from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.slow


def kept(night: Any) -> int:
    from forbear.web.nights.models import Figure

    return int(Figure.objects.filter(night_id=night.pk).count())


def another() -> Any:
    from forbear.web.nights.run import order, run

    return run(order(None))


def test_figures_of_published_nights_stay(ready: Any, who: Callable[[str], Any]) -> None:
    from forbear.web.nights.publish import publish

    rows = kept(ready)
    assert rows > 100
    publish(ready, who("strategy_manager"))
    following = another()
    publish(following, who("strategy_manager"))
    assert (kept(ready), kept(following)) == (rows, rows)


def test_figures_go_with_a_night_that_is_sent_back(ready: Any, who: Callable[[str], Any]) -> None:
    from forbear.web.nights.publish import reject

    reject(ready, who("strategy_manager"), "looks odd")
    assert kept(ready) == 0


def test_figures_go_with_a_night_that_another_overtakes(ready: Any) -> None:
    following = another()
    ready.refresh_from_db()
    assert (ready.state, kept(ready)) == ("superseded", 0)
    assert kept(following) > 100


def test_figures_of_a_night_begun_again_are_there_once(ready: Any, tmp_path: Any) -> None:
    import polars as pl

    from forbear.nightly.figures.measures import COUNTS, KEYS
    from forbear.web.nights.models import Figure
    from forbear.web.nights.stage import keep_figures

    rows = list(Figure.objects.filter(night=ready).values_list(*KEYS, *COUNTS))
    frame = pl.DataFrame(rows, schema=[*KEYS, *COUNTS], orient="row")
    frame.write_parquet(tmp_path / "figures.parquet")
    keep_figures(tmp_path, ready.pk)
    assert sorted(Figure.objects.filter(night=ready).values_list(*KEYS, *COUNTS)) == sorted(rows)
