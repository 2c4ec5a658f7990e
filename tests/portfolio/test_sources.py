"""Which header becomes which column."""

from __future__ import annotations

import polars as pl
import pytest

from forbear.portfolio import spec
from forbear.portfolio.mapping import TableMap
from forbear.portfolio.sources import Sources, resolve, unfit


def match(table, headers, columns=None):
    return resolve(table, headers, TableMap.model_validate({"columns": columns or {}}), "CNY")


@pytest.mark.parametrize("table", ["customers", "accounts", "payments", "teams"])
def test_resolve_finds_every_column_under_our_own_name(table):
    names = list(spec.columns(table))
    assert match(table, names) == Sources({name: name for name in names}, {}, {}, ())


@pytest.mark.parametrize("header", ["branch_id", "BRANCH_ID", " branch_id ", "Branch_Id"])
def test_resolve_disregards_case_and_outer_blanks(header):
    got = match("branches", [header, "name"])
    assert got.headers["branch_id"] == header
    assert "branch_id" not in got.missing


def test_resolve_takes_the_exact_name_before_a_like_one():
    got = match("branches", ["NAME", "name", "branch_id"])
    assert got.headers["name"] == "name"
    assert got.carried == {"NAME": "x_NAME"}


def test_resolve_follows_the_mapping():
    got = match("branches", ["机构号", "name", "branch_id"], {"branch_id": "机构号"})
    assert got.headers == {"branch_id": "机构号", "name": "name"}
    assert got.carried == {"branch_id": "x_branch_id"}


def test_resolve_names_the_needed_columns_that_are_missing():
    assert match("branches", []).missing == spec.musts("branches")
    assert match("branches", ["x"], {"name": "y"}).missing == spec.musts("branches")


def test_resolve_fills_a_column_with_the_same_value_for_all():
    got = match("branches", ["branch_id", "lat", "lon"], {"name": {"value": "总行"}})
    assert (got.constants, got.missing) == ({"name": "总行"}, ())


@pytest.mark.parametrize(
    ("headers", "columns", "constants"),
    [
        ([], {}, {"currency": "CNY"}),
        (["currency"], {}, {}),
        ([], {"currency": {"value": "USD"}}, {"currency": "USD"}),
    ],
)
def test_resolve_of_accounts_without_currency_is_in_the_banks_own(headers, columns, constants):
    assert match("accounts", headers, columns).constants == constants


@pytest.mark.parametrize(
    ("headers", "carried"),
    [
        (["a"], {"a": "x_a"}),
        (["x_a"], {"x_a": "x_a"}),
        (["a", "x_a"], {"a": "x_a", "x_a": "x_a_2"}),
        (["备注"], {"备注": "x_备注"}),
    ],
)
def test_resolve_carries_what_nobody_maps_under_names_of_its_own(headers, carried):
    assert match("branches", headers).carried == carried


def test_unfit_names_nested_and_binary_columns_in_use():
    got = match("branches", ["branch_id", "name", "lat", "extra"])
    dtypes = {"branch_id": pl.String(), "name": pl.Binary(), "lat": pl.List(pl.Float64)}
    assert unfit(got, {**dtypes, "extra": pl.Binary()}) == ["name", "lat"]
