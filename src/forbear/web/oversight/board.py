"""The team's board: who has what before him, who did what, who goes out."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Max, Min, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from forbear.web import bank
from forbear.web.nights.models import Night, NightState
from forbear.web.oversight.team import team
from forbear.web.pages.shell import page, person, signed
from forbear.web.people.access import May, may, visible
from forbear.web.people.models import Role, User
from forbear.web.people.reach import SEE_ALL, linked
from forbear.web.records.models import Branch, Officer, PlanStop
from forbear.web.records.models import Team as Member

#: Days that can be looked at, today among them.
PERIODS = (1, 7, 30)


@dataclass(frozen=True)
class Crew:
    """A team's day on the road; minutes after midnight."""

    team_id: str
    members: list[str]
    visits: int
    begins: int
    ends: int
    travel: int


@signed(May.SEE_BOARD)
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The board of one branch."""
    user = person(request)
    branches = branches_of(user)
    branch, days, today = _branch(request, branches), _period(request), bank.today()
    return page(
        request,
        "oversight/board.html",
        {
            "branches": branches,
            "branch": branch,
            "periods": PERIODS,
            "days": days,
            "today": today,
            "team": team(user, branch, today, days) if branch else None,
            "crews": _crews(user, branch) if branch else [],
            "planned": _planned(),
            "may_reassign": may(user, May.REASSIGN),
            "may_read": may(user, May.SEE_JOURNAL),
            "currency": bank.policy().bank.currency,
        },
    )


def branches_of(user: User) -> list[Branch]:
    """Branches that somebody sees whole."""
    rows = visible(user, Branch).filter(gone=False).order_by("pk")
    if user.role in SEE_ALL:
        return list(rows)
    if user.role == Role.SUPERVISOR and linked(user):
        return list(rows.filter(pk=user.branch_id))
    return []


def _branch(request: HttpRequest, branches: list[Branch]) -> Branch | None:
    wanted = request.GET.get("branch", "")
    if not wanted:
        return branches[0] if branches else None
    found = next((one for one in branches if one.pk == wanted), None)
    if found is None:
        raise Http404
    return found


def _period(request: HttpRequest) -> int:
    wanted = request.GET.get("days", "")
    return next((days for days in PERIODS if str(days) == wanted), PERIODS[0])


def _planned() -> Night | None:
    return Night.objects.filter(state=NightState.PUBLISHED).only("pk", "plan_for").first()


def _crews(user: User, branch: Branch) -> list[Crew]:
    """The teams that the published plan sends out."""
    rows = (
        visible(user, PlanStop)
        .filter(branch=branch)
        .values("team_id")
        .annotate(
            visits=Count("stop", filter=Q(kind="visit")),
            begins=Min("begin"),
            ends=Max("leave"),
            on_the_road=Sum("travel"),
        )
        .order_by("team_id")
    )
    found = list(rows)
    names = _members([row["team_id"] for row in found])
    return [
        Crew(
            row["team_id"],
            names.get(row["team_id"], []),
            row["visits"],
            row["begins"],
            row["ends"],
            row["on_the_road"],
        )
        for row in found
    ]


def _members(teams: list[str]) -> dict[str, list[str]]:
    night = _planned()
    if night is None:
        return {}
    on = Q(on=night.plan_for) | Q(on__isnull=True)
    rows = Member.objects.filter(on, team_id__in=teams).order_by("team_id", "officer_id")
    pairs = dict.fromkeys(rows.values_list("team_id", "officer_id"))
    names = dict(Officer.objects.filter(pk__in={o for _, o in pairs}).values_list("pk", "name"))
    found: dict[str, list[str]] = {}
    for team_id, officer in pairs:
        found.setdefault(team_id, []).append(names.get(officer) or officer)
    return found
