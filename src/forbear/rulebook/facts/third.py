"""Facts about the one third person whom a third-party contact would address."""

from __future__ import annotations

import polars as pl

from forbear.portfolio.words import Role
from forbear.rulebook.facts import kernels
from forbear.rulebook.facts.part import Part, Tables, spread

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


PARTIES = ("party_role", "party_liable", "party_no_contact", "has_party")


def parties(tables: Tables, people: int) -> Part:
    """The best related party: with a number in use, not opted out, closest to the debt.

    If no numbers are given at all, a party counts as one who can be reached.
    """
    table = tables["parties"]
    if "phones" in tables:
        numbers = tables["phones"].filter(
            pl.col("party_id").is_not_null() & pl.col("valid").fill_null(True)
        )
        table = table.join(numbers, on=["who", "party_id"], how="semi")
    rank = pl.col("role").replace_strict(
        [str(role) for role in _ORDER], range(len(_ORDER)), return_dtype=pl.UInt8
    )
    out = pl.col("no_contact").fill_null(True)
    table = table.sort("who", out, rank, ~pl.col("liable").fill_null(False), "party_id")
    best = table[kernels.firsts(table["who"].to_numpy())]
    frame = best.select(
        "who",
        party_role=pl.col("role").cast(pl.String),
        party_liable="liable",
        party_no_contact="no_contact",
        has_party=pl.lit(True),
    )
    return spread(frame, people, {"has_party": False})
