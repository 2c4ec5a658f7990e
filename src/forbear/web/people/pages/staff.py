"""People on screen: who there is, one person, somebody new, what an administrator changes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from forbear.problems import ForbearError, Problem, refuse
from forbear.web import bank
from forbear.web.api.pages import By
from forbear.web.api.staff import change as changing
from forbear.web.api.staff import qualify as qualifying
from forbear.web.listing import listing
from forbear.web.pages.shell import page, person, signed
from forbear.web.people.access import May, demand, may, visible, why_not
from forbear.web.people.lost import begin_anew
from forbear.web.people.manage import make_person
from forbear.web.people.models import Qualification, Role, User
from forbear.web.people.passwords import drawn
from forbear.web.people.roles import ROLE_WORDS
from forbear.web.people.templatetags.words import in_chinese
from forbear.web.people.work import ready
from forbear.web.records.models import Branch

#: What the form of somebody new holds.
FIELDS = ("username", "name", "role", "officer", "branch")


@signed(May.SEE_PEOPLE)
def listed(request: HttpRequest) -> HttpResponse:
    """Those one sees, by user name."""
    rows = visible(person(request), User).select_related("branch", "officer")
    role, q = request.GET.get("role", ""), request.GET.get("q", "").strip()
    if role:
        rows = rows.filter(role=role)
    if q:
        rows = rows.filter(username__icontains=q) | rows.filter(name__icontains=q)
    if request.GET.get("closed") != "1":
        rows = rows.filter(is_active=True)
    query = request.GET.copy()
    query.pop("cursor", None)
    return page(
        request,
        "people/staff.html",
        {
            "list": listing(request, rows, (By("username"),)),
            "roles": _roles(),
            "role": role,
            "q": q,
            "closed": request.GET.get("closed") == "1",
            "begin": query.urlencode(),
            "managing": may(person(request), May.MANAGE_PEOPLE),
            "tokens": may(person(request), May.SEE_TOKENS),
        },
    )


@signed(May.MANAGE_PEOPLE)
def add(request: HttpRequest) -> HttpResponse:
    """Somebody new; the password is drawn and shown once."""
    given = {name: request.POST.get(name, "").strip() for name in FIELDS}
    problems: list[Problem] = []
    if request.method == "POST":
        password = drawn()
        try:
            made = make_person(
                given["username"],
                given["role"],
                password=password,
                officer=given["officer"],
                branch=given["branch"],
                name=given["name"],
                by=person(request).get_username(),
            )
        except ForbearError as error:
            problems = list(error.problems)
        else:
            return _told_once(request, made, password)
    context = {
        "given": given,
        "roles": _roles(),
        "branches": visible(person(request), Branch).filter(gone=False).order_by("name"),
        "problems": problems,
    }
    return page(request, "people/staff_add.html", context, status=422 if problems else 200)


@signed(May.SEE_PEOPLE)
def one(request: HttpRequest, person_id: int) -> HttpResponse:
    """One account: what it is for, training, and what may be changed of it."""
    return _one(request, _person(request, person_id))


@require_POST
@signed(May.MANAGE_PEOPLE)
def change(request: HttpRequest, person_id: int) -> HttpResponse:
    """Rename somebody, close an account or open it again."""
    told: dict[str, Any] = {}
    if "name" in request.POST:
        told["name"] = request.POST["name"].strip()[:200]
    if request.POST.get("account") in ("open", "close"):
        told["is_active"] = request.POST["account"] == "open"
    return _done(request, person_id, lambda who: changing(person(request), who, told))


@require_POST
@signed(May.MANAGE_PEOPLE)
def qualify(request: HttpRequest, person_id: int) -> HttpResponse:
    """Enter training that was passed."""

    def enter(who: User) -> None:
        name = " ".join(request.POST.get("training", "").split())[:200]
        if not name:
            raise refuse("qualification.name", "training", "say which training", "请填写培训名称")
        days = [_day(request, field) for field in ("passed_on", "valid_until")]
        qualifying(person(request), who, name, days[0], days[1])

    return _done(request, person_id, enter)


@require_POST
@signed(May.MANAGE_PEOPLE)
def reset(request: HttpRequest, person_id: int) -> HttpResponse:
    """A new password, shown once; second factors and sessions end."""
    who = _person(request, person_id)
    demand(person(request), May.MANAGE_PEOPLE, who)
    password = drawn()
    begin_anew(who, password=password, by=person(request).get_username())
    return _told_once(request, who, password)


def _one(request: HttpRequest, who: User, problems: list[Problem] | None = None) -> HttpResponse:
    rows = visible(person(request), Qualification).filter(user=who).order_by("-valid_until")
    mine = why_not(person(request), May.MANAGE_PEOPLE, who)
    managing = may(person(request), May.MANAGE_PEOPLE)
    context = {
        "who": who,
        "training": rows[:20],
        "unready": ready(who, bank.today()),
        "managing": managing and mine is None,
        "cannot": mine if managing else None,
        "given": request.POST,
        "problems": problems or [],
        "today": bank.today(),
    }
    return page(request, "people/staff_person.html", context, status=422 if problems else 200)


def _done(request: HttpRequest, person_id: int, act: Any) -> HttpResponse:
    """Do it and show the person; what goes wrong is said on the same page."""
    who = _person(request, person_id)
    try:
        act(who)
    except ForbearError as error:
        return _one(request, who, list(error.problems))
    return HttpResponseRedirect(reverse("staff_person", args=[person_id]))


def _told_once(request: HttpRequest, who: User, password: str) -> HttpResponse:
    return page(request, "people/staff_password.html", {"who": who, "password": password})


def _person(request: HttpRequest, person_id: int) -> User:
    rows = visible(person(request), User).select_related("branch", "officer")
    found = rows.filter(pk=person_id).first()
    if found is None:
        raise Http404
    return found


def _day(request: HttpRequest, field: str) -> date:
    try:
        return date.fromisoformat(request.POST.get(field, ""))
    except ValueError:
        raise refuse(
            "qualification.day", field, "write the day as 2026-11-22", "日期格式应为 2026-11-22"
        ) from None


def _roles() -> list[tuple[str, str]]:
    return [(str(role), ROLE_WORDS[role][in_chinese()]) for role in Role]
