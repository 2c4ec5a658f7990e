"""The frames that enter and leave this room. Clock times are minutes after local midnight."""

from __future__ import annotations

import dataframely as dy

from forbear.portfolio.words import AddressKind


class Candidates(dy.Schema):
    """Places worth visiting on one day: one row a case and address."""

    visit_id = dy.String(primary_key=True)
    case_id = dy.String(nullable=False)
    customer_id = dy.String(nullable=False)
    branch_id = dy.String(nullable=False)
    place = dy.Enum(AddressKind, nullable=False)
    lat = dy.Float64(nullable=False)
    lon = dy.Float64(nullable=False)
    #: Expected recovery above the next best treatment, minor units.
    prize = dy.Int64(nullable=False, min=0)
    service = dy.Int32(nullable=False, min=1)
    #: [opens, closes] pairs in which the visit may *begin and end*: permit cut to likely home.
    windows = dy.List(dy.List(dy.Int32()), nullable=False)
    #: An appointment: has to be kept.
    must = dy.Bool(nullable=False)
    #: Qualifications the team needs between its members, separated by ';'.
    needs = dy.String(nullable=True)


class Itineraries(dy.Schema):
    """One row a stop: breaks and visits in the order of each team's day."""

    team_id = dy.String(primary_key=True)
    stop = dy.Int32(primary_key=True, min=1)
    branch_id = dy.String(nullable=False)
    #: "visit" or "break".
    kind = dy.String(nullable=False)
    visit_id = dy.String(nullable=True)
    customer_id = dy.String(nullable=True)
    lat = dy.Float64(nullable=True)
    lon = dy.Float64(nullable=True)
    arrive = dy.Int32(nullable=False)
    begin = dy.Int32(nullable=False)
    leave = dy.Int32(nullable=False)
    opens = dy.Int32(nullable=True)
    closes = dy.Int32(nullable=True)
    #: Travel before this stop: minutes and metres.
    travel = dy.Int32(nullable=False, min=0)
    metres = dy.Int64(nullable=False, min=0)
    #: Minutes by which this stop may slip before a later window is missed.
    slack = dy.Int32(nullable=False, min=0)
    prize = dy.Int64(nullable=False, min=0)


class Unrouted(dy.Schema):
    """Candidates left out, with the reason in one word: value, window, capacity, qualification."""

    visit_id = dy.String(primary_key=True)
    reason = dy.String(nullable=False)
