"""The frames that enter and leave this room."""

from __future__ import annotations

import dataframely as dy


class Scored(dy.Schema):
    """One row an account. Reasons are codes of the scorecard, strongest first."""

    account_id = dy.String(primary_key=True)
    #: Points of the scorecard; more is better.
    points = dy.Int32(nullable=False)
    #: Chance that the account is paid up within 30 days if nobody does anything.
    p_self = dy.Float64(nullable=False, min=0, max=1)
    reason_1 = dy.String(nullable=True)
    reason_2 = dy.String(nullable=True)
    reason_3 = dy.String(nullable=True)
