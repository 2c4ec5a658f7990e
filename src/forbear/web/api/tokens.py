"""Tokens: made, known again, revoked. The secret is told once; only its hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from forbear.problems import refuse
from forbear.web import clock
from forbear.web.api.errors import refused
from forbear.web.api.models import Token
from forbear.web.api.scopes import Scope
from forbear.web.fetch import first
from forbear.web.journal.acts import Act
from forbear.web.journal.keep import SYSTEM, enter
from forbear.web.people.access import May, demand
from forbear.web.people.models import User

PREFIX = "forbear_"
#: No token lives longer.
LONGEST = 366


def make(
    by: User | None,
    user: User,
    name: str,
    scopes: Collection[Scope],
    days: int,
    *,
    within: Collection[Scope] = tuple(Scope),
) -> tuple[Token, str]:
    """A token by which a system acts as ``user``, and its secret.

    ``by`` is nobody where the command line makes it. ``within`` are the scopes of whoever asks: a
    token hands out no scope that it lacks. Raises `ForbearError` for whoever may not, a closed
    account, no scope, or a length of life that is not 1 to 366 days.
    """
    if by is not None:
        demand(by, May.MANAGE_TOKENS)
    _check(user, scopes, days)
    if lacking := sorted(set(scopes) - set(within)):
        raise refused(
            403,
            "token.scope",
            "scopes",
            f"your own token lacks {', '.join(lacking)}; it can't hand it on",
            f"您的令牌没有 {'、'.join(lacking)} 权限，不能授予他人",
        )
    secret = PREFIX + secrets.token_urlsafe(32)
    now = clock.now()
    with transaction.atomic():
        token = Token.objects.create(
            name=name,
            user=user,
            digest=_digest(secret),
            hint=secret[:12],
            scopes=sorted(str(scope) for scope in set(scopes)),
            made_at=now,
            expires_at=now + timedelta(days=days),
        )
        _enter(by, token, Act.TOKEN_MADE)
    return token, secret


def revoke(by: User | None, token: Token) -> Token:
    """End a token now; once is enough. Raises `ForbearError` for whoever may not."""
    if by is not None:
        demand(by, May.MANAGE_TOKENS)
    with transaction.atomic():
        token = Token.objects.select_for_update().select_related("user").get(pk=token.pk)
        if token.revoked_at is None:
            token.revoked_at = clock.now()
            token.save(update_fields=["revoked_at"])
            _enter(by, token, Act.TOKEN_REVOKED)
    return token


def known(secret: str) -> Token | None:
    """The token of a secret, with its person, if it still counts."""
    found = first(Token, _digest(secret), _of_digest)
    if found is None or found.revoked_at is not None or found.expires_at <= clock.now():
        return None
    return found if found.user.is_active else None


def _of_digest(rows: QuerySet[Token], digest: str) -> QuerySet[Token]:
    return rows.select_related("user__officer").filter(digest=digest)


def _check(user: User, scopes: Collection[Scope], days: int) -> None:
    if not user.is_active:
        raise refuse(
            "token.closed", "user", "the account is closed; open it first", "账户已停用，请先启用"
        )
    if not scopes:
        raise refuse("token.scope", "scopes", "name at least one scope", "请至少选择一个权限")
    if not 1 <= days <= LONGEST:
        raise refuse("token.days", "days", f"write 1 to {LONGEST} days", f"应为 1 至 {LONGEST} 天")


def _enter(by: User | None, token: Token, act: Act) -> None:
    enter(
        f"person:{token.user.username}",
        act,
        actor=SYSTEM if by is None else by.username,
        subject=f"token:{token.pk}",
        content={
            "name": token.name,
            "scopes": token.scopes,
            "expires_at": token.expires_at.isoformat(),
        },
    )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
