"""Why a candidate is not visited, and what to say when it was an appointment."""

from __future__ import annotations

from collections.abc import Sequence

from forbear.problems import Problem
from forbear.visits.day import Day
from forbear.visits.schema import Reason
from forbear.visits.search import possible
from forbear.visits.walk import fits


def reasons_of(day: Day, orders: Sequence[Sequence[int]]) -> dict[str, Reason]:
    """The reason for each candidate that is in no order, by ``visit_id``."""
    visited = {place for order in orders for place in order}
    customers = {day.visit(place).customer_id for place in visited}
    return {
        visit.visit_id: _reason(day, orders, place, customers)
        for place, visit in enumerate(day.visits, 1)
        if place not in visited
    }


def _reason(day: Day, orders: Sequence[Sequence[int]], place: int, customers: set[str]) -> Reason:
    if day.visit(place).customer_id in customers:
        return Reason.CUSTOMER
    if not day.crews:
        return Reason.STAFF
    if not any(able[place] for able in day.able):
        return Reason.QUALIFICATION
    if not day.reachable(place):
        return Reason.ROAD
    if not possible(day, place):
        return Reason.WINDOW
    room = (
        fits(day, crew, [*order[:at], place, *order[at:]])
        for crew, order, able in zip(day.crews, orders, day.able, strict=True)
        if able[place]
        for at in range(len(order) + 1)
    )
    return Reason.VALUE if any(room) else Reason.CAPACITY


_MISSED = {
    Reason.WINDOW: (
        "its hours lie outside every shift of a team that may make it; "
        "move the appointment or a shift",
        "约定时段不在任何可用外访组的班次内，请调整预约或班次",
    ),
    Reason.CAPACITY: (
        "other appointments take the teams' time; move one, or send another team",
        "外访组时间已被其他预约占满，请调整预约或增派外访组",
    ),
    Reason.QUALIFICATION: (
        "no team at work holds the qualifications it needs; add a member who does",
        "当日没有外访组具备所需资质，请补充具备资质的成员",
    ),
    Reason.STAFF: (
        "no team of the branch is at work with enough qualified members",
        "本机构当日没有人数与资质达标的外访组",
    ),
    Reason.CUSTOMER: (
        "the customer is visited at another place on the same day; keep one appointment",
        "同一客户当日已安排在另一地点外访，请保留一个预约",
    ),
    Reason.ROAD: (
        "the road server knows no way there and back; check the coordinates",
        "路网服务显示该地点无法往返，请核对坐标",
    ),
}


def missed(day: Day, reasons: dict[str, Reason]) -> list[Problem]:
    """One problem for each appointment that is not kept."""
    out = []
    for visit in day.visits:
        if visit.must and (reason := reasons.get(visit.visit_id)) is not None:
            en, zh = _MISSED[reason]
            out.append(
                Problem(
                    "visits.appointment_missed",
                    visit.visit_id,
                    f"the appointment can't be kept: {en}",
                    f"该预约无法履行：{zh}",
                )
            )
    return out
