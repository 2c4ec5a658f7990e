"""The frames that enter and leave this room."""

from __future__ import annotations

import dataframely as dy


class Proposed(dy.Schema):
    """What the decision table proposes: one row a case and treatment, in the order of its cells."""

    case_id = dy.String(primary_key=True)
    treatment = dy.String(primary_key=True)
    #: Number of the table's row that proposed it, from 1; 0 for the table's default.
    rule = dy.Int32(nullable=False)


class Allocated(dy.Schema):
    """What the allocator chose: one row a case.

    A case is a customer with everything overdue at one branch in one currency: a person is
    contacted once for all he owes.
    """

    case_id = dy.String(primary_key=True)
    treatment = dy.String(nullable=False)
    #: Expected net recovery beyond doing nothing, minor units.
    value = dy.Float64(nullable=False)
    #: The best treatment at the same prices for which nobody travels; the chosen one if that is so.
    fallback = dy.String(nullable=False)
    fallback_value = dy.Float64(nullable=False)
