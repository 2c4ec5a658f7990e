"""What every permit of one case would say at a moment, its rows read once; nothing is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forbear.portfolio.words import Channel
from forbear.rulebook import Permit, permit_each
from forbear.web import bank
from forbear.web.records.known import case_of
from forbear.web.records.models import Customer
from forbear.web.records.permits import tape_now


@dataclass(frozen=True)
class Answers:
    """Permits as `told` gives them: by channel, and of each related person."""

    channels: list[dict[str, Any]]
    third: dict[str, dict[str, Any]]


def answers(customer: Customer, parties: Sequence[str], at: datetime) -> Answers:
    """All channels, and for each of ``parties`` the third-party permit for that person alone.

    The customer is one whom whoever asks may see.
    """
    rules, known = bank.policy().rules, case_of(customer, at, tape_now())
    channels = [told(answer) for answer in permit_each(rules, known)]
    if len(parties) == 1:
        alone = next(one for one in channels if one["channel"] == Channel.THIRD_PARTY)
        return Answers(channels, {parties[0]: alone})
    third = {}
    for party in parties:
        only = [row for row in known["tape"]["parties"] if row["party_id"] == party]
        asked = {**known, "tape": {**known["tape"], "parties": only}}
        (answer,) = permit_each(rules, asked, channels=(Channel.THIRD_PARTY,))
        third[party] = told(answer)
    return Answers(channels, third)


def told(answer: Permit) -> dict[str, Any]:
    """A permit as `Permit.as_dict` gives it, without the copying: not to be changed."""
    whole = dict(vars(answer))
    for name in ("refusals", "requires", "advice"):
        whole[name] = [vars(point) for point in whole[name]]
    return whole
