"""Take a picture of every screen, in both languages, at desk and phone size, light and dark.

    python scripts/screens.py out/demo/home PASSWORD out/screens --at 2026-11-23T10:00+08:00

of a demonstration that `make demo` has made, which tells its password; at a moment of its first
working day, when calls are lawful. The pictures are for looking at; those in ``docs/pictures`` are
chosen from them by ``--docs``.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SIZES = {"desk": (1280, 900), "phone": (390, 844)}
LANGUAGES = ("en", "zh-hans")
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@dataclass(frozen=True)
class Screen:
    """A page as one role sees it. ``click``: what is clicked on the way, one after another."""

    name: str
    role: str
    path: str
    click: tuple[str, ...] = ()
    #: Stands in the documentation.
    docs: bool = False


FIRST_CASE = "[data-rows] a >> nth=0"
SCREENS = (
    Screen("sign-in", "", "/sign-in/"),
    Screen("worklist", "collector", "/worklist/", docs=True),
    Screen("case", "collector", "/worklist/", (FIRST_CASE,), docs=True),
    Screen("account", "collector", "/account/"),
    Screen("requests", "supervisor", "/requests/"),
    Screen("search", "collector", "/search/"),
    Screen("board", "supervisor", "/board/", docs=True),
    Screen("board-cases", "supervisor", "/board/cases/"),
    Screen("feed", "supervisor", "/board/feed/"),
    Screen("figures-book", "strategy_manager", "/figures/book/", docs=True),
    Screen("figures-movement", "strategy_manager", "/figures/movement/"),
    Screen("figures-recovery", "strategy_manager", "/figures/recovery/"),
    Screen("figures-channels", "strategy_manager", "/figures/channels/"),
    Screen("figures-refusals", "strategy_manager", "/figures/refusals/"),
    Screen("rules", "compliance", "/rules/"),
    Screen("rule", "compliance", "/rules/CN-TIME-001/", docs=True),
    Screen("why", "compliance", "/compliance/why/", docs=True),
    Screen("near-misses", "compliance", "/compliance/near-misses/"),
    Screen("journal", "auditor", "/journal/", docs=True),
    Screen("tapes", "administrator", "/tapes/"),
    Screen("tape", "administrator", "/tapes/1/", docs=True),
    Screen("quarantine", "compliance", "/tapes/1/quarantine/"),
    Screen("nights", "administrator", "/nights/"),
    Screen("night", "strategy_manager", "/nights/1/", docs=True),
    Screen("routes", "strategy_manager", "/nights/routes/", docs=True),
    Screen("people", "administrator", "/staff/", docs=True),
    Screen("person", "administrator", "/staff/1/"),
    Screen("tokens", "administrator", "/staff/tokens/"),
    Screen("visits", "field_officer", "/worklist/", docs=True),
    Screen("placed", "agency_manager", "/worklist/", docs=True),
    Screen("legal", "legal", "/worklist/", docs=True),
    Screen("refused", "collector", "/nights/"),
)


def open_screen(page: Any, address: str, screen: Screen) -> Any:
    """Go there and wait until it stands still; the answer."""
    answer = page.goto(f"{address}{screen.path}")
    for selector in screen.click:
        page.click(selector)
        page.wait_for_load_state()
    page.wait_for_load_state("networkidle")
    return answer


def main(argv: list[str] | None = None) -> int:
    """Write the pictures; 1 if a page failed, asked elsewhere, complained or was too wide."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path, help="data folder of the demonstration")
    parser.add_argument("password")
    parser.add_argument("out", type=Path)
    parser.add_argument("--at", required=True, type=datetime.fromisoformat)
    parser.add_argument("--only", default="", help="names, separated by commas")
    parser.add_argument("--docs", action="store_true", help="write those of the documentation")
    given = parser.parse_args(argv)
    wanted = set(filter(None, given.only.split(",")))
    screens = [one for one in SCREENS if not wanted or one.name in wanted]
    with served(given.home, given.at) as address:
        faults = list(taken(address, given.password, given.out, screens, given.docs))
    print("\n".join(faults) if faults else f"{len(screens)} screens, nothing amiss")
    return 1 if faults else 0


@contextmanager
def served(home: Path, at: datetime) -> Iterator[str]:
    """The address of a server in this process, for which it is always that moment."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "forbear.web.settings",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
        "FORBEAR_HOME": str(home.absolute()),
        "FORBEAR_DEMO": "1",
    }
    import django

    django.setup()
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    from forbear.web import clock

    class Quiet(WSGIRequestHandler):
        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(get_wsgi_application())
    with clock.at(at):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def taken(
    address: str, password: str, out: Path, screens: list[Screen], docs: bool
) -> Iterator[str]:
    """Take every picture; what is amiss."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        signed_in = {
            role: _signed_in(browser, address, role, password)
            for role in sorted({one.role for one in screens})
        }
        for language in LANGUAGES:
            for size, (width, height) in SIZES.items():
                for theme in THEMES if not docs else ("light",):
                    for screen in screens:
                        context = browser.new_context(
                            viewport={"width": width, "height": height},
                            color_scheme=theme,
                            reduced_motion="reduce",
                            storage_state=signed_in[screen.role],
                        )
                        context.add_cookies(
                            [{"name": "django_language", "value": language, "url": address}]
                        )
                        page = context.new_page()
                        where = f"{language} {size} {theme} {screen.name}"
                        yield from _one(page, address, screen, where)
                        folder = out / language / f"{size}-{theme}"
                        folder.mkdir(parents=True, exist_ok=True)
                        page.screenshot(path=folder / f"{screen.name}.png", full_page=True)
                        if docs and screen.docs and (size == "desk" or screen.name == "case"):
                            short = "zh" if language != "en" else "en"
                            path = PICTURES / f"{screen.name}-{size}-{short}.png"
                            page.screenshot(path=path)
                        context.close()
        browser.close()


def _signed_in(browser: Any, address: str, role: str, password: str) -> Any:
    context = browser.new_context()
    if role:
        page = context.new_page()
        page.goto(f"{address}/sign-in/")
        page.fill("[name=login]", role)
        page.fill("[name=password]", password)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: "/sign-in/" not in url)
    state = context.storage_state()
    context.close()
    return state


def _one(page: Any, address: str, screen: Screen, where: str) -> Iterator[str]:
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on(
        "request",
        lambda asked: (
            None if asked.url.startswith((address, "data:", "blob:")) else said.append(asked.url)
        ),
    )
    answer = open_screen(page, address, screen)
    expected = 403 if screen.name == "refused" else 200
    if answer.status != expected:
        yield f"{where}: answered {answer.status}"
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if wide > 0:
        yield f"{where}: {wide} pixels too wide"
    if expected == 200:
        yield from (f"{where}: {text}" for text in said)


if __name__ == "__main__":
    sys.exit(main())
