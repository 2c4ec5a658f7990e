"""One case with all that is known of it, and what may be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from forbear.portfolio.words import Channel, ConsentKind, HoldKind
from forbear.problems import Problem
from forbear.web import bank, clock
from forbear.web.desk import choices
from forbear.web.desk.owed import due, owed
from forbear.web.desk.panel import Row, row
from forbear.web.desk.record import recording
from forbear.web.desk.timeline import WORDS_OF, Kind, Timeline, last_by_channel, timeline
from forbear.web.desk.who import Who, goes_to, who
from forbear.web.fetch import by_customer, objects
from forbear.web.pages.shell import htmx, page, person, signed
from forbear.web.people.access import May, may, visible
from forbear.web.people.models import User
from forbear.web.people.templatetags.words import in_chinese
from forbear.web.people.work import ready
from forbear.web.records import documents, help
from forbear.web.records import models as m
from forbear.web.records.answers import answers
from forbear.web.records.models.work import PromiseState
from forbear.web.records.permits import answered, tape_now

#: What of somebody's rights the page asks for.
RIGHTS = (
    May.WORK_CASES,
    May.ARRANGE,
    May.REVEAL,
    May.ASK_HELP,
    May.ANSWER_HELP,
    May.REASSIGN,
    May.SEE_JOURNAL,
    May.EXPORT_JOURNAL,
)


@signed(May.SEE_CASES)
@require_safe
def case(request: HttpRequest, customer_id: str) -> HttpResponse:
    """The page."""
    return shown(request, customer_id)


@signed(May.SEE_CASES)
@require_safe
def happenings(request: HttpRequest, customer_id: str) -> HttpResponse:
    """The timeline alone: of one kind, or further back."""
    found = the_case(request, customer_id)
    lines = _timeline(request, found)
    reveal = {str(May.REVEAL): may(person(request), May.REVEAL)}
    part = request.GET.get("part") == "1"
    told = {"case": found, "timeline": lines, "kinds": _kinds(), "may": reveal, "part": part}
    return page(request, "desk/timeline.html", told | {"base": base(request)})


@signed(May.SEE_CASES)
@require_safe
def instalments(request: HttpRequest, customer_id: str, account_id: str) -> HttpResponse:
    """What was due when on one account."""
    found = the_case(request, customer_id)
    rows = visible(person(request), m.Account).filter(pk=account_id, customer_id=customer_id)
    account = rows.defer("carried").first()
    if account is None:
        raise Http404
    told = {"case": found, "account": account, "instalments": due(account_id)}
    return page(request, "desk/instalments.html", told | {"base": base(request)})


@signed(May.SEE_CASES)
@require_safe
def rules(request: HttpRequest, customer_id: str, channel: str) -> HttpResponse:
    """Every rule by which a channel's permit is given or refused now."""
    found = the_case(request, customer_id)
    asked = answers(found.customer, (), clock.now()).channels
    one = next((answer for answer in asked if answer["channel"] == channel), None)
    if one is None:
        raise Http404
    told = {"case": found, "row": row(one, clock.now()), "separator": _separator()}
    return page(request, "desk/rules.html", told | {"base": base(request)})


def base(request: HttpRequest) -> str:
    """What a part of the page stands on: nothing where the page around it is there already."""
    return "desk/bare.html" if htmx(request) else "pages/base.html"


def the_case(request: HttpRequest, customer_id: str) -> m.Case:
    """The case of an address. Raises `Http404` for one that whoever asks does not see."""
    rows = visible(person(request), m.Case).select_related("customer", "collector", "branch")
    found = rows.filter(pk=customer_id).first()
    if found is None:
        raise Http404
    return found


def shown(
    request: HttpRequest,
    customer_id: str,
    *,
    section: str = "",
    problems: Sequence[Problem] = (),
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The page, or the same with what was wrong in one of its forms (``section``)."""
    user, found, now = person(request), the_case(request, customer_id), clock.now()
    mine, saved = recording(request, user, found, now), _saved(request, user, found)
    # While a contact is in hand, or just saved, nobody asks what else might be done.
    panel = (mine.in_hand is None and saved is None) or request.GET.get("panel") == "1"
    everybody = who(found, now, panel)
    told = {
        "case": found,
        "who": everybody,
        "local_hour": f"{now.astimezone(_zone(found.customer)):%H:%M}",
        "elsewhere": _zone(found.customer).key != bank.zone().key,
        "rows": _panel(found, everybody, now) if panel else (),
        "mine": mine,
        "owed": owed(found),
        "lasting": _lasting(found),
        "promises": _promises(found),
        "documents": documents.listed(customer_id),
        "requests": _requests(found),
        "timeline": _timeline(request, found),
        "kinds": _kinds(),
        "may": {str(act): may(user, act) for act in RIGHTS},
        "not_ready": ready(user, bank.today()) if may(user, May.WORK_CASES) else None,
        "saved": saved,
        "back": _back(found, saved, now),
        "today": bank.today(),
        "own_language": bank.policy().bank.language,
        "choices": choices,
        "hold_kinds": [str(kind) for kind in HoldKind],
        "consent_kinds": [str(kind) for kind in ConsentKind],
        "separator": _separator(),
        "section": section,
        "problems": problems,
        "typed": request.POST,
        "contact_problems": problems if section == "contact" else (),
        "contact_typed": request.POST if section == "contact" else {},
        **more,
    }
    answer = page(request, "desk/case.html", told, status=status)
    if status != 200:
        # The address of the form stays out of the bar: there is nothing to load again.
        answer["HX-Push-Url"] = "false"
    return answer


def _panel(case: m.Case, everybody: Who, now: datetime) -> list[Row]:
    last = last_by_channel(case)
    return [
        row(
            answer,
            now,
            last=last.get(answer["channel"]),
            goes_to=goes_to(everybody, Channel(answer["channel"])),
        )
        for answer in everybody.answers.channels
    ]


def _lasting(case: m.Case) -> Mapping[str, list[Any]]:
    """Holds and consents: those that count today first."""
    today = bank.today()

    def of(model: type[Any]) -> list[Any]:
        found = objects(model, case.pk, _counting)
        for one in found:
            one.over = one.to_on is not None and one.to_on < today
        return sorted(found, key=lambda one: one.over)

    return {"holds": of(m.Hold), "consents": of(m.Consent)}


def _counting(rows: QuerySet[Any], customer: str) -> QuerySet[Any]:
    rows = by_customer(rows, customer).filter(cancelled=False)
    return rows.select_related("set_by").order_by("-from_on", "id")


def _promises(case: m.Case) -> list[m.Promise]:
    found = objects(m.Promise, case.pk, _made, most=20)
    return sorted(found, key=lambda one: one.state != PromiseState.OPEN)


def _made(rows: QuerySet[Any], customer: str) -> QuerySet[Any]:
    return by_customer(rows, customer).select_related("made_by").order_by("-made_at", "id")


def _requests(case: m.Case) -> list[tuple[m.HelpRequest, str | None, str | None]]:
    rows = objects(m.HelpRequest, case.pk, _asked, most=20)
    return [(one, *help.words(one)) for one in rows]


def _asked(rows: QuerySet[Any], customer: str) -> QuerySet[Any]:
    rows = by_customer(rows, customer).select_related("asked_by", "answered_by")
    return rows.order_by("-asked_at", "id")


def _timeline(request: HttpRequest, case: m.Case) -> Timeline:
    asked, before = request.GET.get("kind", ""), request.GET.get("before", "")
    kind = Kind(asked) if asked in list(Kind) else None
    try:
        moment = datetime.fromisoformat(before) if before else None
    except ValueError:
        moment = None
    if moment is not None and moment.tzinfo is None:
        moment = None
    return timeline(case, kind, moment)


def _kinds() -> list[tuple[str, tuple[str, str]]]:
    return [(str(kind), words) for kind, words in WORDS_OF.items()]


def _saved(request: HttpRequest, user: User, case: m.Case) -> m.Contact | None:
    """The contact that was recorded just now."""
    key = request.GET.get("saved", "")
    rows = m.Contact.objects.filter(customer_id=case.pk, made_by=user)
    try:
        return rows.select_related("promise").filter(pk=key).first() if key else None
    except (ValueError, TypeError):
        return None


def _back(case: m.Case, saved: m.Contact | None, now: datetime) -> Row | None:
    """What a call's permit would say at the moment for which a call back was just agreed."""
    if saved is None or saved.call_back_at is None or saved.call_back_at <= now:
        return None
    at = saved.call_back_at.astimezone(_zone(case.customer))
    said = answered(case.customer, Channel.CALL, at, tape_now(), saved.party_id)
    return row(said.as_dict(), at)


def _separator() -> str:
    return "；" if in_chinese() else "; "


def _zone(customer: m.Customer) -> ZoneInfo:
    return ZoneInfo(customer.timezone) if customer.timezone else bank.zone()
