"""What is in the database is what the tape's check accepted, row by row, and nothing personal."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

AS_OF = "2026-11-22"


@pytest.fixture(scope="module")
def given(made_tape: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tape with columns of the bank's own."""
    folder = tmp_path_factory.mktemp("given") / "tape"
    shutil.copytree(made_tape, folder)
    add = {
        "customers": pl.lit("gold").alias("x_segment"),
        "accounts": pl.int_range(pl.len()).alias("x_score"),
    }
    for table, column in add.items():
        path = folder / f"{table}.parquet"
        pl.read_parquet(path).with_columns(column).write_parquet(path)
    return folder


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def loaded(
    request: pytest.FixtureRequest,
    django: None,
    given: Path,
    installed: Callable[..., Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[], Any]]:
    """The tape taken in, once on each database: no test changes anything."""
    with installed(request, given, tmp_path_factory.mktemp("loaded")) as pointed:
        yield pointed


@pytest.fixture(scope="module")
def of_check(django: None, given: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What the check of the same tape accepts."""
    from datetime import date

    from forbear.portfolio import check
    from forbear.web.bank import policy

    own = policy().bank
    return check(
        given,
        tmp_path_factory.mktemp("check") / "check",
        as_of=date.fromisoformat(AS_OF),
        zone=own.timezone,
        currency=own.currency,
    )


@pytest.fixture
def accepted(loaded: Callable[[], Any], of_check: Any) -> Iterator[Any]:
    """What was accepted, while Django works on the database that has it."""
    with loaded():
        yield of_check


def rows_of(checked: Any, table: str) -> pl.DataFrame:
    from forbear.portfolio.spec import SHARED

    shards = range(1 if table in SHARED else checked.shards)
    rows = pl.concat([checked.table(table, shard).collect() for shard in shards])
    enums = [name for name, dtype in rows.schema.items() if isinstance(dtype, pl.Enum)]
    return rows.with_columns(pl.col(name).cast(pl.String) for name in enums)


def kept(sql: str, schema: dict[str, Any]) -> pl.DataFrame:
    from django.conf import settings

    from forbear.web.bulk import connect

    with connect(settings.DATABASES["default"]) as bulk:
        return bulk.frame(sql, schema)


def opened(rows: pl.DataFrame, column: str, key: pl.Expr) -> pl.DataFrame:
    """A sealed column ``table.column`` in clear."""
    from forbear.web import keys
    from forbear.web.sealing import unseal_series

    name = column.partition(".")[2]
    places = rows.select(key.alias("key")).to_series()
    return rows.with_columns(unseal_series(keys.ring(), rows[name], column, places).alias(name))


PLAIN = {
    "branches": ("branch", ()),
    "officers": ("officer", ()),
    "teams": ("team", ()),
    "agencies": ("agency", ()),
    "accounts": ("account", ()),
    "instalments": ("instalment", ()),
    "payments": ("payment", ()),
}


def test_rows_that_tell_of_nobody_are_kept_as_they_were_accepted(accepted: Any) -> None:
    for table, (stored, _) in PLAIN.items():
        wanted = rows_of(accepted, table)
        wanted = wanted.drop(c for c in wanted.columns if c.startswith("x_"))
        names = ", ".join(f'"{name}"' for name in wanted.columns)
        found = kept(f"SELECT {names} FROM {stored}", dict(wanted.schema))
        assert_frame_equal(found, wanted, check_row_order=False)


def test_every_sealed_value_opens_to_the_tape_s_own(accepted: Any) -> None:
    text, sealed = pl.String(), pl.Binary()
    customer, both = pl.col("customer_id"), pl.col("customer_id") + "/"
    for table, stored, columns, plain, key in (
        (
            "customers",
            "customer",
            ("name", "resident_id", "uscc", "employer", "email"),
            ("customer_id",),
            customer,
        ),
        (
            "parties",
            "party",
            ("name", "resident_id"),
            ("customer_id", "party_id", "role", "account_id"),
            both + pl.col("party_id"),
        ),
        (
            "addresses",
            "address",
            ("written",),
            ("customer_id", "address_id", "kind", "region"),
            both + pl.col("address_id"),
        ),
    ):
        wanted = rows_of(accepted, table).select(*plain, *columns)
        schema = dict.fromkeys(plain, text) | dict.fromkeys(columns, sealed)
        found = kept(f"SELECT {', '.join(schema)} FROM {stored}", schema)
        for column in columns:
            raw = found[column].drop_nulls().to_list()
            assert not set(raw) & {one.encode() for one in wanted[column].drop_nulls()}
            assert len(set(raw)) == len(raw)
            found = opened(found, f"{stored}.{column}", key)
        assert_frame_equal(found, wanted, check_row_order=False)


def test_masks_are_the_house_s_own_and_show_no_more(accepted: Any) -> None:
    from forbear.portfolio import masks

    text = pl.String()
    wanted = rows_of(accepted, "customers").select(
        "customer_id",
        masks.name(pl.col("name")).alias("name_masked"),
        masks.identity(pl.col("resident_id")).alias("resident_id_masked"),
        masks.identity(pl.col("uscc")).alias("uscc_masked"),
        masks.email(pl.col("email")).alias("email_masked"),
    )
    names = ", ".join(wanted.columns)
    found = kept(f"SELECT {names} FROM customer", dict.fromkeys(wanted.columns, text))
    assert_frame_equal(found, wanted, check_row_order=False)


def test_numbers_are_found_by_their_blind_index(accepted: Any) -> None:
    from forbear.web import keys
    from forbear.web.bank import country
    from forbear.web.sealing import Kind, blind_series

    wanted = rows_of(accepted, "phones").select(
        "customer_id",
        "phone",
        (pl.lit("*******") + pl.col("phone").str.slice(-4)).alias("phone_masked"),
        "party_id",
        "valid",
    )
    schema = {
        "customer_id": pl.String(),
        "phone_index": pl.Binary(),
        "phone": pl.Binary(),
        "phone_masked": pl.String(),
        "party_id": pl.String(),
        "valid": pl.Boolean(),
    }
    found = kept(f"SELECT {', '.join(schema)} FROM phone", schema)
    hexed = pl.col("customer_id") + "/" + pl.col("phone_index").bin.encode("hex")
    found = opened(found, "phone.phone", hexed)
    again = blind_series(keys.ring(), Kind.PHONE, found["phone"], country=country())
    assert found["phone_index"].to_list() == again.to_list()
    assert_frame_equal(found.drop("phone_index"), wanted, check_row_order=False)
    # A contact of the past is told by the same index.
    dialled = rows_of(accepted, "contacts").select("customer_id", "contact_id", "phone")
    index = blind_series(keys.ring(), Kind.PHONE, dialled["phone"], country=country())
    past = kept(
        "SELECT customer_id, contact_id, phone_index FROM past_contact",
        {"customer_id": pl.String(), "contact_id": pl.String(), "phone_index": pl.Binary()},
    )
    told = dialled.drop("phone").with_columns(index.alias("phone_index"))
    assert_frame_equal(past, told, check_row_order=False)


@pytest.mark.parametrize("column", ["name", "resident_id", "uscc", "email"])
def test_customers_are_found_by_their_blind_index(accepted: Any, column: str) -> None:
    from forbear.web import keys
    from forbear.web.bank import country
    from forbear.web.sealing import Kind, blind_series

    kind = {"name": Kind.NAME, "email": Kind.EMAIL}.get(column, Kind.IDENTITY)
    wanted = rows_of(accepted, "customers").select("customer_id", column)
    index = blind_series(keys.ring(), kind, wanted[column], country=country())
    found = kept(
        f"SELECT customer_id, {column}_index FROM customer",
        {"customer_id": pl.String(), f"{column}_index": pl.Binary()},
    )
    told = wanted.drop(column).with_columns(index.alias(f"{column}_index"))
    assert_frame_equal(found, told, check_row_order=False)


def test_days_of_birth_are_the_tape_s_or_the_identity_number_s(accepted: Any) -> None:
    wanted = rows_of(accepted, "customers").select(
        "customer_id",
        pl.coalesce(
            "born_on", pl.col("resident_id").str.slice(6, 8).str.to_date("%Y%m%d", strict=False)
        ),
    )
    assert wanted["born_on"].null_count() < wanted.height
    found = kept(
        "SELECT customer_id, born_on FROM customer",
        {"customer_id": pl.String(), "born_on": pl.Date()},
    )
    assert_frame_equal(found, wanted, check_row_order=False)


def test_coordinates_are_sealed_to_the_last_digit(accepted: Any) -> None:
    wanted = rows_of(accepted, "addresses").select("customer_id", "address_id", "lat", "lon")
    found = kept(
        "SELECT customer_id, address_id, place FROM address",
        {"customer_id": pl.String(), "address_id": pl.String(), "place": pl.Binary()},
    )
    found = opened(found, "address.place", pl.col("customer_id") + "/" + pl.col("address_id"))
    apart = found["place"].str.split_exact(",", 1).struct.unnest().cast(pl.Float64)
    found = found.drop("place").with_columns(
        apart["field_0"].alias("lat"), apart["field_1"].alias("lon")
    )
    assert_frame_equal(found, wanted, check_row_order=False, check_exact=True)


def test_columns_of_the_bank_s_own_are_kept_sealed(accepted: Any) -> None:
    for table, stored, column in (
        ("customers", "customer", "segment"),
        ("accounts", "account", "score"),
    ):
        key = f"{stored}_id"
        wanted = rows_of(accepted, table).select(key, pl.col(f"x_{column}").cast(pl.String))
        found = kept(
            f"SELECT {key}, carried FROM {stored}", {key: pl.String(), "carried": pl.Binary()}
        )
        found = opened(found, f"{stored}.carried", pl.col(key))
        told = found["carried"].str.json_path_match(f"$.{column}").alias(f"x_{column}")
        assert_frame_equal(found.drop("carried").with_columns(told), wanted, check_row_order=False)


def test_past_contacts_holds_and_consents_are_kept(accepted: Any) -> None:
    text, day = pl.String(), pl.Date()
    past = rows_of(accepted, "contacts").drop("phone")
    found = kept(f"SELECT {', '.join(past.columns)} FROM past_contact", dict(past.schema))
    assert_frame_equal(found, past, check_row_order=False)
    for table, stored, number, more in (
        ("holds", "hold", "hold_id", ("account_id",)),
        ("consents", "consent", "consent_id", ()),
    ):
        wanted = rows_of(accepted, table).select(
            "customer_id", pl.col(number).alias("tape_id"), "kind", "from_on", "to_on", *more
        )
        schema = dict.fromkeys(wanted.columns, text) | {"from_on": day, "to_on": day}
        found = kept(
            f"SELECT {', '.join(schema)} FROM {stored} WHERE origin = 'tape' AND NOT cancelled",
            schema,
        )
        assert wanted.height > 0
        assert_frame_equal(found, wanted, check_row_order=False, check_column_order=False)


def test_counts_are_those_of_the_check(accepted: Any) -> None:
    from forbear.web.nights.models import Quarantined, Tape

    tape = Tape.objects.get()
    told = {t: (c["received"], c["accepted"], c["quarantined"]) for t, c in tape.counts.items()}
    assert told == {row[0]: row[1:] for row in accepted.counts.rows()}
    assert tape.reasons == accepted.reasons.to_dicts()
    by_rule: dict[tuple[str, str], int] = {}
    for one in Quarantined.objects.all():
        by_rule[one.table, one.rule] = by_rule.get((one.table, one.rule), 0) + one.rows
    assert by_rule == {(r["table"], r["rule"]): r["rows"] for r in tape.reasons}
