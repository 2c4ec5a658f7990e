from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import polars as pl
from stdnum.cn import ric, uscc

from forbear.lab.schedule import schedule
from forbear.lab.source import load

AS_OF = date(2026, 11, 22)
Read = Callable[[str], pl.DataFrame]


def first_rows(tape: Read) -> pl.DataFrame:
    """Customers with the source row of their first account and the worst months late of all."""
    late = schedule().months_late[:, 0]
    return (
        tape("accounts")
        .sort("account_id")
        .with_columns(late=pl.lit(pl.Series(late)).gather(pl.col("x_source_row") - 1))
        .group_by("customer_id")
        .agg(row=pl.first("x_source_row") - 1, late=pl.max("late"))
        .join(tape("customers"), on="customer_id")
        .sort("customer_id")
    )


def years(born: date) -> int:
    return AS_OF.year - born.year - ((AS_OF.month, AS_OF.day) < (born.month, born.day))


def test_customers_are_as_old_as_in_the_source(tape: Read) -> None:
    people = first_rows(tape).filter(pl.col("kind") != "company")
    ages = load().age[people["row"].to_numpy()]
    assert [years(born) for born in people["born_on"]] == ages.tolist()


def test_customers_keep_education_marriage_and_sex_of_the_source(tape: Read) -> None:
    source, people = load(), first_rows(tape)
    row = people["row"].to_numpy()
    assert people["x_education"].to_list() == source.education[row].tolist()
    assert people["x_marriage"].to_list() == source.marriage[row].tolist()
    persons = people.filter(pl.col("resident_id").is_not_null())
    male = persons["resident_id"].str.slice(16, 1).cast(pl.Int64) % 2 == 1
    assert male.to_list() == (source.sex[persons["row"].to_numpy()] == 1).tolist()


def test_customers_numbers_agree_with_kind_and_birth(tape: Read) -> None:
    people = tape("customers")
    has = people.group_by("kind").agg(pl.col("resident_id", "born_on", "uscc").is_not_null().mean())
    assert sorted(has.rows()) == [
        ("company", 0.0, 0.0, 1.0),
        ("person", 1.0, 1.0, 0.0),
        ("sole_trader", 1.0, 1.0, 1.0),
    ]
    persons = people.filter(pl.col("resident_id").is_not_null())
    born = persons["born_on"].dt.strftime("%Y%m%d")
    assert (persons["resident_id"].str.slice(6, 8) == born).all()
    ids = persons["resident_id"].to_list()
    assert [n for n in ids if ric.calc_check_digit(n) != n[-1]] == []
    assert [u for u in people["uscc"].drop_nulls() if not uscc.is_valid(u)] == []


def test_customers_are_mostly_persons(tape: Read) -> None:
    share = dict(tape("customers")["kind"].value_counts(normalize=True).iter_rows())
    assert {kind: round(s, 2) for kind, s in share.items()} == {
        "person": 0.97,
        "sole_trader": 0.02,
        "company": 0.0,
    }


def test_customers_live_in_the_county_of_their_accounts_branch(tape: Read) -> None:
    lived = tape("accounts").join(tape("customers"), on="customer_id")
    assert lived.group_by("region").agg(pl.n_unique("branch_id"))["branch_id"].max() == 1


def test_parties_companies_have_a_representative_and_only_married_a_spouse(tape: Read) -> None:
    parties = tape("parties").join(first_rows(tape), on="customer_id")
    acts = parties.filter(pl.col("role") == "legal_representative")
    companies = tape("customers").filter(pl.col("kind") == "company")
    assert sorted(acts["customer_id"]) == sorted(companies["customer_id"])
    spouses = parties.filter(pl.col("role") == "spouse")
    assert spouses["x_marriage"].unique().to_list() == [1]
    liable = tape("parties").filter("liable")["role"].unique().to_list()
    assert liable == ["guarantor"]


def test_phones_every_customer_and_party_has_one_of_his_own(tape: Read) -> None:
    phones = tape("phones")
    assert phones["phone"].n_unique() == phones.height
    own = phones.filter(pl.col("party_id").is_null())
    assert own["customer_id"].n_unique() == tape("customers").height
    parties = phones.filter(pl.col("party_id").is_not_null())
    assert parties.join(tape("parties"), on=["customer_id", "party_id"]).height == parties.height
    assert parties.height == tape("parties").height


def test_phones_fail_more_often_the_later_the_customer(tape: Read) -> None:
    late = first_rows(tape).select("customer_id", "late")
    dead = (
        tape("phones")
        .filter(pl.col("party_id").is_null())
        .join(late, on="customer_id")
        .group_by(pl.col("late").clip(0, 2))
        .agg(pl.col("valid").not_().mean())
        .sort("late")["valid"]
    )
    assert np.allclose(dead, [0.02, 0.07, 0.12], atol=0.02)


def test_addresses_companies_are_registered_and_others_live_somewhere(tape: Read) -> None:
    kinds = (
        tape("addresses")
        .join(tape("customers"), on="customer_id")
        .group_by(company=pl.col("kind_right") == "company")
        .agg(pl.col("kind").unique().sort())
        .sort("company")["kind"]
        .to_list()
    )
    assert kinds == [["home", "registered", "work"], ["registered"]]
    placed = tape("addresses").select(pl.col("lat", "lon").is_not_null())
    assert (placed["lat"] == placed["lon"]).all()
    assert abs(placed["lat"].mean() - 0.97) < 0.005
