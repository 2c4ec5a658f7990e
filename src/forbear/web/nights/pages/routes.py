"""The published night's routes: on a map for those who see the cases, and as a list beside it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from forbear.web.nights.models import Night, NightState
from forbear.web.nights.places import places
from forbear.web.pages.shell import page, person, signed
from forbear.web.people.access import May, visible
from forbear.web.people.templatetags.words import say
from forbear.web.records.models import Branch, PlanStop

#: One a team; colour-blind safe (Okabe and Ito).
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b58900", "#56b4e9", "#7f7f7f", "#8c510a")
#: Stops drawn at most; a branch has fewer.
MOST = 2_000


@signed(May.SEE_CASES)
def overview(request: HttpRequest) -> HttpResponse:
    """The routes of one branch, team by team."""
    branches = _branches(person(request))
    branch = _chosen(request, branches)
    stops = _stops(person(request), branch)
    teams: dict[str, list[PlanStop]] = {}
    for stop in stops:
        teams.setdefault(stop.team_id, []).append(stop)
    # Nights are not everybody's to see; the day that is worked is.
    plan_for = Night.objects.filter(state=NightState.PUBLISHED).values_list("plan_for", flat=True)
    return page(
        request,
        "nights/routes.html",
        {
            "branches": branches,
            "branch": branch,
            "teams": [
                {"team": team, "colour": _colour(number), "stops": own, "visits": _visits(own)}
                for number, (team, own) in enumerate(teams.items())
            ],
            "plan_for": plan_for.first(),
            "tiles": settings.TOLD["FORBEAR_TILES"],
        },
    )


@signed(May.SEE_CASES)
def drawn(request: HttpRequest) -> HttpResponse:
    """Points and lines of one branch as GeoJSON (longitude first)."""
    branch = _chosen(request, _branches(person(request)))
    stops = _stops(person(request), branch)
    found = places(visible(person(request), PlanStop), stops)
    home = Branch.objects.filter(pk=branch).first()
    features: list[dict[str, Any]] = []
    teams: dict[str, list[PlanStop]] = {}
    for stop in stops:
        teams.setdefault(stop.team_id, []).append(stop)
    if home is not None:
        features.append(_point((home.lat, home.lon), kind="start", name=home.name))
    for number, (team, own) in enumerate(teams.items()):
        line = [(home.lat, home.lon)] if home is not None else []
        for stop in own:
            where = found.get((stop.team_id, stop.stop))
            if where is None:
                continue
            line.append(where)
            features.append(_stop(stop, number, where))
        if home is not None and len(line) > 1:
            features.append(_line([*line, (home.lat, home.lon)], team, number))
    answer = JsonResponse({"type": "FeatureCollection", "features": features})
    answer["Cache-Control"] = "no-store"
    return answer


def _branches(user: Any) -> list[tuple[str, str, int]]:
    """Branches with visits that somebody sees: number, name, how many."""
    rows = visible(user, PlanStop).filter(customer_id__isnull=False).order_by()
    counts = dict(rows.values_list("branch_id").annotate(n=Count("stop")))
    names = Branch.objects.filter(pk__in=counts).order_by("name").values_list("pk", "name")
    return [(pk, name, counts[pk]) for pk, name in names]


def _chosen(request: HttpRequest, branches: list[tuple[str, str, int]]) -> str | None:
    known = [pk for pk, _, _ in branches]
    wanted = request.GET.get("branch", "")
    return wanted if wanted in known else next(iter(known), None)


def _stops(user: Any, branch: str | None) -> list[PlanStop]:
    rows = visible(user, PlanStop).filter(branch_id=branch)
    return list(rows.order_by("team_id", "stop")[:MOST])


def _colour(number: int) -> str:
    return COLOURS[number % len(COLOURS)]


def _visits(stops: list[PlanStop]) -> int:
    return sum(stop.customer_id is not None for stop in stops)


def _stop(stop: PlanStop, number: int, where: tuple[float, float]) -> dict[str, Any]:
    hours = f"{stop.begin // 60:02}:{stop.begin % 60:02}"
    return _point(
        where,
        kind="visit",
        state="planned",
        team=stop.team_id,
        colour=_colour(number),
        name=str(say("{} · {} · stop {}", "{} · {} · 第 {} 站", hours, stop.team_id, stop.stop)),
        customer=stop.customer_id,
        address=reverse("desk:case", args=[stop.customer_id]),
    )


def _point(where: tuple[float, float], **told: Any) -> dict[str, Any]:
    lat, lon = where
    point = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "geometry": point, "properties": told}


def _line(stops: list[tuple[float, float]], team: str, number: int) -> dict[str, Any]:
    line = {"type": "LineString", "coordinates": [[lon, lat] for lat, lon in stops]}
    told = {"kind": "route", "team": team, "colour": _colour(number), "provisional": False}
    return {"type": "Feature", "geometry": line, "properties": told}
