"""Pictures of a report, to be looked at; run by hand.

    python tests/nightly/report/pictures.py REPORT.html OUT [--all]

draws the first screen on a desk and on a phone in both languages and the first branch's page;
with ``--all`` also whole pages, the dark desk, and what a printer gets, as PDF. A report of ``-``
is the fabricated night of the tests.
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from forbear.nightly.report import render

CHROMIUM = "/usr/bin/chromium"
ARGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}


def turn(browser: Browser, report: Path, language: str, width: int, dark: bool = False) -> Page:
    """The report opened in one language, at one width."""
    page = browser.new_page(
        viewport={"width": width, "height": 860},
        color_scheme="dark" if dark else "light",
        locale=LANGUAGES[language],
        device_scale_factor=2 if width < 500 else 1,
    )
    page.goto(report.as_uri())
    return page


def shoot(browser: Browser, report: Path, out: Path) -> None:
    """The few pictures that docs show."""
    for language in LANGUAGES:
        for name, width in (("desk", 1280), ("phone", 390)):
            page = turn(browser, report, language, width)
            page.screenshot(path=out / f"report-{name}-{language}.png")
            page.close()
        page = turn(browser, report, language, 1280)
        if page.locator(".branch .field").count():
            page.evaluate("document.querySelector('.branch').scrollIntoView()")
            page.screenshot(path=out / f"report-branch-{language}.png")
        page.close()


def shoot_all(browser: Browser, report: Path, out: Path) -> None:
    """Whole pages, dark pages, and the printed pages."""
    for language in LANGUAGES:
        for name, width, dark in (
            ("desk", 1280, False),
            ("phone", 390, False),
            ("dark", 1280, True),
        ):
            page = turn(browser, report, language, width, dark)
            page.screenshot(path=out / f"report-{name}-{language}-whole.png", full_page=True)
            if name == "desk":
                page.pdf(path=out / f"report-{language}.pdf", prefer_css_page_size=True)
            page.close()


def main(source: str, folder: str, *flags: str) -> None:
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    report = Path(source).resolve()
    if source == "-":
        night = runpy.run_path(str(Path(__file__).with_name("conftest.py")))["night"]
        report = (out / "report.html").resolve()
        report.write_text(render(night()), encoding="utf-8", newline="\n")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(ARGS))
        shoot(browser, report, out)
        if "--all" in flags:
            shoot_all(browser, report, out)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
