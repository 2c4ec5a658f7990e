"""Facts about the one third person whom a third-party contact would address."""

from __future__ import annotations

import polars as pl

from forbear.portfolio.words import Role
from forbear.rulebook.facts import kernels
from forbear.rulebook.facts.names import FACTS
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
    if tables["parties"].is_empty():
        none = pl.DataFrame(
            schema={"who": pl.Int64, **{name: FACTS[name].dtype for name in PARTIES}}
        )
        return spread(none, people, {"has_party": False})
    table = tables["parties"].lazy()
    if "phones" in tables:
        used = pl.col("party_id").is_not_null() & pl.col("valid").fill_null(True)
        numbers = tables["phones"].lazy().filter(used)
        table = table.join(numbers, on=["who", "party_id"], how="semi")
    rank = pl.col("role").replace_strict(
        [str(role) for role in _ORDER], range(len(_ORDER)), return_dtype=pl.UInt8
    )
    out = pl.col("no_contact").fill_null(True)
    table = table.sort("who", out, rank, ~pl.col("liable").fill_null(False), "party_id")
    ranked = table.select(
        "who",
        party_role=pl.col("role").cast(pl.String),
        party_liable="liable",
        party_no_contact="no_contact",
        has_party=pl.lit(True),
    ).collect()
    best = ranked[kernels.firsts(ranked["who"].to_numpy())]
    return spread(best, people, {"has_party": False})
