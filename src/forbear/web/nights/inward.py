"""The accepted rows of a tape as the database keeps them: sealed, masked, indexed."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from forbear.portfolio import Checked, masks
from forbear.portfolio.spec import SHARED
from forbear.web.sealing import Kind, Ring, blind_series, seal_series

#: Rows that are sealed at a time.
ROWS = 200_000
#: Columns of the bank's own begin so.
CARRIED = "x_"


Turn = Callable[[pl.DataFrame], pl.DataFrame]


@dataclass(frozen=True)
class Inward:
    """Turns frames of the tape into frames of the database."""

    ring: Ring
    country: str

    def turn(self, table: str) -> Turn:
        """What makes rows of a table of the tape rows of the database."""
        own: dict[str, Turn] = {
            "customers": self.customers,
            "accounts": self.accounts,
            "phones": self.phones,
            "addresses": self.addresses,
            "parties": self.parties,
            "contacts": self.contacts,
            "holds": self.holds,
            "consents": self.consents,
        }
        return own.get(table, plain)

    def customers(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Table ``customer``."""
        key = rows["customer_id"]
        written = pl.col("resident_id").str.slice(6, 8).str.to_date("%Y%m%d", strict=False)
        kept = rows.select(
            "customer_id",
            pl.col("kind").cast(pl.String),
            pl.coalesce("born_on", written).alias("born_on"),
            "language",
            "timezone",
            "region",
            masks.name(pl.col("name")).alias("name_masked"),
            masks.identity(pl.col("resident_id")).alias("resident_id_masked"),
            masks.identity(pl.col("uscc")).alias("uscc_masked"),
            masks.email(pl.col("email")).alias("email_masked"),
        )
        return kept.with_columns(
            *self._sealed(
                "customer", rows, key, "name", "resident_id", "uscc", "employer", "email"
            ),
            self._blind(Kind.NAME, rows["name"], "name_index"),
            self._blind(Kind.IDENTITY, rows["resident_id"], "resident_id_index"),
            self._blind(Kind.IDENTITY, rows["uscc"], "uscc_index"),
            self._blind(Kind.EMAIL, rows["email"], "email_index"),
            self._carried("customer", rows, key),
        )

    def accounts(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Table ``account``."""
        own = [name for name in rows.columns if name.startswith(CARRIED)]
        return rows.drop(own).with_columns(
            pl.col("product").cast(pl.String),
            self._carried("account", rows, rows["account_id"]),
        )

    def phones(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Table ``phone``."""
        index = blind_series(self.ring, Kind.PHONE, rows["phone"], country=self.country)
        key = rows["customer_id"] + "/" + index.bin.encode("hex")
        return rows.select(
            "customer_id",
            index.alias("phone_index"),
            seal_series(self.ring, rows["phone"], "phone.phone", key),
            masks.phone(pl.col("phone")).alias("phone_masked"),
            "party_id",
            pl.col("kind", "source").cast(pl.String),
            "valid",
            "verified_on",
        )

    def addresses(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Table ``address``."""
        key = rows["customer_id"] + "/" + rows["address_id"]
        place = rows.select(pl.concat_str("lat", "lon", separator=",")).to_series()
        return rows.select(
            "customer_id",
            "address_id",
            pl.col("kind").cast(pl.String),
            seal_series(self.ring, rows["written"], "address.written", key),
            masks.address(pl.col("written")).alias("written_masked"),
            "region",
            seal_series(self.ring, place, "address.place", key).alias("place"),
            pl.col("source").cast(pl.String),
            "verified_on",
        )

    def parties(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Table ``party``."""
        key = rows["customer_id"] + "/" + rows["party_id"]
        return rows.select(
            "customer_id",
            "party_id",
            pl.col("role").cast(pl.String),
            masks.name(pl.col("name")).alias("name_masked"),
            "account_id",
            "liable",
            "no_contact",
        ).with_columns(*self._sealed("party", rows, key, "name", "resident_id"))

    def contacts(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Table ``past_contact``."""
        index = blind_series(self.ring, Kind.PHONE, rows["phone"], country=self.country)
        return rows.select(
            "customer_id",
            "contact_id",
            "at",
            pl.col("channel", "outcome").cast(pl.String),
            "account_id",
            "party_id",
            index.alias("phone_index"),
            "staff_id",
        )

    def holds(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Table ``hold``, the tape's share."""
        return self._lasting(rows, "hold_id", "kind", "account_id")

    def consents(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Table ``consent``, the tape's share."""
        return self._lasting(rows, "consent_id", "kind")

    def _lasting(self, rows: pl.DataFrame, number: str, *columns: str) -> pl.DataFrame:
        return rows.select(
            pl.concat_str(pl.lit("tape"), "customer_id", number, separator=":").alias("id"),
            pl.lit("tape").alias("origin"),
            pl.lit(False).alias("cancelled"),
            pl.col(number).alias("tape_id"),
            "customer_id",
            "from_on",
            "to_on",
            *(pl.col(c).cast(pl.String) for c in columns),
        )

    def _sealed(
        self, table: str, rows: pl.DataFrame, key: pl.Series, *columns: str
    ) -> Iterator[pl.Series]:
        for column in columns:
            yield seal_series(self.ring, rows[column], f"{table}.{column}", key)

    def _blind(self, kind: Kind, texts: pl.Series, name: str) -> pl.Series:
        return blind_series(self.ring, kind, texts, country=self.country).alias(name)

    def _carried(self, table: str, rows: pl.DataFrame, key: pl.Series) -> pl.Series:
        """The bank's own columns as one sealed text; empty where there are none."""
        own = [name for name in rows.columns if name.startswith(CARRIED)]
        if not own:
            return pl.Series("carried", [None] * rows.height, dtype=pl.Binary)
        told = rows.select(
            pl.struct(pl.col(c).alias(c.removeprefix(CARRIED)) for c in own).struct.json_encode()
        ).to_series()
        return seal_series(self.ring, told, f"{table}.carried", key).alias("carried")


def plain(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows that hold nothing personal: codes as text, the bank's own columns left out."""
    return rows.select(
        pl.col(name).cast(pl.String) if isinstance(dtype, pl.Enum) else pl.col(name)
        for name, dtype in rows.schema.items()
        if not name.startswith(CARRIED)
    )


def fingerprints(ring: Ring, rows: pl.DataFrame) -> pl.Series:
    """16 bytes a row, equal for equal rows under the same key: so unchanged ones are known."""
    whole = rows.select(pl.struct(pl.all()).struct.json_encode().cast(pl.Binary)).to_series()
    begun = hmac.new(ring.primary.index, b"row\0", "sha256")
    made = []
    for row in whole.to_list():
        mac = begun.copy()
        mac.update(row)
        made.append(mac.digest()[:16])
    return pl.Series("fingerprint", made, dtype=pl.Binary)


def batches(checked: Checked, table: str, turn: Turn) -> Iterator[pl.DataFrame]:
    """All accepted rows of a table, turned, some at a time."""
    for shard in range(1 if table in SHARED else checked.shards):
        rows = checked.table(table, shard).collect()
        for at in range(0, rows.height, ROWS):
            yield turn(rows.slice(at, ROWS))
