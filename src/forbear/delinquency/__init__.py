"""How overdue is a debt: days past due, buckets, classes, what is owed, and how it moves.

`age` makes one row an account (`Aged`) from the tape's accounts, instalments and payments as of a
business date; `rolls` counts the moves between buckets of the last months; `age_and_follow` does
both at once, and tells when each account fell behind, caught up and paid. `exposure` sums up by
customer, `statement` itemises one account. The bank's choices are a `DelinquencyPolicy`, read from
``delinquency.yaml`` of its policy folder. docs/delinquency.md walks through an example.
"""

from forbear.delinquency.ageing import age
from forbear.delinquency.conventions import DelinquencyPolicy
from forbear.delinquency.exposures import exposure
from forbear.delinquency.one_pass import Followed, age_and_follow
from forbear.delinquency.roll_rates import rolled, rolls
from forbear.delinquency.schema import (
    Aged,
    Bucket,
    Exposure,
    FiveTier,
    Item,
    Moves,
    Recovered,
    Rolls,
    Spells,
    Statement,
)
from forbear.delinquency.statements import statement

__all__ = [
    "Aged",
    "Bucket",
    "DelinquencyPolicy",
    "Exposure",
    "FiveTier",
    "Followed",
    "Item",
    "Moves",
    "Recovered",
    "Rolls",
    "Spells",
    "Statement",
    "age",
    "age_and_follow",
    "exposure",
    "rolled",
    "rolls",
    "statement",
]
