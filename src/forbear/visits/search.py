"""The route search: PyVRP's iterated local search, started from a good plan, breaks included.

What PyVRP does not know is put in its own words. Several windows: one client for each, in a group
of which at most one is visited; so also one customer's places. Qualifications: a load that only
vehicles of teams that hold them can carry. Breaks: clients where the start takes them, of a load of
which each vehicle carries exactly one. Appointments that the start keeps are required.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pyvrp
from pyvrp.exceptions import PenaltyBoundWarning
from pyvrp.search import (
    OPERATORS,
    LocalSearch,
    NeighbourhoodParams,
    PerturbationManager,
    PerturbationParams,
    compute_neighbours,
)
from pyvrp.stop import MaxIterations, MultipleCriteria, StoppingCriterion

from forbear.visits.day import BRANCH, Day
from forbear.visits.fill import Orders
from forbear.visits.travel import Ints
from forbear.visits.walk import VISIT, Walk, fits, settle

#: Minor units below which no penalty's upper bound goes.
_LEAST = 1000


@dataclass
class Model:
    """A branch's day in PyVRP's words. ``places``: what each client stands for (breaks: 0)."""

    data: pyvrp.ProblemData
    start: pyvrp.Solution
    places: list[int]


@dataclass
class _Clients:
    """Clients and groups while they are gathered, and which of them the start visits."""

    loads: int
    clients: list[pyvrp.Client] = field(default_factory=list)
    groups: list[pyvrp.ClientGroup] = field(default_factory=list)
    places: list[int] = field(default_factory=list)

    def add(
        self,
        place: int,
        begins: tuple[int, int],
        service: int,
        load: int | None,
        prize: int = 0,
        required: bool = False,
        group: int | None = None,
        stands_for: int = BRANCH,
    ) -> int:
        """One more client; its number."""
        self.clients.append(
            pyvrp.Client(
                location=place,
                delivery=[int(n == load) for n in range(self.loads)],
                service_duration=service,
                tw_early=begins[0],
                tw_late=begins[1],
                prize=prize,
                required=required,
                group=group,
            )
        )
        self.places.append(stands_for)
        return len(self.clients) - 1


def search(
    day: Day,
    start: Sequence[Sequence[int]],
    *,
    iterations: int,
    seed: int,
    guard: StoppingCriterion | None = None,
) -> tuple[Orders, bool]:
    """What PyVRP makes of `start` in so many iterations, and whether `guard` cut it short.

    The orders' windows and qualifications hold; their breaks may have to be placed anew.
    """
    model = model_of(day, start)
    found, cut_short = improve(day, model, iterations=iterations, seed=seed, guard=guard)
    return orders_of(day, model, found), cut_short


def improve(
    day: Day,
    model: Model,
    *,
    iterations: int,
    seed: int,
    guard: StoppingCriterion | None = None,
) -> tuple[pyvrp.Solution, bool]:
    """The best solution after so many iterations from the model's start; see `search`."""
    local = local_search(model.data, pyvrp.RandomNumberGenerator(seed=seed))
    algorithm = pyvrp.IteratedLocalSearch(
        model.data, penalties(day, model.data), local, model.start
    )
    until = MaxIterations(iterations)
    with warnings.catch_warnings():
        # A day too full to be feasible at PyVRP's dearest penalty is no news: the start is kept.
        warnings.simplefilter("ignore", PenaltyBoundWarning)
        found = algorithm.run(
            until if guard is None else MultipleCriteria([until, guard]), collect_stats=False
        )
    return found.best, found.num_iterations < iterations


def local_search(data: pyvrp.ProblemData, chance: pyvrp.RandomNumberGenerator) -> LocalSearch:
    """PyVRP's local search with all operators that the data have a use for."""
    neighbours = compute_neighbours(data, NeighbourhoodParams())
    local = LocalSearch(data, chance, neighbours, PerturbationManager(PerturbationParams()))
    for operator in OPERATORS:
        if operator.supports(data):
            local.add_operator(operator(data))
    return local


def orders_of(day: Day, model: Model, solution: pyvrp.Solution) -> Orders:
    """The places that each crew visits in a solution of the model."""
    out: Orders = [[] for _ in day.crews]
    for route in solution.routes():
        places = (model.places[stop.idx] for stop in route if stop.is_client())
        out[route.vehicle_type()] = [place for place in places if place != BRANCH]
    return out


def model_of(day: Day, start: Sequence[Sequence[int]]) -> Model:
    """The day as a problem of PyVRP, and `start` as a solution of it."""
    walks = [_held(settle(day, crew, order)) for crew, order in zip(day.crews, start, strict=True)]
    skills = sorted(
        {v.needs for v in day.visits if not all(v.needs <= c.holds for c in day.crews)}, key=sorted
    )
    rests = max((len(crew.breaks) for crew in day.crews), default=0)
    gathered = _Clients(loads=len(skills) + rests)
    at = _add_visits(day, gathered, skills, walks)
    pauses = _add_breaks(day, gathered, len(skills), walks)
    data = pyvrp.ProblemData(
        locations=[pyvrp.Location(day.lon, day.lat)]
        + [pyvrp.Location(v.lon, v.lat) for v in day.visits],
        clients=gathered.clients,
        depots=[pyvrp.Depot(BRANCH)],
        vehicle_types=[
            pyvrp.VehicleType(
                capacity=[len(day.visits) * (need <= crew.holds) for need in skills]
                + [int(n < len(crew.breaks)) for n in range(rests)],
                tw_early=crew.starts,
                tw_late=crew.ends,
                name=crew.team_id,
            )
            for crew in day.crews
        ],
        # Money instead of metres: PyVRP weighs it one to one against the prizes.
        distance_matrices=[_matrix(day.cost)],
        duration_matrices=[_matrix(day.minutes)],
        groups=gathered.groups,
    )
    routes = [
        pyvrp.Route(
            data,
            [
                at[stop.place, stop.opens] if stop.rest == VISIT else pauses[crew, stop.rest]
                for stop in walk
            ],
            crew,
        )
        for crew, walk in enumerate(walks)
        if walk
    ]
    return Model(data, pyvrp.Solution(data, routes), gathered.places)


def _matrix(numbers: Ints) -> Any:
    """PyVRP's stubs give arrays a type that numpy's own does not meet."""
    return numbers


def _held(walk: Walk | None) -> Walk:
    if walk is None:
        raise ValueError("the start does not hold: a window, a shift or a break is missed")
    return walk


def _add_visits(
    day: Day, gathered: _Clients, skills: list[frozenset[str]], walks: list[Walk]
) -> dict[tuple[int, int], int]:
    """Clients of all visits that some crew can make; their numbers by place and opening."""
    kept = {
        day.visit(stop.place).customer_id
        for walk in walks
        for stop in walk
        if stop.rest == VISIT and day.visit(stop.place).must
    }
    # An appointment that the start misses outweighs everything that is no appointment.
    weight = 1 + sum(v.prize for v in day.visits)
    at: dict[tuple[int, int], int] = {}
    for customer, places in _by_customer(day).items():
        # Whoever has an appointment is visited for that, wherever else he may be found.
        must = customer in kept
        here = [p for p in places if day.visit(p).must or not must]
        windows = sum(len(day.visit(p).begins) for p in here)
        group = len(gathered.groups) if windows > 1 else None
        numbers = []
        for place in here:
            visit = day.visit(place)
            for begins in visit.begins:
                at[place, begins[0]] = gathered.add(
                    place,
                    begins,
                    visit.service,
                    skills.index(visit.needs) if visit.needs in skills else None,
                    prize=visit.prize + weight * (visit.must and not must),
                    required=must and group is None,
                    group=group,
                    stands_for=place,
                )
                numbers.append(at[place, begins[0]])
        if group is not None:
            gathered.groups.append(pyvrp.ClientGroup(numbers, required=must))
    return at


def _by_customer(day: Day) -> dict[str, list[int]]:
    """Places by customer that some crew can visit within its shift."""
    out: dict[str, list[int]] = {}
    for place, visit in enumerate(day.visits, 1):
        if (visit.prize > 0 or visit.must) and possible(day, place):
            out.setdefault(visit.customer_id, []).append(place)
    return out


def possible(day: Day, place: int) -> bool:
    """Could a crew that holds what it needs make this visit if it had nothing else to do?"""
    return any(
        day.able[at][place] and fits(day, crew, [place]) for at, crew in enumerate(day.crews)
    )


def _add_breaks(
    day: Day, gathered: _Clients, first: int, walks: list[Walk]
) -> dict[tuple[int, int], int]:
    """Clients of all breaks where the start takes them; their numbers by crew and break."""
    at = {}
    for crew, walk in enumerate(walks):
        for stop in walk:
            if stop.rest != VISIT:
                pause = day.crews[crew].breaks[stop.rest]
                at[crew, stop.rest] = gathered.add(
                    stop.place,
                    (pause.opens, pause.closes - pause.minutes),
                    pause.minutes,
                    first + stop.rest,
                    required=True,
                )
    return at


def penalties(day: Day, data: pyvrp.ProblemData) -> pyvrp.PenaltyManager:
    """Penalties of the size of the prizes: PyVRP's own suit distances, not money."""
    prizes = sorted(visit.prize for visit in day.visits if visit.prize > 0) or [_LEAST]
    most = float(max(_LEAST, prizes[-1]))
    late = max(prizes[len(prizes) // 2] / 30, 1.0)
    params = pyvrp.PenaltyParams(min_penalty=1.0, max_penalty=most)
    return pyvrp.PenaltyManager(([most] * data.num_load_dimensions, late, 1.0), params)
