"""Writes that are sent twice are done once: the answer is kept with the change, and given again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from forbear.web import clock
from forbear.web.api.errors import RefusedError, refused
from forbear.web.api.models import Answered
from forbear.web.people.models import User

HEADER = "Idempotency-Key"
LONGEST = 200

Run = Callable[[], HttpResponseBase]


def once(
    request: HttpRequest, user: User, run: Run, *, required: bool, secret: str = ""
) -> HttpResponseBase:
    """Answer a write; the same one again, with the same key, is given the same answer.

    ``secret`` names a field of the answer that is told once and not kept. Whoever comes while the
    first is under way waits for it. Nothing is kept of a write that was refused: it left nothing,
    and may be tried again. Raises `RefusedError`: 422 without a key where one is required, and
    for a key that went with another request.
    """
    key = _key(request, required)
    if key is None:
        return run()
    asked = _hash(request)
    with transaction.atomic():
        begun = Answered(user=user, key=key, request=asked, status=0, body="", at=clock.now())
        # Waits where somebody else has just begun the same, until he ends.
        Answered.objects.bulk_create([begun], ignore_conflicts=True)
        found = Answered.objects.filter(user=user, key=key).first()
        if found is None:
            raise _again()
        if found.request != asked:
            raise _other()
        if found.status:
            return _replayed(found)
        response = run()
        if response.status_code >= 400 or not isinstance(response, HttpResponse):
            transaction.set_rollback(True)
        else:
            body = _kept(response.content.decode(), secret)
            Answered.objects.filter(pk=found.pk).update(status=response.status_code, body=body)
    return response


def _key(request: HttpRequest, required: bool) -> str | None:
    key = request.headers.get(HEADER)
    if key is None:
        if not required:
            return None
        raise refused(
            422,
            "key.missing",
            HEADER,
            "send a key of your own, a new one for each thing to be done, so that it is done once",
            "请提供自定义的幂等键，每项操作使用一个新键，以确保只执行一次",
        )
    if not 1 <= len(key) <= LONGEST or not key.isascii() or not key.isprintable():
        raise refused(
            422,
            "key.unusable",
            HEADER,
            f"write 1 to {LONGEST} printable ASCII characters",
            f"应为 1 至 {LONGEST} 个可打印 ASCII 字符",
        )
    return key


def _hash(request: HttpRequest) -> str:
    told = f"{request.method} {request.get_full_path()}\n".encode()
    return hashlib.sha256(told + request.body).hexdigest()


def _kept(body: str, secret: str) -> str:
    if not secret:
        return body
    return json.dumps({**json.loads(body), secret: None}, ensure_ascii=False)


def _replayed(found: Answered) -> HttpResponse:
    again = HttpResponse(
        found.body, status=found.status, content_type="application/json; charset=utf-8"
    )
    again["Idempotent-Replayed"] = "true"
    return again


def _other() -> RefusedError:
    return refused(
        422,
        "key.reused",
        HEADER,
        "this key went with another request; take a new one",
        "该幂等键已用于另一请求，请更换",
    )


def _again() -> RefusedError:
    return refused(
        409,
        "key.busy",
        HEADER,
        "the same request is under way; try again",
        "相同请求正在处理，请重试",
        retry_after="1",
    )
