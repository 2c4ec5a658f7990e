"""Every answer under /api/ has a trace and, where it refuses, the one shape."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from forbear.web.api.errors import TRACE, plain

PREFIX = "/api/"


def api_shape(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """The outermost middleware: what others refuse, it puts into words."""

    def shaped(request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(PREFIX):
            return get_response(request)
        request.META[TRACE] = secrets.token_hex(8)
        response = get_response(request)
        written = response.get("Content-Type", "").startswith("application/json")
        if response.status_code >= 400 and not written:
            allow = response.get("Allow")
            response = plain(request, response.status_code, request.path)
            if allow:
                response["Allow"] = allow
        elif response.status_code >= 400 and isinstance(response, HttpResponse):
            _traced(response, request.META[TRACE])
        response["Forbear-Trace"] = request.META[TRACE]
        response.setdefault("Cache-Control", "no-store")
        return response

    return shaped


def _traced(response: HttpResponse, trace: str) -> None:
    """A refusal of another middleware knows no trace."""
    told = json.loads(response.content)
    if "problems" in told and "trace" not in told:
        response.content = json.dumps({**told, "trace": trace}, ensure_ascii=False).encode()
