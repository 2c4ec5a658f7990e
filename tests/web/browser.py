"""The town behind a real server in this process, so that its clock can be set, and a browser."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
DESK, PHONE = (1280, 900), (390, 844)


@contextmanager
def served() -> Iterator[str]:
    """The address of a server that works on whatever database Django points to."""
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    class Quiet(WSGIRequestHandler):
        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet, connections_override={})
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser, without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=CHROMIUM, args=list(ARGS))
        try:
            yield found
        finally:
            found.close()


class Visitor:
    """Somebody at a browser of his own; whatever it complains of, or asks of others, is noted."""

    def __init__(self, browser: Any, address: str, username: str | None, **options: Any) -> None:
        self.address = address
        self.context = browser.new_context(
            **{
                "viewport": {"width": DESK[0], "height": DESK[1]},
                "locale": "en-GB",
                "reduced_motion": "reduce",
                **options,
            }
        )
        self.context.set_default_timeout(60_000)
        if username is not None:
            self.context.add_cookies([cookie_of(username, address)])
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.strangers: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._asked)

    def go(self, path: str) -> Any:
        """Open a page; its answer."""
        return self.page.goto(f"{self.address}{path}")

    def speaks(self, language: str) -> None:
        """From now on in this language (en, zh-hans)."""
        self.context.add_cookies(
            [{"name": "django_language", "value": language, "url": self.address}]
        )

    def _heard(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.strangers.append(request.url)


def cookie_of(username: str, address: str) -> dict[str, str]:
    """The cookie of somebody who has just signed in."""
    from django.conf import settings
    from django.test import Client

    from forbear.web.people.models import User

    client = Client()
    client.force_login(
        User.objects.get(username=username),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": address}
