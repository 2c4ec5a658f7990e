"""How overdue is a debt: days past due, buckets, classes, what is owed, and how it moves.

`age` makes one row an account (`Aged`) from the tape's accounts, instalments and payments as of a
business date; `rolls` counts the moves between buckets of the last months; `age_and_roll` does both
at once. `exposure` sums up by customer, `statement` itemises one account. The bank's choices are a
`DelinquencyPolicy`, read from ``delinquency.yaml`` of its policy folder. docs/delinquency.md walks
through an example.
"""

from forbear.delinquency.ageing import age
from forbear.delinquency.conventions import DelinquencyPolicy
from forbear.delinquency.exposures import exposure
from forbear.delinquency.one_pass import age_and_roll
from forbear.delinquency.roll_rates import rolls
from forbear.delinquency.schema import (
    Aged,
    Bucket,
    Exposure,
    FiveTier,
    Item,
    Rolls,
    Statement,
)
from forbear.delinquency.statements import statement

__all__ = [
    "Aged",
    "Bucket",
    "DelinquencyPolicy",
    "Exposure",
    "FiveTier",
    "Item",
    "Rolls",
    "Statement",
    "age",
    "age_and_roll",
    "exposure",
    "rolls",
    "statement",
]
