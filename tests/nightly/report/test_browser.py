"""The report in a real browser: no network, both languages whole, nothing wider than a phone."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from forbear.nightly.report import Summary, render

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
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
HAN = re.compile(r"[\u3400-\u9fff]")
#: Words that stand in Chinese sentences as they are.
LATIN = re.compile(r"[A-Za-z]{3,}")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium: the report is not looked at"),
]

#: The page's text as a reader sees it, without names, references, files and the switch itself.
VISIBLE = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walk.nextNode()) {
    const node = walk.currentNode, box = node.parentElement;
    const svgName = box.closest('svg .team, svg .base');
    if (svgName || box.closest('script,style,bdi,.file,code,.id,.ref,.lang')) continue;
    if (box.getClientRects().length && node.textContent.trim()) found.push(node.textContent.trim());
  }
  return found;
}"""


@dataclass
class Opened:
    """A page with everything it asked for and complained about."""

    page: Page
    asked: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=CHROMIUM, args=list(ARGS))
        yield found
        found.close()


@pytest.fixture(scope="module")
def report(busy: Summary, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(render(busy), encoding="utf-8", newline="\n")
    return path


@pytest.fixture(scope="module")
def small(bare: Summary, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report that opens fast, for what does not hang on what is in it."""
    path = tmp_path_factory.mktemp("small") / "report.html"
    path.write_text(render(bare), encoding="utf-8", newline="\n")
    return path


def open_page(
    browser: Browser, report: Path, tail: str = "", locale: str = "en-GB", width: int = 1280
) -> Opened:
    page = browser.new_page(locale=locale, viewport={"width": width, "height": 844})
    opened = Opened(page)
    page.on("request", lambda r: opened.asked.append(r.url))
    page.on("console", lambda m: opened.errors.append(m.text))
    page.on("pageerror", lambda e: opened.errors.append(str(e)))
    page.goto(report.as_uri() + tail)
    return opened


def unfold(page: Page) -> None:
    page.evaluate("() => document.querySelectorAll('details').forEach(d => d.open = true)")


def foreign(page: Page, summary: Summary, pattern: re.Pattern[str]) -> list[str]:
    names = sorted((b.name for b in summary.branches), key=len, reverse=True)
    texts = []
    seen = page.evaluate(VISIBLE)
    assert len(seen) > 800
    for text in seen:
        for name in names:
            text = text.replace(name, "")
        if pattern.search(text):
            texts.append(text)
    return texts


def test_page_asks_for_nothing_and_complains_of_nothing(browser: Browser, report: Path) -> None:
    opened = open_page(browser, report)
    for language in ("zh", "en"):
        opened.page.click(f"[data-set={language}]")
    opened.page.click("[data-pick=branch-3]")
    opened.page.emulate_media(media="print")
    opened.page.pdf()
    assert opened.asked == [report.as_uri()]
    assert opened.errors == []
    opened.page.close()


@pytest.mark.parametrize(
    ("tail", "locale", "language"),
    [
        ("", "zh-CN", "zh"),
        ("", "en-GB", "en"),
        ("", "de-DE", "en"),
        ("?lang=zh", "en-GB", "zh"),
        ("?lang=en", "zh-CN", "en"),
        ("#zh", "en-GB", "zh"),
        ("#en", "zh-CN", "en"),
        ("#visits", "zh-CN", "zh"),
    ],
)
def test_language_follows_the_address_then_the_browser(
    browser: Browser, small: Path, tail: str, locale: str, language: str
) -> None:
    page = open_page(browser, small, tail, locale).page
    assert page.get_attribute("html", "data-lang") == language
    assert (
        page.title()
        == {
            "zh": "2026年11月23日（星期一）作业计划",
            "en": "Plan for Monday 2026-11-23",
        }[language]
    )
    page.close()


def test_english_holds_no_chinese_but_names(browser: Browser, report: Path, busy: Summary) -> None:
    page = open_page(browser, report, "?lang=zh").page
    page.click("[data-set=en]")
    unfold(page)
    assert foreign(page, busy, HAN) == []
    assert page.get_attribute("html", "lang") == "en"
    page.close()


def test_chinese_holds_no_english_but_terms(browser: Browser, report: Path, busy: Summary) -> None:
    page = open_page(browser, report, "?lang=en").page
    page.click("[data-set=zh]")
    unfold(page)
    terms = re.compile(r"Forbear|AUC|Brier|SHA-256|UCI|I-Cheng Yeh|treatments\.yaml|visits\.yaml")
    left = [terms.sub("", text) for text in foreign(page, busy, LATIN)]
    assert [text for text in left if LATIN.search(text)] == []
    page.close()


def test_switch_flips_every_text_at_once_and_survives_a_reload(
    browser: Browser, report: Path
) -> None:
    page = open_page(browser, report, locale="en-GB").page
    count = (
        "() => [...document.querySelectorAll('.zh')].filter(e => e.getClientRects().length).length"
    )
    assert page.evaluate(count) == 0
    page.click("[data-set=zh]")
    assert page.evaluate(count) > 500
    assert page.evaluate(count.replace(".zh", ".en")) == 0
    assert page.get_attribute("[data-set=zh]", "aria-pressed") == "true"
    page.reload()
    assert page.get_attribute("html", "data-lang") == "zh"
    page.close()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [390, 768, 1280])
def test_nothing_is_wider_than_the_screen(
    browser: Browser, report: Path, width: int, language: str
) -> None:
    page = open_page(browser, report, f"?lang={language}", width=width).page
    unfold(page)
    outside = page.evaluate(
        """() => [...document.querySelectorAll('body *')]
          .filter(e => !e.closest('.scroll') && !e.closest('svg'))
          .filter(e => e.getBoundingClientRect().right > innerWidth + 0.5)
          .map(e => e.className + ' ' + e.textContent.trim().slice(0, 40))"""
    )
    assert outside == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_text_of_a_drawing_is_cut_off(browser: Browser, report: Path, language: str) -> None:
    page = open_page(browser, report, f"?lang={language}").page
    cut = page.evaluate(
        """() => [...document.querySelectorAll('svg.chart')]
          .filter(s => s.getClientRects().length)
          .flatMap(s => { const f = s.getBoundingClientRect();
            const out = b => b.left < f.left - 12 || b.right > f.right + 12
              || b.top < f.top - 2 || b.bottom > f.bottom + 2;
            return [...s.querySelectorAll('text')].filter(t => t.getClientRects().length)
              .filter(t => out(t.getBoundingClientRect())).map(t => t.textContent); })"""
    )
    assert cut == []
    page.close()


def test_one_branch_is_shown_and_all_are_printed(browser: Browser, report: Path) -> None:
    page = open_page(browser, report).page
    shown = """() => [...document.querySelectorAll('.branch')]
      .filter(e => e.getClientRects().length).map(e => e.id)"""
    assert page.evaluate(shown) == ["branch-1"]
    page.click("[data-pick=branch-4]")
    assert page.evaluate(shown) == ["branch-4"]
    page.emulate_media(media="print")
    assert page.evaluate(shown) == [f"branch-{n}" for n in range(1, 9)]
    page.close()


def test_one_branch_can_be_printed_alone(browser: Browser, report: Path) -> None:
    page = open_page(browser, report, "#branch-2").page
    page.evaluate(
        "() => { window.print = () => { window.seen = document.documentElement.className; }; }"
    )
    page.click("#branch-2 [data-print]")
    assert page.evaluate("window.seen") == "one"
    assert page.get_attribute("html", "class") == ""
    page.evaluate(
        "() => { document.documentElement.classList.add('one');"
        " document.getElementById('branch-2').classList.add('only'); }"
    )
    page.emulate_media(media="print")
    seen = page.evaluate(VISIBLE)
    assert "B02-T1" in " ".join(seen)
    assert "How much is overdue?" not in seen
    assert "B03-T1" not in " ".join(seen)
    page.close()


def test_without_scripts_everything_is_shown(browser: Browser, report: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report.as_uri())
    assert page.get_attribute("html", "data-lang") == "zh"
    assert page.locator(".branch").count() == 8
    assert page.locator("#branch-8").is_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(browser: Browser, small: Path, scheme: str) -> None:
    """WCAG 2.2 contrast, 4.5 to 1, for the colours in which words are written."""
    page = open_page(browser, small).page
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    names = ["--ink", "--soft", "--act", "--good", "--warn", "--bad"]
    names += [f"--t{n}" for n in range(5)]
    colours = page.evaluate(
        "names => names.map(n => getComputedStyle(document.documentElement).getPropertyValue(n))",
        ["--paper", "--wash", *names],
    )
    paper, wash, *inks = (luminance(c) for c in colours)
    weak = [
        n
        for n, ink in zip(names, inks, strict=True)
        for g in (paper, wash)
        if contrast(ink, g) < 4.5
    ]
    assert weak == []
    page.close()


def luminance(colour: str) -> float:
    digits = colour.strip().lstrip("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: float, b: float) -> float:
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
