"""Facts about the one third person whom a third-party contact would address."""

from __future__ import annotations

import polars as pl

from forbear.portfolio.words import Role
from forbear.rulebook.facts.names import ADDRESSEES
from forbear.rulebook.facts.part import Part, Tables

#: Whom to think of first, if several could be asked.
_ORDER = (
    Role.CO_BORROWER,
    Role.GUARANTOR,
    Role.GUARDIAN,
    Role.LEGAL_REPRESENTATIVE,
    Role.LAWYER,
    Role.HEIR,
    Role.SPOUSE,
    Role.RELATIVE,
    Role.REFEREE,
    Role.EMPLOYER,
    Role.STRANGER,
)


def parties(tables: Tables) -> Part:
    """The best related party: with a number in use, not opted out, closest to the debt.

    If no numbers are given at all, a party counts as one who can be reached.
    """
    table = tables["parties"].lazy()
    if "phones" in tables:
        numbers = (
            tables["phones"]
            .lazy()
            .filter(pl.col("party_id").is_not_null() & pl.col("valid").fill_null(True))
        )
        table = table.join(numbers, on=["customer_id", "party_id"], how="semi")
    rank = pl.col("role").replace_strict(
        [str(role) for role in _ORDER], range(len(_ORDER)), return_dtype=pl.UInt8
    )
    out = pl.col("no_contact").fill_null(True).cast(pl.UInt8)
    best = pl.struct(out=out, rank=rank, liable=~pl.col("liable").fill_null(False), id="party_id")
    pick = pl.all().sort_by(best).first()
    frame = (
        table.group_by("customer_id")
        .agg(pick)
        .select(
            "customer_id",
            pl.col("role").cast(pl.String).cast(pl.Enum(ADDRESSEES)).alias("party_role"),
            pl.col("liable").alias("party_liable"),
            pl.col("no_contact").alias("party_no_contact"),
            has_party=pl.lit(True),
        )
    )
    others = {"party_role": None, "party_liable": None, "party_no_contact": None}
    return Part(frame, {**others, "has_party": False})
