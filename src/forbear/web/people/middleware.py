"""What stands between a session and the pages: it ends when idle, and needs a second factor."""

from __future__ import annotations

from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.http import urlencode

from forbear.problems import Problem
from forbear.web import clock
from forbear.web.people.adapter import has_second_factor

Answer = Callable[[HttpRequest], HttpResponse]
#: Seconds. A session is written at most once in such a span, and so may end that much later.
SPAN = 60
#: Seconds after which a session ends however busy it is.
LONGEST = 12 * 3600
#: Pages for somebody who has no second factor yet.
OPEN = frozenset(
    {
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "account_change_password",
        "choose_language",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
    }
)
IDLE = Problem(
    "session.over",
    "session",
    "the session is over, because nothing was done for a while or it lasted a working day; "
    "sign in again",
    "会话已结束（长时间无操作或已达一个工作日），请重新登录",
)
NEEDED = Problem(
    "session.second_factor",
    "account",
    "a second factor is needed: set up an authenticator app or a passkey first",
    "须设置第二因素：请先绑定验证器应用或通行密钥",
)


def idle(answer: Answer) -> Answer:
    """End a session in which nothing was done for the idle time, or that is too old."""

    def handle(request: HttpRequest) -> HttpResponse:
        if by_token(request) or not request.user.is_authenticated:
            return answer(request)
        now = clock.now().timestamp()
        began = request.session.setdefault("began", now)
        seen = request.session.setdefault("seen", now)
        if now - seen > settings.SESSION_COOKIE_AGE or now - began > LONGEST:
            logout(request)
            if request.path.startswith("/api/"):
                return refused(401, IDLE)
            back = urlencode({"over": "1", "next": request.path})
            return HttpResponseRedirect(f"{reverse('account_login')}?{back}")
        if now - seen >= SPAN:
            request.session["seen"] = now
            mine = UserSession.objects.filter(session_key=request.session.session_key)
            mine.update(last_seen_at=clock.now())
        return answer(request)

    return handle


def second_factor(answer: Answer) -> Answer:
    """Send a signed-in person who has no second factor to set one up; nothing else answers."""

    def handle(request: HttpRequest) -> HttpResponse:
        if settings.DEMO or by_token(request) or not request.user.is_authenticated:
            return answer(request)
        if _open(request.path_info) or has_second_factor(request.user):
            return answer(request)
        if request.path.startswith("/api/"):
            return refused(403, NEEDED)
        return HttpResponseRedirect(reverse("mfa_index"))

    return handle


def by_token(request: HttpRequest) -> bool:
    """Whether a system asks by its token; the API alone judges it, and looks at no session."""
    return request.path.startswith("/api/") and "Authorization" in request.headers


def refused(status: int, problem: Problem) -> JsonResponse:
    """A refusal for a program."""
    told = {"code": problem.code, "where": problem.where, "en": problem.en, "zh": problem.zh}
    return JsonResponse({"problems": [told]}, status=status)


def _open(path: str) -> bool:
    try:
        return resolve(path).url_name in OPEN
    except Resolver404:
        return False
