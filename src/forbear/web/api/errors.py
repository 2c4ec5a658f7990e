"""One shape for everything that goes wrong, and which status says so."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.db.utils import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja.errors import HttpError, ValidationError
from ninja.responses import Response

from forbear.problems import ForbearError, Problem
from forbear.web.api.words import spoken

log = logging.getLogger("forbear.api")
#: Where the number of a request is kept, by which its lines in the log are found.
TRACE = "forbear.trace"


class RefusedError(ForbearError):
    """A refusal that knows its status, and headers that go with it."""

    def __init__(
        self, status: int, *problems: Problem, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(*problems)
        self.status = status
        self.headers = dict(headers or {})


def refused(status: int, code: str, where: str, en: str, zh: str, **headers: str) -> RefusedError:
    """The refusal for one problem; ``retry_after="1"`` becomes the header Retry-After."""
    named = {name.replace("_", "-").title(): value for name, value in headers.items()}
    return RefusedError(status, Problem(code, where, en, zh), headers=named)


def nowhere(where: str) -> RefusedError:
    """There is no such thing, or it is not for whoever asks: the two can't be told apart."""
    return refused(
        404,
        "not_found",
        where,
        "there is no such thing, or it is not among what you see",
        "不存在，或不在您的可见范围内",
    )


#: Status by code, or by what a code begins with; the longest counts. Others are 422.
STATUS: dict[str, int] = {
    "not_found": 404,
    "access.not_seen": 404,
    "rulebook.no_rule": 404,
    "access.": 403,
    "forbidden": 403,
    "work.": 403,
    "night.second_person": 403,
    "conflict": 409,
    "permit.": 409,
    "records.busy": 409,
    "records.cut_short": 503,
    "tape.older": 409,
    "tape.state": 409,
    "night.": 409,
    "hold.lasts": 409,
    "hold.over": 409,
    "hold.tape": 409,
    "consent.tape": 409,
    "promise.over": 409,
    "arrangement.open": 409,
    "arrangement.step": 409,
    "case.none": 409,
}

PLAIN: dict[int, tuple[str, str, str]] = {
    400: ("request.unreadable", "the request can't be read", "请求无法读取"),
    401: ("sign_in", "sign in first, or send a token that is valid", "请先登录，或提供有效令牌"),
    403: ("forbidden", "this is not allowed", "无权进行此操作"),
    404: ("not_found", "there is no such address", "没有此地址"),
    405: ("method", "this address does not take that method", "该地址不支持此请求方法"),
    413: ("request.too_large", "the request is too large", "请求过大"),
    500: (
        "internal",
        "something went wrong inside; tell the operator the trace",
        "系统内部错误，请将追踪号告知运维人员",
    ),
    503: ("unavailable", "not available now; try again later", "暂不可用，请稍后重试"),
}


def status_of(error: ForbearError) -> int:
    """The status that a refusal is answered with: that of its first problem."""
    if isinstance(error, RefusedError):
        return error.status
    code = error.problems[0].code
    known = [begin for begin in STATUS if code == begin or code.startswith(begin)]
    return STATUS[max(known, key=len)] if known else 422


def answer(
    request: HttpRequest, status: int, problems: list[Problem], headers: Mapping[str, str] = {}
) -> HttpResponse:
    """Problems as they are sent."""
    told = [{"code": p.code, "where": p.where, "en": p.en, "zh": p.zh} for p in problems]
    body = {"problems": told, "trace": request.META.get(TRACE, "")}
    made = Response(body, status=status)
    for name, value in headers.items():
        made[name] = value
    return made


def plain(request: HttpRequest, status: int, where: str = "") -> HttpResponse:
    """The answer where nothing more is known than the status."""
    code, en, zh = PLAIN.get(status, PLAIN[400 if status < 500 else 500])
    return answer(request, status, [Problem(code, where, en, zh)])


def on_forbear(request: HttpRequest, error: Any) -> HttpResponse:
    """A refusal of a room or a service."""
    status = status_of(error)
    headers = dict(getattr(error, "headers", {}))
    if error.problems[0].code == "records.busy":
        headers.setdefault("Retry-After", "60")
    return answer(request, status, list(error.problems), headers)


def on_invalid(request: HttpRequest, error: Any) -> HttpResponse:
    """What was sent does not fit what the document says."""
    return answer(request, 422, [spoken(fault) for fault in error.errors])


def on_http(request: HttpRequest, error: Any) -> HttpResponse:
    """What the framework refuses by itself."""
    return plain(request, error.status_code)


def on_404(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ARG001
    """Nothing there."""
    return on_forbear(request, nowhere(request.path))


def on_database(request: HttpRequest, error: Any) -> HttpResponse:
    """The database is busy; anything else it says is unexpected."""
    if "lock" not in str(error):
        return on_unexpected(request, error)
    problem = Problem(
        "busy", "", "others are writing at this moment; try again", "其他写入正在进行，请重试"
    )
    return answer(request, 503, [problem], {"Retry-After": "1"})


def on_unexpected(request: HttpRequest, error: Any) -> HttpResponse:
    """A fault of ours: told to the log with the trace, and to nobody else."""
    log.error(
        "%s %s failed, trace %s",
        request.method,
        request.path,
        request.META.get(TRACE, ""),
        exc_info=error,
    )
    return plain(request, 500)


HANDLERS: tuple[tuple[type[Exception], Any], ...] = (
    (Exception, on_unexpected),
    (OperationalError, on_database),
    (Http404, on_404),
    (HttpError, on_http),
    (ValidationError, on_invalid),
    (ForbearError, on_forbear),
)
