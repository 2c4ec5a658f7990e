"""A case held for a change: whoever else wants to change it waits, and then sees what changed."""

from __future__ import annotations

from django.db.models import QuerySet

from forbear.problems import ForbearError, Problem, refuse
from forbear.web.fetch import first
from forbear.web.journal.acts import WORDS, Act
from forbear.web.journal.keep import of_customer
from forbear.web.journal.models import Entry
from forbear.web.people.access import May, demand, visible
from forbear.web.people.models import User
from forbear.web.records.models import Case, Customer

#: Changes told to whoever came second.
MOST = 5


def not_found(what: str) -> ForbearError:
    """What was asked for is not there, or not to be seen: nobody learns which."""
    return refuse("not_found", what, "there is none, or you may not see it", "不存在或您无权查看")


def customer_of(user: User, act: May, customer_id: str) -> Customer:
    """The customer, for somebody who sees him and may do this.

    Raises `ForbearError` where he may not; one whom he does not see is as one who is not there.
    """
    demand(user, act)
    found = visible(user, Customer).filter(pk=customer_id).first()
    if found is None:
        raise not_found("customer")
    return found


def case_held(customer_id: str, version: int | None = None) -> Case:
    """The case, locked until the transaction ends.

    With ``version``: raises `ForbearError` if it is not the one that was looked at, saying what
    changed since and by whom.
    """
    case = first(Case, customer_id, _locked)
    if case is None:
        raise refuse(
            "case.none",
            "case",
            "this customer has no case: nothing is overdue by the night published last",
            "该客户目前没有案件：最近发布的结果中无逾期",
        )
    unchanged(case, version)
    return case


def _locked(rows: QuerySet[Case], customer_id: str) -> QuerySet[Case]:
    return rows.select_for_update().filter(pk=customer_id)


def unchanged(case: Case, version: int | None) -> None:
    """Raises `ForbearError` if a held case is not as it was looked at; without a version, not."""
    if version is not None and case.version != version:
        raise ForbearError(*_changed(case, version))


def customer_held(customer_id: str, version: int | None = None) -> Case | None:
    """The customer locked until the transaction ends, and the case if there is one."""
    Customer.objects.select_for_update().filter(pk=customer_id).first()
    has_case = Case.objects.filter(pk=customer_id).exists()
    return case_held(customer_id, version) if has_case else None


def changed(case: Case) -> int:
    """Note that a held case was changed; its new version."""
    case.version += 1
    case.save(update_fields=["version"])
    return case.version


def _changed(case: Case, version: int) -> list[Problem]:
    last = Entry.objects.filter(chain=of_customer(case.pk)).order_by("-number")
    count = max(1, min(MOST, case.version - version))
    problems = [
        Problem(
            "conflict",
            "version",
            f"the case was changed since you looked at it (version {version}, now "
            f"{case.version}); look again and decide anew",
            f"您查看后案件已变更（版本 {version}，现为 {case.version}），请重新查看后再操作",
        )
    ]
    for entry in last[:count]:
        en, zh = WORDS[Act(entry.action)]
        at = entry.at.isoformat(timespec="seconds")
        problems.append(
            Problem(
                "conflict.change",
                entry.subject,
                f"{at} {entry.actor}: {en}",
                f"{at} {entry.actor}：{zh}",
            )
        )
    return problems
