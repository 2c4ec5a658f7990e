"""The frame of every page: who may come in, what is in the bar, how a refusal looks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from forbear.problems import ForbearError, Problem, refuse
from forbear.web.pages.bar import first_page, links
from forbear.web.people.access import May, demand
from forbear.web.people.models import User

View = TypeVar("View", bound=Callable[..., Any])
THEMES = ("auto", "light", "dark")
#: HTTP statuses of refusals, by the beginning of their code.
STATUSES = (("access.not_seen", 404), ("not_found", 404), ("access.", 403), ("conflict", 409))


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """A page in its frame."""
    return render(request, template, dict(context or {}), status=status)


def frame(request: HttpRequest) -> dict[str, Any]:
    """What the frame of every page is filled with; a context processor."""
    theme = request.COOKIES.get("theme")
    return {"bar": links(request), "theme": theme if theme in THEMES else "auto"}


def htmx(request: HttpRequest) -> bool:
    """Whether only a part of a page is asked for."""
    return "HX-Request" in request.headers and "HX-Boosted" not in request.headers


def signed(act: May | None = None) -> Callable[[View], View]:
    """A view for people who are signed in and may do this; others are told why not.

    A `ForbearError` that the view lets through becomes a page with its words.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            try:
                if act is not None:
                    demand(request.user, act)
                return view(request, *args, **kwargs)
            except ForbearError as error:
                return refusal(request, error)

        guarded.act = act  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def refusal(request: HttpRequest, error: ForbearError) -> HttpResponse:
    """A page that says what stood in the way."""
    return page(request, "pages/refused.html", {"problems": error.problems}, status_of(error))


def status_of(error: ForbearError) -> int:
    """404, 403, 409 or 422."""
    code = error.problems[0].code
    return next((status for start, status in STATUSES if code.startswith(start)), 422)


def person(request: HttpRequest) -> User:
    """Whoever is signed in; for views behind `signed`."""
    user = request.user
    assert isinstance(user, User)
    return user


@signed()
def home(request: HttpRequest) -> HttpResponse:
    """The page somebody begins his day with."""
    return HttpResponseRedirect(reverse(first_page(person(request))))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """No such address, or nothing there for whoever asks."""
    return refusal(
        request,
        refuse(
            "not_found",
            request.path,
            "there is nothing at this address, or you may not see it",
            "此地址不存在，或您无权查看",
        ),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """What Django itself refuses."""
    return refusal(
        request,
        refuse("access.forbidden", request.path, "this is not allowed", "不允许此操作"),
    )


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """A form without the token of this session."""
    return refusal(
        request,
        refuse(
            "access.forged",
            request.path,
            "the form is too old or came from another site; open the page again and repeat",
            "表单已失效或来自其他网站，请重新打开页面后再提交",
        ),
    )


def broken(request: HttpRequest) -> HttpResponse:
    """Something went wrong here; nothing of the request was kept."""
    told = Problem(
        "server",
        request.path,
        "something went wrong on our side; nothing was changed. Try again, and tell IT if it stays",
        "系统出错，未做任何更改。请重试，若仍出错请联系科技部门",
    )
    return render(request, "pages/broken.html", {"problems": [told]}, status=500)
