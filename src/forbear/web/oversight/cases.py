"""The cases behind a figure, and cases given to somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from forbear.portfolio.words import StaffRole
from forbear.problems import ForbearError, Problem
from forbear.web import bank
from forbear.web.api.pages import By
from forbear.web.listing import listing
from forbear.web.oversight.said import said, word
from forbear.web.pages.shell import page, person, signed
from forbear.web.people.access import May, may, visible
from forbear.web.people.models import User
from forbear.web.people.work import ready_officers
from forbear.web.records.cases import MOST, reassign
from forbear.web.records.models import Branch, Case, Officer, PlanAccount, PlanPermit
from forbear.web.records.models.work import CaseState

ORDER = (By("value", down=True, nullable=True), By("customer_id"))
#: Cases of one page.
ROWS = 100
#: What the address may choose: its name there, and the column.
CHOICES = {
    "branch": "branch_id",
    "collector": "collector_id",
    "bucket": "bucket",
    "five_tier": "five_tier",
    "product": "product",
}
#: Stands for cases that nobody has.
NOBODY = "-"


@dataclass(frozen=True)
class Typed:
    """What a form to reassign said, so that nothing is lost where it was refused."""

    chosen: frozenset[str] = frozenset()
    to: str = ""
    reason: str = ""
    all: bool = False


@signed(May.SEE_CASES)
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """Open cases, the most valuable first; a supervisor can give them to another collector."""
    return _shown(request)


@signed(May.REASSIGN)
@require_POST
def reassigned(request: HttpRequest) -> HttpResponseBase:
    """Give the chosen cases to a collector: all of them or none."""
    user = person(request)
    given = request.POST.getlist("case")
    versions = dict(one.rpartition(":")[::2] for one in given)
    typed = Typed(
        frozenset(versions),
        request.POST.get("to", ""),
        " ".join(request.POST.get("reason", "").split()),
        request.POST.get("all") == "1",
    )
    try:
        if not typed.reason:
            raise ForbearError(Problem("reassign.reason", "reason", "say why", "请填写改派理由"))
        wanted = _every(request) if typed.all else sorted(versions)
        known = {} if typed.all else {pk: int(v) for pk, v in versions.items() if v.isdecimal()}
        moved = reassign(user, wanted, typed.to, typed.reason, versions=known)
    except ForbearError as error:
        return _shown(request, typed, error.problems, status=422)
    query = request.GET.copy()
    query.pop("cursor", None)
    query["moved"], query["to"] = str(len(moved)), typed.to
    return HttpResponseRedirect(f"{reverse('oversight:cases')}?{query.urlencode()}")


def _every(request: HttpRequest) -> list[str]:
    """All cases of the list, one more than can be moved at most, so that too many are refused."""
    rows = _chosen(request).order_by("pk").values_list("pk", flat=True)
    return list(rows[: MOST + 1])


def _shown(
    request: HttpRequest,
    typed: Typed | None = None,
    problems: Sequence[Problem] = (),
    status: int = 200,
) -> HttpResponse:
    user = person(request)
    rows = _chosen(request).select_related("customer", "collector", "branch")
    found = listing(request, rows, ORDER, ROWS)
    collectors = _collectors(request, user) if may(user, May.REASSIGN) else []
    return page(
        request,
        "oversight/cases.html",
        {
            "listing": found,
            "filters": _filters(request),
            "query": _query(request),
            "collectors": collectors,
            "may_reassign": bool(collectors),
            "typed": typed or Typed(),
            "problems": problems,
            "moved": request.GET.get("moved", ""),
            "moved_to": _name(user, request.GET.get("to", "")),
            "currency": bank.policy().bank.currency,
            "today": bank.today(),
            "most": MOST,
        },
        status=status,
    )


def _chosen(request: HttpRequest) -> QuerySet[Case]:
    """The open cases that the address chooses, of those that whoever asks sees."""
    rows = visible(person(request), Case).filter(state=CaseState.OPEN)
    for name, column in CHOICES.items():
        wanted = request.GET.get(name, "")
        if name == "collector" and wanted == NOBODY:
            rows = rows.filter(collector__isnull=True)
        elif wanted:
            rows = rows.filter(**{column: wanted})
    rule, channel = request.GET.get("rule", ""), request.GET.get("channel", "")
    if rule:
        refused = PlanPermit.objects.filter(allowed=False).filter(_among(rule))
        if channel:
            refused = refused.filter(channel=channel)
        rows = rows.filter(pk__in=refused.values("customer_id"))
    elif channel:
        rows = rows.filter(channel=channel)
    if since := request.GET.get("since", ""):
        first, after = _month(since)
        behind = PlanAccount.objects.filter(past_due_since__gte=first, past_due_since__lt=after)
        rows = rows.filter(pk__in=behind.values("customer_id"))
    if request.GET.get("left") == "1":
        rows = rows.filter(~Q(worked_on=bank.today()) | Q(worked_on__isnull=True))
    return rows


def _month(written: str) -> tuple[date, date]:
    """Its first day and the first after it; 404 for what is no month ("2026-07")."""
    try:
        first = date.fromisoformat(f"{written}-01")
        return first, (first + timedelta(days=31)).replace(day=1)
    except (ValueError, OverflowError):
        raise Http404 from None


def _among(rule: str) -> Q:
    """A rule among those that refuse, between semicolons."""
    return (
        Q(refused_by=rule)
        | Q(refused_by__startswith=f"{rule};")
        | Q(refused_by__endswith=f";{rule}")
        | Q(refused_by__contains=f";{rule};")
    )


def _collectors(request: HttpRequest, user: User) -> list[Officer]:
    """Whom cases can be given to: trained collectors of the branch."""
    rows = visible(user, Officer).filter(role=StaffRole.COLLECTOR)
    branch = request.GET.get("branch", "") or user.branch_id
    return list(ready_officers(bank.today(), rows.filter(branch_id=branch)).order_by("pk"))


def _query(request: HttpRequest) -> str:
    """What the list shows, for the form below it."""
    kept = {
        name: request.GET[name]
        for name in (*CHOICES, "rule", "channel", "left")
        if request.GET.get(name)
    }
    return urlencode(kept)


def _filters(request: HttpRequest) -> list[dict[str, str]]:
    """What was chosen, in words, each with the address without it."""
    found = []
    for name in (*CHOICES, "rule", "channel", "since", "left"):
        value = request.GET.get(name, "")
        if not value:
            continue
        query = request.GET.copy()
        for gone in (name, "cursor", "moved", "to"):
            query.pop(gone, None)
        found.append(
            {"said": _words(person(request), name, value), "without": f"?{query.urlencode()}"}
        )
    return found


def _words(user: User, name: str, value: str) -> str:
    """One condition in words."""
    match name:
        case "branch":
            branch = visible(user, Branch).filter(pk=value).first()
            return said("Branch {name}", "网点：{name}", name=branch.name if branch else value)
        case "collector" if value == NOBODY:
            return said("With nobody", "未分派")
        case "collector":
            return said("Collector {name}", "电催员：{name}", name=_name(user, value))
        case "rule":
            return said("Refused by {rule}", "规则拒绝：{rule}", rule=value)
        case "since":
            return said("Behind since {month}", "{month}起逾期", month=value)
        case "left":
            return said("Not worked today", "今日未处理")
    return word(name, value)


def _name(user: User, officer_id: str) -> str:
    """What an officer is called, for whoever sees him."""
    officer = visible(user, Officer).filter(pk=officer_id).first() if officer_id else None
    return officer.name if officer and officer.name else officer_id
