"""Where stops lie: the sealed places of their addresses, for stops that somebody sees."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from forbear.web import keys
from forbear.web.records.models import Address, PlanStop
from forbear.web.records.sealed import place
from forbear.web.sealing import Place, unseal


def places(
    seen: QuerySet[PlanStop], stops: Sequence[PlanStop]
) -> dict[tuple[str, int], tuple[float, float]]:
    """Latitude and longitude of each stop at a customer's address, by team and stop."""
    wanted = {
        (stop.customer_id, stop.visit_id.rpartition("/")[2]): (stop.team_id, stop.stop)
        for stop in stops
        if stop.customer_id and stop.visit_id
    }
    customers = seen.filter(customer_id__in=[customer for customer, _ in wanted])
    rows = Address.objects.filter(customer_id__in=customers.values("customer_id"))
    ring = keys.ring()
    found = {}
    for row in rows.filter(place__isnull=False):
        stop = wanted.get((row.customer_id, row.address_id))
        if stop is None:
            continue
        where, key = place(row, "place")
        text = unseal(ring, row.place, Place(where, key))
        if text is not None:
            lat, _, lon = text.partition(",")
            found[stop] = (float(lat), float(lon))
    return found
