"""The worklist: whom to contact next, the most valuable first, and the case after this one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from forbear.delinquency.schema import Bucket
from forbear.portfolio.words import Channel
from forbear.rulebook.holidays import holidays_on
from forbear.web import bank, clock
from forbear.web.api.pages import By
from forbear.web.desk import queues
from forbear.web.desk.hours import Hours, Open, hours
from forbear.web.desk.my_day import my_day
from forbear.web.desk.queues import Queue
from forbear.web.listing import listing
from forbear.web.pages.shell import page, person, signed
from forbear.web.people.access import May, may, visible
from forbear.web.people.models import Role, User
from forbear.web.people.work import ready
from forbear.web.records.models import Branch, Case

#: Cases of one page.
LINES = 30
ORDER = (By("value", down=True, nullable=True), By("customer_id"))
#: Roles that see cases of several branches.
SEVERAL = (
    Role.STRATEGY_MANAGER,
    Role.COMPLIANCE,
    Role.AGENCY_MANAGER,
    Role.LEGAL,
    Role.AUDITOR,
)
#: Columns of a case and its customer that a line shows.
SHOWN = (
    *("customer", "branch", "plan_for", "days_past_due", "owed", "rule", "reason_1", "treatment"),
    *("channel", "value", "hours", "remaining", "collector", "worked_on", "state"),
    *("customer__name_masked", "customer__kind", "customer__timezone"),
)


@dataclass(frozen=True)
class Line:
    """One case, and until when what is planned for it is lawful."""

    case: Case
    hours: Hours

    @property
    def value(self) -> int | None:
        """What the night expects it to bring, minor units."""
        return None if self.case.value is None else round(self.case.value)


@signed(May.SEE_CASES)
@require_safe
def worklist(request: HttpRequest) -> HttpResponse:
    """One queue of whoever asks."""
    user, today = person(request), bank.today()
    mine = queues.of(user)
    asked = request.GET.get("queue", "")
    queue = Queue(asked) if asked in mine else mine[0]
    rows = queues.cases(user, queue).select_related("customer").only(*SHOWN)
    found = listing(request, _filtered(rows, request), ORDER, LINES)
    lines = _lines(found.rows)
    return page(
        request,
        "desk/worklist.html",
        {
            "queues": queues.counted(user),
            "queue": queue,
            "queue_words": queues.WORDS[queue],
            "lines": lines,
            "listing": found,
            "filters": _filters(user, request),
            "my_day": my_day(user, today) if may(user, May.WORK_CASES) else None,
            "today": today,
            "holiday": _holiday(today),
            "closes": _closes(lines),
            "not_ready": ready(user, today) if may(user, May.WORK_CASES) else None,
            "currency": bank.policy().bank.currency,
            "several": user.role in SEVERAL,
            "done": request.GET.get("done") == "1",
        },
    )


@signed(May.SEE_CASES)
@require_safe
def next_case(request: HttpRequest) -> HttpResponse:
    """On to the most valuable case not worked today; with ``after``, to the one that follows it."""
    user = person(request)
    rows = queues.cases(user, queues.of(user)[0]).order_by(F("value").desc(nulls_last=True), "pk")
    here = visible(user, Case).filter(pk=request.GET.get("after", "")).first()
    found = None
    if here is not None:
        rows = rows.exclude(pk=here.pk)
        found = rows.filter(_after(here)).values_list("pk", flat=True).first()
    found = found or rows.values_list("pk", flat=True).first()
    if found is None:
        return HttpResponseRedirect(f"{reverse('desk:worklist')}?{urlencode({'done': 1})}")
    return HttpResponseRedirect(reverse("desk:case", args=[found]))


def _after(case: Case) -> Q:
    """What comes after a case in the order of the list."""
    if case.value is None:
        return Q(value__isnull=True, pk__gt=case.pk)
    same = Q(value=case.value, pk__gt=case.pk)
    return Q(value__lt=case.value) | same | Q(value__isnull=True)


def _lines(rows: list[Case]) -> list[Line]:
    now, own = clock.now(), bank.zone()
    return [
        Line(
            case,
            hours(case.hours, case.plan_for, _zone(case.customer.timezone, own), now),
        )
        for case in rows
    ]


def _zone(name: str | None, own: ZoneInfo) -> ZoneInfo:
    return ZoneInfo(name) if name else own


def _filtered(rows: QuerySet[Case], request: HttpRequest) -> QuerySet[Case]:
    wanted = {
        "bucket": request.GET.get("bucket", ""),
        "channel": request.GET.get("channel", ""),
        "branch_id": request.GET.get("branch", ""),
    }
    return rows.filter(**{name: value for name, value in wanted.items() if value})


def _filters(user: User, request: HttpRequest) -> dict[str, object]:
    several = user.role in SEVERAL
    branches = visible(user, Branch).filter(gone=False).order_by("name") if several else []
    return {
        "bucket": request.GET.get("bucket", ""),
        "channel": request.GET.get("channel", ""),
        "branch": request.GET.get("branch", ""),
        "buckets": [str(bucket) for bucket in Bucket if bucket is not Bucket.M0],
        "channels": [str(channel) for channel in Channel],
        "branches": list(branches),
    }


def _holiday(today: date) -> bool:
    """Whether it is a public holiday where the bank is."""
    fact = f"holiday_{bank.country().lower()}"
    return holidays_on(today, [fact]).get(fact) is True


def _closes(lines: list[Line]) -> Hours | None:
    """When most of the hours that are open now close."""
    open_ = Counter(line.hours for line in lines if line.hours.open is Open.NOW)
    return open_.most_common(1)[0][0] if open_ else None
