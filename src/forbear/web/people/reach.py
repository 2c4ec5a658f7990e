"""How far somebody's sight reaches: conditions on cases, staff and teams, by role.

A condition is a `Q`: empty for all rows, `NOTHING` for none. Nothing is asked of the database here.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from forbear.portfolio.words import Channel
from forbear.web.nights.models import Night, NightState
from forbear.web.people.models import Role, User
from forbear.web.records.models import PlanStop, Team

ALL = Q()
NOTHING = Q(pk__in=())
#: Cases that belong before a lawyer, besides those for which the night planned a suit.
LATE_TIERS = ("doubtful", "loss")
SEE_ALL = (Role.STRATEGY_MANAGER, Role.COMPLIANCE, Role.AUDITOR)
NEEDS_OFFICER = (Role.COLLECTOR, Role.FIELD_OFFICER)
NEEDS_BRANCH = (Role.SUPERVISOR,)


def linked(user: User) -> bool:
    """Whether somebody has the staff number or branch that his role needs to see anything."""
    if user.role in NEEDS_OFFICER:
        return user.officer_id is not None
    return user.role not in NEEDS_BRANCH or user.branch_id is not None


def cases(user: User) -> Q:
    """The condition on `Case` for what somebody sees."""
    if user.role in SEE_ALL:
        return ALL
    if not linked(user):
        return NOTHING
    match user.role:
        case Role.COLLECTOR:
            return Q(collector_id=user.officer_id)
        case Role.FIELD_OFFICER:
            return Q(customer_id__in=visits(user).values("customer_id"))
        case Role.SUPERVISOR:
            return Q(branch_id=user.branch_id)
        case Role.AGENCY_MANAGER:
            return Q(placed=True)
        case Role.LEGAL:
            return Q(channel=Channel.SUIT.value) | Q(five_tier__in=LATE_TIERS)
    return NOTHING


def own_teams(user: User) -> QuerySet[Team, Any]:
    """Teams in which a field officer goes out by the published plan.

    A row for the day planned stands before his row for every day.
    """
    day = Night.objects.filter(state=NightState.PUBLISHED.value).values("plan_for")[:1]
    mine = Team.objects.filter(officer_id=user.officer_id)
    dated = Team.objects.filter(officer_id=OuterRef("officer_id"), on__in=day)
    any_day = Q(on__isnull=True) & Exists(day) & ~Exists(dated)
    today = mine.filter(Q(on__in=day) | any_day)
    return today.values("team_id")


def visits(user: User) -> QuerySet[PlanStop]:
    """The stops of his teams at which a customer lives or works."""
    return PlanStop.objects.filter(team_id__in=own_teams(user), customer_id__isnull=False)
