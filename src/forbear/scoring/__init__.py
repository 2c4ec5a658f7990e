"""How likely an account is paid by itself, why, and how much a treatment is assumed to add.

`score` rates aged accounts by the bank's `Scorecard` (``scorecard.yaml`` of the policy): points,
chance and up to three reasons (`Scored`). `after` is the one formula for the chance after a
treatment. `validate` measures chances against outcomes. Fitting is in `forbear.scoring.train`,
which needs the extra ``forbear[train]``. docs/scoring.md explains the card and its measured worth.
"""

from forbear.scoring.effects import after
from forbear.scoring.features import FEATURES, features
from forbear.scoring.points import rate, score
from forbear.scoring.schema import Scored
from forbear.scoring.scorecard import Scorecard
from forbear.scoring.validation import validate
from forbear.scoring.written import to_yaml

__all__ = [
    "FEATURES",
    "Scorecard",
    "Scored",
    "after",
    "features",
    "rate",
    "score",
    "to_yaml",
    "validate",
]
