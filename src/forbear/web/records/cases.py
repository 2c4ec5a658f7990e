"""Cases given to another collector, one or many: all of them or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from forbear.portfolio.words import StaffRole
from forbear.problems import ForbearError, Problem, refuse
from forbear.web import bank
from forbear.web.journal.acts import Act
from forbear.web.journal.keep import enter, of_customer
from forbear.web.people.access import May, demand, visible
from forbear.web.people.models import User
from forbear.web.people.work import ready_officers
from forbear.web.records.held import case_held, not_found
from forbear.web.records.models import Case, Officer

#: Cases moved at a time; more are moved in several requests.
MOST = 1_000


def reassign(
    user: User,
    customer_ids: Sequence[str],
    to: str,
    reason: str,
    *,
    versions: Mapping[str, int] | None = None,
) -> list[Case]:
    """Give cases to a collector of their branch; later nights leave them there.

    Raises `ForbearError`, and moves none, if one can't be moved: not seen, of another branch,
    changed since ``versions``; or if the collector may not work.
    """
    demand(user, May.REASSIGN)
    wanted = sorted(set(customer_ids))
    if not 1 <= len(wanted) <= MOST:
        raise refuse(
            "reassign.count",
            "cases",
            f"give 1 to {MOST} cases, not {len(wanted)}",
            f"请提供 1 至 {MOST} 个案件，现为 {len(wanted)} 个",
        )
    with transaction.atomic():
        officer = _collector(user, to)
        seen = set(visible(user, Case).filter(pk__in=wanted).values_list("pk", flat=True))
        faults = [_unseen(one) for one in wanted if one not in seen]
        if faults:
            raise ForbearError(*faults)
        # In one order, so that two who move the same cases wait for each other and nothing more.
        cases = [case_held(one, (versions or {}).get(one)) for one in wanted]
        faults = [
            _elsewhere(case, officer) for case in cases if case.branch_id != officer.branch_id
        ]
        if faults:
            raise ForbearError(*faults)
        for case in cases:
            _move(user, case, officer, reason)
    return cases


def _move(user: User, case: Case, officer: Officer, reason: str) -> None:
    before = case.collector_id
    case.collector, case.pinned, case.version = officer, True, case.version + 1
    case.save(update_fields=["collector", "pinned", "version"])
    enter(
        of_customer(case.pk),
        Act.CASE_ASSIGNED,
        actor=user.get_username(),
        content={"from": before, "to": officer.pk, "reason": reason},
    )


def _collector(user: User, to: str) -> Officer:
    officer = visible(user, Officer).filter(pk=to, role=StaffRole.COLLECTOR).first()
    if officer is None:
        raise refuse(
            "reassign.nobody",
            "to",
            f"{to!r} is no collector whom you may give cases to",
            f"{to!r} 不是您可以分派案件的电催员",
        )
    today = bank.today()
    if not ready_officers(today, Officer.objects.filter(pk=to)).exists():
        until = officer.qualified_until
        raise refuse(
            "reassign.untrained",
            "to",
            f"the training of {to} does not count on {today} (valid until {until or 'unknown'})",
            f"{to} 的培训资格在 {today} 无效（有效期至 {until or '未知'}）",
        )
    return officer


def _unseen(customer_id: str) -> Problem:
    return not_found(f"case {customer_id}").problems[0]


def _elsewhere(case: Case, officer: Officer) -> Problem:
    return Problem(
        "reassign.branch",
        f"case {case.pk}",
        f"belongs to branch {case.branch_id}, the collector to {officer.branch_id}",
        f"属于网点 {case.branch_id}，而该电催员属于 {officer.branch_id}",
    )
