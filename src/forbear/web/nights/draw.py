"""The night's tables drawn from the database: what the tape said, and what was done since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from forbear.nightly import Bank, Progress
from forbear.portfolio import TABLES, lay_out, shards_for
from forbear.web.bulk import Bulk, connect
from forbear.web.sealing import Ring, unseal_series

#: Statement for each table. A number is told by its blind index, a name by its mask.
QUERIES: dict[str, str] = {
    "branches": "SELECT branch_id, name, region, lat, lon, timezone FROM branch WHERE NOT gone",
    "officers": "SELECT o.officer_id, o.branch_id, o.role, o.name, o.qualifications, "
    "CASE WHEN e.until IS NULL OR e.until < o.qualified_until THEN o.qualified_until "
    "ELSE e.until END AS qualified_until FROM officer o "
    "LEFT JOIN person p ON p.officer_id = o.officer_id LEFT JOIN (SELECT user_id, "
    "max(valid_until) AS until FROM qualification GROUP BY user_id) e ON e.user_id = p.id "
    "WHERE NOT o.gone AND (p.id IS NULL OR p.is_active)",
    "teams": 'SELECT team_id, officer_id, branch_id, "on", starts, ends FROM team',
    "agencies": "SELECT agency_id, name, listed, published, inspected_on, evaluated_on, ends_on "
    "FROM agency WHERE NOT gone",
    "customers": "SELECT customer_id, kind, name_masked AS name, born_on, language, timezone, "
    "region, email_masked AS email FROM customer WHERE NOT gone",
    "parties": "SELECT p.customer_id, party_id, role, name_masked AS name, account_id, liable, "
    "no_contact FROM party p",
    "accounts": "SELECT account_id, customer_id, branch_id, product, currency, opened_on, "
    "principal, balance, annual_rate, overdue_rate, penalty, penalty_min, secured, closed_on, "
    "written_off_on, placed_with FROM account WHERE NOT gone",
    "instalments": "SELECT account_id, number, due_on, principal, interest, fee, paid "
    "FROM instalment",
    "payments": "SELECT account_id, payment_id, paid_on, amount, reversed_on FROM payment",
    "phones": "SELECT customer_id, phone_index, party_id, kind, source, valid, "
    "verified_on FROM phone",
    "addresses": "SELECT customer_id, address_id, kind, region, place, source, verified_on, "
    "written_masked AS written FROM address",
    "contacts": "SELECT customer_id, contact_id, at, channel, outcome, account_id, party_id, "
    "phone_index, staff_id FROM past_contact UNION ALL "
    "SELECT c.customer_id, CAST(c.id AS varchar(40)), c.at, c.channel, c.outcome, c.account_id, "
    "c.party_id, c.phone_index, NULL FROM contact c JOIN customer k "
    "ON k.customer_id = c.customer_id AND NOT k.gone",
    "holds": "SELECT h.customer_id, h.id AS hold_id, h.kind, from_on, to_on, account_id "
    "FROM hold h JOIN customer k "
    "ON k.customer_id = h.customer_id AND NOT k.gone WHERE NOT h.cancelled",
    "consents": "SELECT c.customer_id, c.id AS consent_id, c.kind, from_on, to_on FROM consent c "
    "JOIN customer k ON k.customer_id = c.customer_id AND NOT k.gone WHERE NOT c.cancelled",
}


@dataclass(frozen=True)
class Drawn:
    """The database as a `forbear.nightly.Source`. ``told`` is what is known of the tape's check."""

    #: Which order of a night this is; what it drew first is kept if it has to begin again.
    night: str
    database: Mapping[str, Any]
    ring: Ring
    counts: pl.DataFrame
    reasons: pl.DataFrame
    inputs: tuple[tuple[str, int, str], ...]

    def key(self) -> str:
        """The night itself."""
        return f"night:{self.night}"

    def fill(
        self,
        folder: Path,
        *,
        as_of: date,  # noqa: ARG002
        bank: Bank,  # noqa: ARG002
        shard_size: int,
        progress: Progress | None = None,
    ) -> None:
        """Draw every table."""
        with connect(self.database) as bulk:
            ((accounts,),) = bulk.rows("SELECT count(*) FROM account WHERE NOT gone")
            lay_out(
                folder,
                tables={name: self._rows(bulk, name, progress) for name in TABLES},
                shards=shards_for(int(accounts), shard_size),
                counts=self.counts,
                reasons=self.reasons,
                inputs=self.inputs,
            )

    def _rows(self, bulk: Bulk, name: str, progress: Progress | None) -> Iterator[pl.DataFrame]:
        if progress:
            progress(name, list(TABLES).index(name) / len(TABLES))
        declared = TABLES[name].columns()
        schema: dict[str, pl.DataType] = {c: d.dtype for c, d in declared.items()}
        asked = _asked(name, schema)
        for rows in bulk.read(QUERIES[name], asked):
            yield self._readable(name, rows)

    def _readable(self, name: str, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows without anything sealed but where addresses lie."""
        if name in ("phones", "contacts"):
            number = pl.col("phone_index").bin.encode("hex").alias("phone")
            rows = rows.with_columns(number).drop("phone_index")
        if name == "addresses":
            key = rows["customer_id"] + "/" + rows["address_id"]
            place = unseal_series(self.ring, rows["place"], "address.place", key)
            apart = place.str.split_exact(",", 1).struct.unnest().cast(pl.Float64)
            rows = rows.drop("place").with_columns(
                apart["field_0"].alias("lat"), apart["field_1"].alias("lon")
            )
        return rows


def _asked(name: str, schema: dict[str, pl.DataType]) -> dict[str, pl.DataType]:
    """Columns as the statement gives them."""
    left_out = {
        "customers": ("resident_id", "uscc", "employer"),
        "parties": ("resident_id",),
        "phones": ("phone",),
        "contacts": ("phone",),
        "addresses": ("lat", "lon"),
    }
    more: dict[str, dict[str, pl.DataType]] = {
        "phones": {"phone_index": pl.Binary()},
        "contacts": {"phone_index": pl.Binary()},
        "addresses": {"place": pl.Binary()},
    }
    kept = {c: d for c, d in schema.items() if c not in left_out.get(name, ())}
    return {**kept, **more.get(name, {})}
