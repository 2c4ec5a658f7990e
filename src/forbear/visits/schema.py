"""The frames that enter and leave this room. Clock times are minutes after local midnight."""

from __future__ import annotations

from enum import StrEnum

import dataframely as dy

from forbear.portfolio.words import AddressKind


class Reason(StrEnum):
    """Why a candidate is left out."""

    #: It could be added, but costs more than it is worth.
    VALUE = "value"
    #: No shift reaches it within its windows, even with nothing else to do.
    WINDOW = "window"
    #: The day is full of visits worth more.
    CAPACITY = "capacity"
    #: No team at work holds what it needs.
    QUALIFICATION = "qualification"
    #: No team of two or more is at work.
    STAFF = "staff"
    #: The same customer is visited at another place, or from another branch.
    CUSTOMER = "customer"
    #: The road server knows no way there and back.
    ROAD = "road"


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
    #: Minutes by which this stop may slip before this or a later window is missed.
    slack = dy.Int32(nullable=False, min=0)
    prize = dy.Int64(nullable=False, min=0)


class Unrouted(dy.Schema):
    """Candidates left out, with the reason in one word (`Reason`)."""

    visit_id = dy.String(primary_key=True)
    reason = dy.Enum(Reason, nullable=False)


class TeamDays(dy.Schema):
    """One row a team at work: the whole of its day, the way back included."""

    branch_id = dy.String(primary_key=True)
    team_id = dy.String(primary_key=True)
    #: Members, separated by ';'.
    members = dy.String(nullable=False)
    starts = dy.Int32(nullable=False)
    ends = dy.Int32(nullable=False)
    visits = dy.Int32(nullable=False, min=0)
    #: When the team leaves the branch and is back; empty when it has no visit.
    leaves = dy.Int32(nullable=True)
    back = dy.Int32(nullable=True)
    travel = dy.Int32(nullable=False, min=0)
    metres = dy.Int64(nullable=False, min=0)
    #: Minutes with customers, and minutes waited before a window opens.
    service = dy.Int32(nullable=False, min=0)
    waiting = dy.Int32(nullable=False, min=0)
    prize = dy.Int64(nullable=False, min=0)
    #: Cost of the way, minor units.
    cost = dy.Int64(nullable=False, min=0)


class BranchDays(dy.Schema):
    """One row a branch: what the day brings together."""

    branch_id = dy.String(primary_key=True)
    candidates = dy.Int32(nullable=False, min=0)
    visits = dy.Int32(nullable=False, min=0)
    appointments = dy.Int32(nullable=False, min=0)
    appointments_kept = dy.Int32(nullable=False, min=0)
    teams = dy.Int32(nullable=False, min=0)
    teams_out = dy.Int32(nullable=False, min=0)
    travel = dy.Int32(nullable=False, min=0)
    metres = dy.Int64(nullable=False, min=0)
    service = dy.Int32(nullable=False, min=0)
    waiting = dy.Int32(nullable=False, min=0)
    prize = dy.Int64(nullable=False, min=0)
    cost = dy.Int64(nullable=False, min=0)
