from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import django
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from forbear.problems import ForbearError
from forbear.web.bulk import Bulk, connect
from forbear.web.bulk.fitting import as_declared

UTC = pl.Datetime("us", "UTC")
SCHEMA = {
    "big": pl.Int64(),
    "whole": pl.Int32(),
    "small": pl.Int16(),
    "flag": pl.Boolean(),
    "day": pl.Date(),
    "at": UTC,
    "words": pl.String(),
    "short": pl.Enum(["a", "b"]),
    "sealed": pl.Binary(),
    "data": pl.String(),
    "share": pl.Float64(),
    "key": pl.String(),
}
LONG_AGO = dt.datetime(1000, 1, 1)  # noqa: DTZ001
AT = dt.datetime(2026, 11, 22, 17, 30, 1, 20, tzinfo=dt.UTC)
ROW = {
    "big": 2**62,
    "whole": 2**31 - 1,
    "small": -(2**15),
    "flag": True,
    "day": dt.date(2026, 2, 28),
    "at": AT,
    "words": "逾期 'quoted' \"too\"\n\\N",
    "short": "b",
    "sealed": b"\x00\xff\x01",
    "data": '{"a": [1, null]}',
    "share": 0.1,
    "key": "0123456789abcdef0123456789abcdef",
}
QUERY = "SELECT * FROM kind ORDER BY id"


def one(**changed: Any) -> pl.DataFrame:
    return pl.DataFrame([{**ROW, **changed}], schema=SCHEMA)


def test_row_of_every_kind_comes_back_as_it_went(bulk: Bulk) -> None:
    empty = pl.DataFrame([dict.fromkeys(SCHEMA)], schema=SCHEMA)
    assert bulk.write("kind", [one(), empty]) == 2
    assert_frame_equal(bulk.frame(QUERY, SCHEMA), pl.concat([one(), empty]))


def test_columns_left_out_get_their_default_and_next_number(bulk: Bulk) -> None:
    bulk.write("kind", [one().select("words"), one().select("words")])
    found = bulk.frame(QUERY, {"id": pl.Int64(), "state": pl.String(), "big": pl.Int64()})
    assert found.rows() == [(1, "new", None), (2, "new", None)]


def test_columns_named_are_the_only_ones_written(bulk: Bulk) -> None:
    bulk.write("kind", [one()], columns=["big", "state"][:1])
    assert bulk.frame(QUERY, {"big": pl.Int64(), "day": pl.Date()}).rows() == [(2**62, None)]


def test_no_frame_and_empty_frame_write_nothing(bulk: Bulk) -> None:
    assert bulk.write("kind", []) == 0
    assert bulk.write("kind", [one().clear()]) == 0
    assert_frame_equal(bulk.frame(QUERY, SCHEMA), one().clear())


def test_many_rows_come_in_batches_in_order_with_text_after_a_hundred_thousand_nulls(
    bulk: Bulk,
) -> None:
    words = pl.DataFrame(
        {"words": [None] * 100_000 + ["late" * 100] * 50_000, "big": range(150_000)},
        schema={"words": pl.String(), "big": pl.Int64()},
    )
    assert bulk.write("kind", words.iter_slices(30_000)) == 150_000
    query = "SELECT words, big FROM kind WHERE big >= 1 ORDER BY big DESC"
    batches = list(bulk.read(query, words.schema))
    assert len(batches) > 1
    assert_frame_equal(pl.concat(batches), words.reverse().head(149_999))


@pytest.mark.parametrize(
    ("where", "values"),
    [
        ("at = $2 AND day = $1", (ROW["day"], AT)),
        ("at = $1", (AT.astimezone(dt.timezone(dt.timedelta(hours=8))),)),
        ("flag = $1 AND words <> '$2'", (True,)),
        ("sealed = $1", (ROW["sealed"],)),
        ("big = $1 AND share < $2 AND small = $3", (2**62, 0.5, -(2**15))),
        ("words = $1", (ROW["words"],)),
    ],
)
def test_parameters_of_every_kind_find_the_row(
    bulk: Bulk, where: str, values: tuple[object, ...]
) -> None:
    bulk.write("kind", [one()])
    found = bulk.frame(f"SELECT big FROM kind WHERE {where}", {"big": pl.Int64()}, values)
    assert found.rows() == [(2**62,)]


def test_whole_second_is_written_as_django_writes_it(bulk: Bulk, database: dict[str, Any]) -> None:
    whole = AT.replace(microsecond=0)
    bulk.write("kind", [one(at=whole)])
    if "sqlite" in database["ENGINE"]:
        assert bulk.rows("SELECT at FROM kind") == [("2026-11-22 17:30:01",)]
    assert bulk.frame(QUERY, {"at": UTC}).rows() == [(whole,)]


def test_lists_are_read_from_json(bulk: Bulk) -> None:
    bulk.write("kind", [one(data='["x", "y"]'), one(big=1, flag=False, data=None)])
    found = bulk.frame(QUERY, {"data": pl.List(pl.String())})
    assert found.rows() == [(["x", "y"],), (None,)]


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (pl.DataFrame({"nobody": [1]}), "bulk-no-column"),
        (pl.DataFrame({"day": ["2026-01-01"]}), "bulk-type"),
        (pl.DataFrame({"at": [dt.datetime(2026, 1, 1)]}), "bulk-type"),  # noqa: DTZ001
        (pl.DataFrame({"words": [1]}), "bulk-type"),
        (pl.DataFrame({"flag": [1]}), "bulk-type"),
        (pl.DataFrame({"small": [2**15]}), "bulk-value"),
    ],
)
def test_frame_that_does_not_fit_is_refused(bulk: Bulk, frame: pl.DataFrame, code: str) -> None:
    with pytest.raises(ForbearError) as caught:
        bulk.write("kind", [frame])
    assert [p.code for p in caught.value.problems] == [code]


def test_frames_after_the_first_are_refused_and_nothing_is_written(bulk: Bulk) -> None:
    with pytest.raises(ForbearError) as caught:
        bulk.write("kind", [one(), one().drop("day")])
    assert caught.value.problems[0].code == "bulk-missing"
    assert bulk.rows("SELECT count(*) FROM kind") == [(0,)]


def test_error_of_the_frames_maker_is_raised_as_it_is(bulk: Bulk) -> None:
    def frames() -> Iterator[pl.DataFrame]:
        yield one()
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        bulk.write("kind", frames())
    assert bulk.rows("SELECT count(*) FROM kind") == [(0,)]


def test_column_not_selected_is_refused_though_there_are_no_rows(bulk: Bulk) -> None:
    with pytest.raises(ForbearError) as caught:
        bulk.frame("SELECT big FROM kind", {"big": pl.Int64(), "day": pl.Date()})
    assert [(p.code, p.where) for p in caught.value.problems] == [("bulk-not-selected", "day")]


@pytest.mark.parametrize(
    ("column", "declared"),
    [("words", pl.Date()), ("words", UTC), ("words", pl.Int64()), ("big", pl.Int16())],
)
def test_value_not_of_the_declared_type_is_refused(
    bulk: Bulk, column: str, declared: pl.DataType
) -> None:
    bulk.write("kind", [one()])
    with pytest.raises(ForbearError) as caught:
        bulk.frame(QUERY, {column: declared})
    assert [(p.code, p.where) for p in caught.value.problems] == [("bulk-value", column)]


def test_unknown_table_is_refused(bulk: Bulk) -> None:
    with pytest.raises(ForbearError) as caught:
        bulk.write("nobody", [one()])
    assert caught.value.problems[0].code == "bulk-no-table"


def test_unfinished_read_holds_the_connection_until_closed(bulk: Bulk) -> None:
    bulk.write("kind", [one()])
    reading = bulk.read(QUERY, SCHEMA)
    next(reading)
    with pytest.raises(ForbearError) as caught:
        bulk.execute("DELETE FROM kind")
    assert caught.value.problems[0].code == "bulk-reading"
    reading.close()  # type: ignore[attr-defined]
    bulk.execute("DELETE FROM kind")
    assert bulk.rows("SELECT count(*) FROM kind") == [(0,)]


@given(
    st.lists(
        st.tuples(
            st.none() | st.datetimes(LONG_AGO, timezones=st.just(dt.UTC)),
            st.none() | st.dates(dt.date(1000, 1, 1)),
        )
    )
)
def test_text_of_days_and_instants_is_read_as_python_writes_it(
    rows: list[tuple[dt.datetime | None, dt.date | None]],
) -> None:
    schema = pl.Schema({"at": UTC, "day": pl.Date()})
    text = pl.DataFrame(
        [
            {
                "at": None if at is None else str(at.replace(tzinfo=None)),
                "day": None if day is None else str(day),
            }
            for at, day in rows
        ],
        schema={"at": pl.String(), "day": pl.String()},
    )
    assert as_declared(text, schema).rows() == rows


def test_django_is_of_the_series_whose_columns_are_stated_here() -> None:
    assert django.VERSION[:2] == (5, 2)


@pytest.mark.parametrize("engine", ["django.db.backends.mysql", ""])
def test_other_engine_is_refused(engine: str) -> None:
    with pytest.raises(ForbearError) as caught:
        connect({"ENGINE": engine})
    assert caught.value.problems[0].code == "bulk-engine"
