"""The frames that enter and leave this room in bulk."""

from __future__ import annotations

import dataframely as dy

from forbear.portfolio.words import Channel


class PermitFrame(dy.Schema):
    """One row a customer and channel, for one local day.

    ``windows`` is a code into `Permits.windows`; ``requires``, ``refusals`` and ``assumed`` are bit
    sets decoded by `Permits`. A row that is not ``allowed`` has window code 0, the empty set.
    """

    customer_id = dy.String(primary_key=True)
    channel = dy.Enum(Channel, primary_key=True)
    allowed = dy.Bool(nullable=False)
    windows = dy.UInt16(nullable=False)
    #: Attempts that remain that day; empty where no rule counts them.
    remaining = dy.Int16(nullable=True)
    requires = dy.UInt64(nullable=False)
    refusals = dy.UInt64(nullable=False)
    #: Rules that met a missing fact and took the strict side.
    assumed = dy.UInt64(nullable=False)
