"""How a route is made: one declaration that the document, the gate and the tests read."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPMethod
from typing import Any, TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Router, Schema
from ninja.constants import NOT_SET
from ninja.decorators import decorate_view
from pydantic import Field

from forbear.web.api.answered import HEADER, LONGEST, once
from forbear.web.api.caller import signed_in, within_rate, within_scope
from forbear.web.api.errors import refused
from forbear.web.api.scopes import Scope
from forbear.web.people.access import May, demand
from forbear.web.people.models import User

View = TypeVar("View", bound=Callable[..., Any])
#: Bytes of a JSON body, at most.
LARGEST = 1_000_000
BODY = (HTTPMethod.POST, HTTPMethod.PUT, HTTPMethod.PATCH)


class Problem(Schema):
    """One thing that is wrong, and what to do about it."""

    code: str = Field(description="Stable; for programs")
    where: str = Field(description="Field, row or header, as far as known")
    en: str
    zh: str


class Refusal(Schema):
    """Why a request was not done: everything that is wrong with it."""

    problems: list[Problem]
    trace: str = Field(description="Names the request in the server's log")


@dataclass(frozen=True)
class Operation:
    """What is declared of a route.

    ``act`` is asked of the person, ``scope`` of the token. ``key`` says whether a write takes an
    Idempotency-Key: it must, it may, or (None) it is not kept, since it can be done twice without
    harm or tells what is not to be kept. ``secret`` names a field that is told once. ``raw``: the
    body is no JSON and is read by the view itself.
    """

    method: HTTPMethod
    path: str
    name: str
    en: str
    zh: str
    scope: Scope | None
    act: May | None = None
    status: int = 200
    key: bool | None = None
    secret: str = ""
    raw: bool = False
    open: bool = False
    #: Asks with a body, and changes nothing but the journal.
    looks: bool = False
    #: Done with the body before the write begins, so that nobody waits for it.
    ahead: Callable[[User, Any], Any] | None = None

    @property
    def writes(self) -> bool:
        """Whether something may be other than before."""
        return self.method is not HTTPMethod.GET and not self.looks


#: Every route there is, by its operationId.
OPERATIONS: dict[str, Operation] = {}


def route(
    router: Router,
    operation: Operation,
    out: Any,
    *,
    also: dict[int, Any] | None = None,
    extra: dict[str, Any] | None = None,
) -> Callable[[View], View]:
    """Put a view behind the gate and into the document; its docstring is its description."""
    OPERATIONS[operation.name] = operation

    def register(view: View) -> View:
        router.api_operation(
            [operation.method],
            operation.path,
            auth=None if operation.open else NOT_SET,
            response={operation.status: out, **(also or {}), **_refusals(operation)},
            operation_id=operation.name,
            summary=f"{operation.en} · {operation.zh}",
            openapi_extra=_extra(operation, extra or {}),
        )(decorate_view(_gate(operation))(view))
        return view

    return register


def _refusals(operation: Operation) -> dict[int, Any]:
    """The refusals that a route can give; 405 and the like stand in the document's head."""
    statuses = {422, 500}
    if not operation.open:
        statuses |= {401, 403, 429, 503}
    if "{" in operation.path:
        statuses.add(404)
    if operation.method in BODY:
        statuses |= {400, 413, 415}
    if operation.writes:
        statuses |= {404, 409}
    return dict.fromkeys(sorted(statuses), Refusal)


def _extra(operation: Operation, extra: dict[str, Any]) -> dict[str, Any]:
    made = dict(extra)
    if operation.scope is not None:
        made["x-scope"] = str(operation.scope)
    if operation.act is not None:
        made["x-may"] = str(operation.act)
    if operation.key is not None:
        header = {
            "name": HEADER,
            "in": "header",
            "required": operation.key,
            "description": "Your own name of this write: the same one is done once",
            "schema": {
                "type": "string",
                "minLength": 1,
                "maxLength": LONGEST,
                "pattern": "^[!-~]+$",
            },
            "example": "7d5c0a1e-call-C000123",
        }
        made["parameters"] = [*made.get("parameters", ()), header]
    return made


def _gate(operation: Operation) -> Callable[[Any], Any]:
    """Everything that is looked at before a view is asked."""

    def decorate(run: Any) -> Any:
        inner = run.__self__

        def gated(request: HttpRequest, **values: Any) -> HttpResponseBase:
            try:
                return _passed(operation, request, lambda: run(request, **values))
            except Exception as error:
                answered: HttpResponseBase = inner.api.on_exception(request, error)
                return answered

        return gated

    return decorate


def _passed(
    operation: Operation, request: HttpRequest, run: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    if operation.open:
        return run()
    _no_nul(request)
    caller = signed_in(request)
    request.caller = caller  # type: ignore[attr-defined]
    request.user = request.person = caller.user  # type: ignore[attr-defined]
    within_rate(caller)
    within_scope(caller, operation.scope)
    if operation.act is not None:
        demand(caller.user, operation.act)
    if operation.method in BODY and not operation.raw:
        _json_only(request)
    if operation.ahead is not None:
        request.ahead = operation.ahead(caller.user, request.given)  # type: ignore[attr-defined]
    if operation.key is None:
        return run()
    return once(request, caller.user, run, required=operation.key, secret=operation.secret)


def _no_nul(request: HttpRequest) -> None:
    """Raises `RefusedError` for an address with the one character that no database takes."""
    said = [request.path, *(text for _, texts in request.GET.lists() for text in texts)]
    if any("\0" in text for text in said):
        raise refused(
            422,
            "text.nul",
            "path or query",
            "text holds the character U+0000; leave it out",
            "文本含有字符 U+0000，请去掉",
        )


def _json_only(request: HttpRequest) -> None:
    """Raises `RefusedError` for a body that is too large, no JSON, or holds what no text can."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > LARGEST:
        raise refused(
            413,
            "request.too_large",
            "body",
            f"the body is larger than {LARGEST} bytes",
            f"请求体超过 {LARGEST} 字节",
        )
    if request.content_type != "application/json":
        raise refused(
            415,
            "request.type",
            "Content-Type",
            "send JSON, with Content-Type: application/json",
            "请以 JSON 提交，并设置 Content-Type: application/json",
        )
    request.given = parsed(request.body)  # type: ignore[attr-defined]


def parsed(body: bytes) -> Any:
    """A body as data. Raises `RefusedError` (400) for no JSON, or text that no database takes."""
    try:
        data = json.loads(body, parse_constant=_no_number)
        clean = json.dumps(data, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise refused(
            400, "request.json", "body", f"this is no JSON ({error})", f"不是有效的 JSON（{error}）"
        ) from None
    if b"\\u0000" in clean:
        raise refused(
            400,
            "request.json",
            "body",
            "text holds the character U+0000; leave it out",
            "文本含有字符 U+0000，请去掉",
        )
    return data


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number of JSON")
