"""Tokens of systems on screen: listed, made (the secret is shown once), revoked."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from forbear.problems import ForbearError, Problem
from forbear.web import clock
from forbear.web.api import tokens
from forbear.web.api.models import Token
from forbear.web.api.pages import By
from forbear.web.api.scopes import WORDS, Scope
from forbear.web.listing import listing
from forbear.web.pages.shell import page, person, signed
from forbear.web.people.access import May, may, visible
from forbear.web.people.models import User
from forbear.web.people.templatetags.words import in_chinese


@signed(May.SEE_TOKENS)
def listed(request: HttpRequest) -> HttpResponse:
    """All of them, the latest first."""
    return _list(request)


@require_POST
@signed(May.MANAGE_TOKENS)
def make(request: HttpRequest) -> HttpResponse:
    """A token by which a system acts as somebody."""
    username = request.POST.get("username", "").strip()
    days = request.POST.get("days", "")
    chosen = [Scope(scope) for scope in request.POST.getlist("scopes") if scope in set(Scope)]
    user = visible(person(request), User).filter(username=username).first()
    if user is None:
        fault = Problem("token.user", "username", "there is nobody of that name", "没有此用户")
        return _list(request, [fault])
    try:
        token, secret = tokens.make(
            person(request),
            user,
            " ".join(request.POST.get("name", "").split())[:200] or username,
            chosen,
            int(days) if days.isdecimal() else 0,
        )
    except ForbearError as error:
        return _list(request, list(error.problems))
    return page(request, "people/staff_token.html", {"token": token, "secret": secret})


@require_POST
@signed(May.MANAGE_TOKENS)
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """At once, and for good."""
    token = visible(person(request), Token).filter(pk=token_id).first()
    if token is None:
        raise Http404
    tokens.revoke(person(request), token)
    return HttpResponseRedirect(reverse("staff_tokens"))


def _list(request: HttpRequest, problems: list[Problem] | None = None) -> HttpResponse:
    rows = visible(person(request), Token).select_related("user")
    words = {str(scope): both[in_chinese()] for scope, both in WORDS.items()}
    found = listing(request, rows, (By("id", down=True),))
    now = clock.now()
    context = {
        "list": found,
        "begin": "",
        "tokens": [
            {
                "token": token,
                "scopes": [words.get(scope, scope) for scope in token.scopes],
                "live": token.revoked_at is None and token.expires_at > now,
            }
            for token in found.rows
        ],
        "scopes": list(words.items()),
        "chosen": request.POST.getlist("scopes"),
        "given": request.POST,
        "longest": tokens.LONGEST,
        "managing": may(person(request), May.MANAGE_TOKENS),
        "problems": problems or [],
    }
    return page(request, "people/staff_tokens.html", context, status=422 if problems else 200)
