"""Who may be given work on a day: an open account and training that still counts."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from forbear.portfolio.words import StaffRole
from forbear.problems import Problem
from forbear.web import bank
from forbear.web.people.models import Qualification, Role, User
from forbear.web.people.roles import ROLE_WORDS
from forbear.web.records.models import Officer

#: Whoever calls or visits must be trained; others are given no cases to work through.
TRAINED = (Role.COLLECTOR, Role.FIELD_OFFICER)


def ready(user: User, on: date) -> Problem | None:
    """Why somebody may not be given work on a day; None if he may."""
    if not user.is_active:
        return _why(user, "inactive", "the account is closed", "账户已停用")
    if user.role not in TRAINED:
        return None
    officer = user.officer
    if officer is None:
        return _why(user, "not_linked", "the account has no staff number", "账户未关联工号")
    if officer.gone:
        return _why(
            user,
            "gone",
            f"staff number {officer.pk} is not in the latest tape",
            f"工号 {officer.pk} 不在最新数据中",
        )
    # The database is asked only where the tape does not say enough.
    if officer.qualified_until is not None and officer.qualified_until >= on:
        return None
    until = trained_until(user)
    if until is None and not _unknown_counts():
        return _why(
            user,
            "untrained",
            "no training is on record; enter one, or send it with the tape",
            "没有培训记录，请登记培训或在数据中提供",
        )
    if until is not None and until < on:
        return _why(
            user,
            "training",
            f"the training ran out on {until}; it must be valid on {on}",
            f"培训资格已于 {until} 到期，{on} 须有效",
        )
    return None


def trained_until(user: User) -> date | None:
    """The last day on which somebody's training counts, by the tape or by what was entered here."""
    entered = user.qualifications.aggregate(last=Max("valid_until"))["last"]
    known = [day for day in (user.officer and user.officer.qualified_until, entered) if day]
    return max(known, default=None)


def ready_officers(on: date, rows: QuerySet[Officer] | None = None) -> QuerySet[Officer]:
    """The officers among ``rows`` who may be given work on a day: `ready`, for all at once.

    An officer who has no account here is judged by the tape alone.
    """
    entered = Qualification.objects.filter(user__officer=OuterRef("pk"))
    trained = Q(qualified_until__gte=on) | Q(Exists(entered.filter(valid_until__gte=on)))
    if _unknown_counts():
        trained |= Q(qualified_until__isnull=True) & Q(~Exists(entered))
    closed = User.objects.filter(officer=OuterRef("pk"), is_active=False)
    roles = [StaffRole.COLLECTOR.value, StaffRole.FIELD_OFFICER.value]
    found = Officer.objects.all() if rows is None else rows
    return found.filter(trained, ~Exists(closed), gone=False, role__in=roles)


def _unknown_counts() -> bool:
    """The bank's choice, which the planning of visits keeps as well."""
    return bank.policy().visits.staff.unknown_training_counts


def _why(user: User, code: str, en: str, zh: str) -> Problem:
    role_en, role_zh = ROLE_WORDS[Role(user.role)]
    return Problem(
        f"work.{code}",
        user.username,
        f"this {role_en} gets no work: {en}",
        f"不能向该{role_zh}分派工作：{zh}",
    )
