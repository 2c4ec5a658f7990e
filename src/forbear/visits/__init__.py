"""Which doors are knocked on, by which two people, in which order and when.

`cut` makes a permit's windows those in which somebody is likely there; `plan` plans one branch's
day, `plan_all` all branches over several processes; `verify` walks the result again; `bring` says
what to take along and `geojson` draws it. `Osrm` and `Valhalla` ask a road server for travel times
in place of the straight line. docs/visits.md explains it to a supervisor.
"""

from forbear.visits.bring import bring
from forbear.visits.crews import trained
from forbear.visits.geojson import geojson
from forbear.visits.parallel import plan_all
from forbear.visits.plan import Plan, plan
from forbear.visits.schema import BranchDays, Candidates, Itineraries, Reason, TeamDays, Unrouted
from forbear.visits.servers import Osrm, Valhalla
from forbear.visits.travel import Haversine, Legs, Travel
from forbear.visits.verify import verify
from forbear.visits.windows import cut

__all__ = [
    "BranchDays",
    "Candidates",
    "Haversine",
    "Itineraries",
    "Legs",
    "Osrm",
    "Plan",
    "Reason",
    "TeamDays",
    "Travel",
    "Unrouted",
    "Valhalla",
    "bring",
    "cut",
    "geojson",
    "plan",
    "plan_all",
    "trained",
    "verify",
]
