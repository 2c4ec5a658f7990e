"""What two officers bring to a door: what every visit needs, and what its permit requires."""

from __future__ import annotations

from collections.abc import Iterable

from forbear.visits.policy import Item, VisitsPolicy


def bring(requires: Iterable[str], policy: VisitsPolicy) -> tuple[Item, ...]:
    """The items of ``visits.yaml`` for one visit, in the file's order.

    ``requires`` is what the permit requires: numbers of rules (``CN-VISIT-003``) or needs
    (``record_video``). Requirements of conduct, for which there is nothing to bring, add nothing.
    """
    asked = frozenset(requires)
    return tuple(
        item for item in policy.bring.values() if item.always or not asked.isdisjoint(item.when)
    )
