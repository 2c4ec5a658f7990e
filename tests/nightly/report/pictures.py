"""Pictures of a report, to be looked at; run by hand.

    python tests/nightly/report/pictures.py REPORT.html OUT

writes desk and phone screens in both languages, the dark desk, and the printed pages as PDF.
Without a report it draws the fabricated night of the tests.
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from forbear.nightly.report import render

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def shoot(browser: Browser, report: Path, out: Path) -> None:
    """Every picture of one report."""
    for lang, locale in (("zh", "zh-CN"), ("en", "en-GB")):
        for name, width, height, scheme in (
            ("desk", 1280, 860, "light"),
            ("phone", 390, 844, "light"),
            ("dark", 1280, 860, "dark"),
        ):
            page = browser.new_page(
                viewport={"width": width, "height": height},
                color_scheme="dark" if scheme == "dark" else "light",
                locale=locale,
                device_scale_factor=2 if name == "phone" else 1,
            )
            page.goto(report.as_uri())
            page.screenshot(path=out / f"report-{name}-{lang}.png")
            if name != "dark" or lang == "en":
                page.screenshot(path=out / f"report-{name}-{lang}-whole.png", full_page=True)
            if name == "desk":
                page.pdf(path=out / f"report-{lang}.pdf", prefer_css_page_size=True)
            page.close()


def main(arguments: list[str]) -> None:
    out = Path(arguments[-1])
    out.mkdir(parents=True, exist_ok=True)
    if len(arguments) > 1:
        report = Path(arguments[0]).resolve()
    else:
        night = runpy.run_path(str(Path(__file__).with_name("conftest.py")))["night"]
        report = (out / "report.html").resolve()
        report.write_text(render(night()), encoding="utf-8", newline="\n")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        shoot(browser, report, out)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
