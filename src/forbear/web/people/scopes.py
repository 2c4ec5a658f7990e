"""What of each table somebody sees: one condition a table, laid upon any queryset.

Whatever has a customer behind it follows the customer: who sees the case sees all that belongs to
it, who does not sees nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet, Value
from django.db.models.functions import Concat

from forbear.web.api.models import Answered, Token
from forbear.web.journal.keep import of_customer
from forbear.web.journal.models import Chain, Day, Entry
from forbear.web.nights.models import Departed, Figure, Night, Quarantined, Tape, Worker
from forbear.web.people.models import Qualification, Role, User
from forbear.web.people.reach import ALL, NOTHING, SEE_ALL, cases, linked, own_teams
from forbear.web.people.roles import ROLES, May
from forbear.web.records.models import (
    Account,
    Address,
    Agency,
    Arrangement,
    ArrangementInstalment,
    Branch,
    Case,
    Consent,
    Contact,
    Customer,
    Document,
    HelpRequest,
    Hold,
    Instalment,
    Officer,
    Party,
    PastContact,
    Payment,
    Permit,
    Phone,
    PlanAccount,
    PlanCase,
    PlanPermit,
    PlanStop,
    Promise,
    Release,
    Team,
)

Scope = Callable[[User], Q]
M = TypeVar("M", bound=Model)


def visible(user: Any, of: type[M] | QuerySet[M]) -> QuerySet[M]:
    """The rows of a table, or of a queryset, that somebody sees.

    Nobody who is not signed in or not active sees anything. Raises `LookupError` for a table that
    has no scope.
    """
    rows = of if isinstance(of, QuerySet) else of._default_manager.all()
    scope = SCOPES.get(rows.model)
    if scope is None:
        raise LookupError(f"{rows.model.__name__} has no scope: say in scopes.py who sees it")
    return rows.filter(scope(user) if user.is_authenticated and user.is_active else NOTHING)


def customers(user: User, path: str) -> Q:
    """The condition for a table that reaches the customer by a path of columns."""
    reach = cases(user)
    if reach is ALL or reach is NOTHING:
        return reach
    return Q(**{f"{path}__in": Case.objects.filter(reach).values("customer_id")})


def of_customers(path: str = "customer_id") -> Scope:
    """A table whose rows belong to a customer."""
    return lambda user: customers(user, path)


def who_may(act: May) -> Scope:
    """A table that is seen whole, or not at all."""
    return lambda user: ALL if user.role in ROLES[act] else NOTHING


def _everybody(user: User) -> Q:
    return ALL if user.role in ROLES[May.SEE_RULES] else NOTHING


def _stops(user: User) -> Q:
    """Customers' stops with their customers; a team's start and breaks with the team."""
    match user.role:
        case Role.FIELD_OFFICER if linked(user):
            return Q(team_id__in=own_teams(user))
        case Role.SUPERVISOR if linked(user):
            own = Q(customer_id__isnull=True, branch_id=user.branch_id)
            return customers(user, "customer_id") | own
    return customers(user, "customer_id")


def _staff(user: User, officer: str, branch: str) -> Q:
    """Oneself; a supervisor his branch; who watches over the whole bank, everybody."""
    if user.role in _WATCH:
        return ALL
    own = Q(**{officer: user.officer_id}) if user.officer_id is not None else NOTHING
    if user.role == Role.SUPERVISOR and linked(user):
        return own | Q(**{branch: user.branch_id})
    return own


_WATCH = (Role.ADMINISTRATOR, Role.STRATEGY_MANAGER, Role.COMPLIANCE, Role.AUDITOR)


def _officers(user: User) -> Q:
    if user.role == Role.FIELD_OFFICER and linked(user):
        with_him = Team.objects.filter(team_id__in=own_teams(user)).values("officer_id")
        return Q(officer_id=user.officer_id) | Q(officer_id__in=with_him)
    return _staff(user, "officer_id", "branch_id")


def _teams(user: User) -> Q:
    if user.role == Role.FIELD_OFFICER and linked(user):
        return Q(team_id__in=own_teams(user)) | Q(officer_id=user.officer_id)
    return _staff(user, "officer_id", "branch_id")


def people(user: User, person: str, branch: str) -> Q:
    """Oneself; a supervisor the people of his branch; some everybody."""
    if user.role not in ROLES[May.SEE_PEOPLE]:
        return Q(**{person: user.pk})
    if user.role == Role.SUPERVISOR:
        own = Q(**{person: user.pk})
        return own | Q(**{branch: user.branch_id}) if linked(user) else own
    return ALL


def _tokens(user: User) -> Q:
    return ALL if user.role in ROLES[May.SEE_TOKENS] else Q(user_id=user.pk)


def _chains(column: str) -> Scope:
    """The journal of the customers that somebody sees, for those who may read a journal."""

    def scope(user: User) -> Q:
        if user.role not in ROLES[May.SEE_JOURNAL]:
            return NOTHING
        reach = cases(user)
        if reach is ALL or reach is NOTHING:
            return reach
        name = Concat(Value(of_customer("")), "customer_id")
        return Q(**{f"{column}__in": Case.objects.filter(reach).values_list(name)})

    return scope


def _figures(user: User) -> Q:
    """Sums of whole branches: whoever sees only some of a branch's cases sees none of them."""
    if user.role in SEE_ALL:
        return ALL
    if user.role == Role.SUPERVISOR and linked(user):
        return Q(branch_id=user.branch_id)
    return NOTHING


#: Every table that an app of Forbear has.
SCOPES: dict[type[Model], Scope] = {
    Case: cases,
    Customer: of_customers("customer_id"),
    **{
        table: of_customers()
        for table in (
            Account,
            Address,
            Consent,
            Contact,
            Document,
            HelpRequest,
            Hold,
            Party,
            PastContact,
            Permit,
            Phone,
            PlanAccount,
            PlanCase,
            PlanPermit,
            Promise,
        )
    },
    Instalment: of_customers("account__customer_id"),
    Payment: of_customers("account__customer_id"),
    Arrangement: of_customers("account__customer_id"),
    ArrangementInstalment: of_customers("arrangement__account__customer_id"),
    Release: of_customers("permit__customer_id"),
    PlanStop: _stops,
    Officer: _officers,
    Team: _teams,
    Branch: _everybody,
    Agency: _everybody,
    User: lambda user: people(user, "id", "branch_id"),
    Qualification: lambda user: people(user, "user_id", "user__branch_id"),
    Tape: who_may(May.SEE_TAPES),
    Quarantined: who_may(May.SEE_TAPES),
    Departed: lambda _: NOTHING,
    Night: who_may(May.SEE_NIGHTS),
    Figure: _figures,
    Worker: who_may(May.SEE_NIGHTS),
    Entry: _chains("chain"),
    Chain: _chains("name"),
    Day: who_may(May.EXPORT_JOURNAL),
    Token: _tokens,
    Answered: lambda user: Q(user_id=user.pk),
}
