"""Signing in and out stands in the journal; after too many failures nobody may try for a while."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forbear.problems import Problem
from forbear.web import clock
from forbear.web.journal.acts import Act
from forbear.web.journal.keep import SYSTEM, enter
from forbear.web.people.middleware import refused
from forbear.web.people.models import User

#: Failures of names that nobody has, in one chain: whoever guesses names makes no chains.
STRANGERS = "sign-in"


def address(request: HttpRequest) -> str:
    """Where a request comes from: what the one proxy in front of us adds last, if there is one."""
    told = str(request.META.get("REMOTE_ADDR", ""))
    if settings.TOLD["FORBEAR_PROXY"]:
        forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
        told = forwarded.rsplit(",", 1)[-1].strip() or told
    return told


def of_person(username: str) -> str:
    """The chain of a person."""
    return f"person:{username}"


def signed_in(request: HttpRequest, user: Any, **_told: Any) -> None:
    """Enter that somebody signed in, and by which steps."""
    steps = request.session.get("account_authentication_methods", [])
    by = [step.get("type") or step["method"] for step in steps]
    _enter(of_person(user.username), Act.SIGNED_IN, user.username, request, by=by)


def signed_out(request: HttpRequest, user: Any, **_told: Any) -> None:
    """Enter that somebody signed out, or that the session ended."""
    if user is not None:
        _enter(of_person(user.username), Act.SIGNED_OUT, user.username, request)


def failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_told: Any) -> None:
    """Enter a wrong password, or a try while locked out; never what was typed."""
    name = str(credentials.get("username") or "")
    why = "locked" if getattr(request, "axes_locked_out", False) else "password"
    _failed(User.objects.filter(username=name).first(), request, why)


def second_factor_failed(request: HttpRequest, user: Any, **_told: Any) -> None:
    """Enter a wrong code."""
    _failed(user, request, "code")


def locked_out(
    request: HttpRequest, _response: HttpResponse | None, credentials: dict[str, Any]
) -> HttpResponse:
    """Say until when somebody may not try again."""
    until = _until(request, str(credentials.get("username") or ""))
    wait = max(1, int((until - clock.now()).total_seconds()))
    if request.path.startswith("/api/") or "application/json" in request.headers.get("Accept", ""):
        answer: HttpResponse = refused(429, _locked(until))
    else:
        answer = render(request, "account/locked.html", {"until": until}, status=429)
    answer["Retry-After"] = str(wait)
    return answer


def _until(request: HttpRequest, username: str) -> datetime:
    tried = AccessAttempt.objects.filter(
        username=username,
        ip_address=request.axes_ip_address,  # type: ignore[attr-defined]
    ).aggregate(last=Max("attempt_time"))["last"]
    cool_off: timedelta = get_cool_off(request)
    until: datetime = (tried or clock.now()) + cool_off
    return until


def _locked(until: datetime) -> Problem:
    at = until.isoformat(timespec="seconds")
    return Problem(
        "session.locked",
        "account",
        f"too many failed sign-ins; try again after {at}",
        f"登录失败次数过多，请于 {at} 后重试",
    )


def _failed(user: Any, request: HttpRequest | None, why: str) -> None:
    chain = STRANGERS if user is None else of_person(user.username)
    actor = SYSTEM if user is None else user.username
    _enter(chain, Act.SIGN_IN_FAILED, actor, request, why=why)


def _enter(chain: str, act: Act, actor: str, request: HttpRequest | None, **told: Any) -> None:
    come_from = "" if request is None else address(request)
    with transaction.atomic():
        enter(chain, act, actor=actor, content={"address": come_from, **told})
