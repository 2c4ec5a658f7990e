"""Headers by which browsers guard a page: nothing from elsewhere, nothing inline, nothing kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

#: Scripts, styles, pictures and requests of our own host alone.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
#: What the picture part of the policy is without map tiles.
PICTURES = "img-src 'self' data:"
UNUSED = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"


def guarded(
    answer: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Give every answer its headers; one that has its own policy keeps it."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        response.setdefault("Content-Security-Policy", policy())
        response.setdefault("Permissions-Policy", UNUSED)
        if response.get("Content-Type", "").startswith("text/html"):
            response.setdefault("Cache-Control", "no-store")
        return response

    return handle


def policy() -> str:
    """The policy; pictures may also come from where map tiles do, if the bank named a place."""
    tiles = settings.TOLD["FORBEAR_TILES"]
    if not tiles:
        return POLICY
    place = urlsplit(tiles)
    return POLICY.replace(PICTURES, f"{PICTURES} {place.scheme}://{place.netloc}")


class Smaller(GZipMiddleware):
    """Compress pages; programs ask for much at a time and are near."""

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        """The answer, compressed where it is a page and the browser takes it."""
        if request.path.startswith("/api/"):
            return response
        return super().process_response(request, response)
