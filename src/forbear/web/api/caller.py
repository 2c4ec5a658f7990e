"""Who asks: a session of somebody, or a token that acts for somebody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.security import HttpBearer
from ninja.security.apikey import APIKeyCookie
from ninja.utils import check_csrf

from forbear.web.api import tokens
from forbear.web.api.errors import refused
from forbear.web.api.models import Token
from forbear.web.api.rate import rate
from forbear.web.api.scopes import Scope
from forbear.web.people.adapter import has_second_factor
from forbear.web.people.models import User

#: Methods that change nothing, so that no other site can do harm with them.
SAFE = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True)
class Caller:
    """Somebody, and what he may ask for here: all of it in a session, some by a token."""

    user: User
    scopes: frozenset[Scope]
    token: Token | None = None


class Asked(HttpRequest):
    """A request of which it is known who asks."""

    caller: Caller
    #: Whoever asks.
    person: User
    #: What was done before a write began; see `Operation.ahead`.
    ahead: Any


def signed_in(request: HttpRequest) -> Caller:
    """Who asks. Raises `RefusedError` (401, 403) for nobody, and for whoever proved too little."""
    given = request.headers.get("Authorization")
    if given is not None:
        return _by_token(given)
    user = request.user
    if not user.is_authenticated or not user.is_active:
        raise refused(
            401,
            "sign_in",
            "Authorization",
            "sign in, or send Authorization: Bearer with a token",
            "请登录，或以 Authorization: Bearer 提供令牌",
            www_authenticate="Bearer",
        )
    if request.method not in SAFE and check_csrf(request) is not None:
        raise refused(
            403,
            "csrf",
            "X-CSRFToken",
            "the header X-CSRFToken is missing or wrong; send the cookie's value in it",
            "缺少或错误的 X-CSRFToken，请填入同名 Cookie 的值",
        )
    if not settings.DEMO and not has_second_factor(user):
        raise refused(
            403,
            "second_factor",
            "session",
            "sign in with a second factor: a code of your app or a passkey",
            "请使用第二因素登录：动态验证码或通行密钥",
        )
    return Caller(User.objects.get(pk=user.pk), frozenset(Scope))


def _by_token(given: str) -> Caller:
    kind, _, secret = given.partition(" ")
    token = tokens.known(secret.strip()) if kind.lower() == "bearer" else None
    if token is None:
        raise refused(
            401,
            "token",
            "Authorization",
            "no such token, or it has expired or was revoked; ask an administrator for another",
            "令牌不存在、已过期或已撤销，请向系统管理员申请",
            www_authenticate='Bearer error="invalid_token"',
        )
    scopes = frozenset(Scope(scope) for scope in token.scopes if scope in set(Scope))
    return Caller(token.user, scopes, token)


def within_rate(caller: Caller) -> None:
    """Raises `RefusedError` (429) for whoever asks too often."""
    token = caller.token
    who = f"token {token.pk}" if token is not None else f"person {caller.user.pk}"
    seconds = rate.wait(who, settings.TOLD["FORBEAR_RATE"])
    if seconds:
        raise refused(
            429,
            "rate",
            "",
            "too many requests; wait as long as Retry-After says",
            "请求过于频繁，请按 Retry-After 等待后再试",
            retry_after=str(int(seconds) + 1),
        )


def within_scope(caller: Caller, scope: Scope | None) -> None:
    """Raises `RefusedError` (403) for a token without the scope."""
    if scope is not None and scope not in caller.scopes:
        raise refused(
            403,
            "token.scope",
            "Authorization",
            f"this takes a token with the scope {scope}",
            f"此操作需要具有 {scope} 权限的令牌",
        )


class Bearer(HttpBearer):
    """As the document names it; who asks is settled before."""

    openapi_bearerFormat = "forbear_…"  # noqa: N815

    def authenticate(self, request: HttpRequest, token: str) -> Any:  # noqa: ARG002
        """Whoever was found already."""
        return getattr(request, "caller", None)


class Session(APIKeyCookie):
    """As the document names it; who asks is settled before."""

    param_name = "sessionid"

    def __init__(self) -> None:
        super().__init__(csrf=True)

    def __call__(self, request: HttpRequest) -> Any:
        """Whoever was found already."""
        return getattr(request, "caller", None)

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:  # noqa: ARG002
        """Whoever was found already."""
        return getattr(request, "caller", None)
