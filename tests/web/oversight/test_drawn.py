"""Charts in a real browser: drawn, clicked, kept as a picture, drawn anew in the dark."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.any_database,
]

#: Colours of a canvas, most used first: what is drawn, and on which ground.
COLOURS = """canvas => {
  const { width, height } = canvas;
  const data = canvas.getContext("2d").getImageData(0, 0, width, height).data;
  const found = new Map();
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] !== 255) continue;
    const colour = `${data[at]},${data[at + 1]},${data[at + 2]}`;
    found.set(colour, (found.get(colour) ?? 0) + 1);
  }
  return [...found].sort((a, b) => b[1] - a[1]).slice(0, 3).map(([colour]) => colour);
}"""
BLUE, LIGHT_BLUE = "0,114,178", "86,180,233"


@pytest.fixture
def auditor(morning: datetime, visit: Callable[..., Any]) -> Any:
    return visit("auditor")


@pytest.mark.parametrize("name", ["book", "movement", "recovery", "channels", "refusals"])
def test_every_chart_is_drawn_and_nothing_complains(auditor: Any, name: str) -> None:
    auditor.go(f"/figures/{name}/")
    page = auditor.page
    page.wait_for_selector("figure[data-chart] canvas")
    plots = page.locator("figure[data-chart]:has(script[type='application/json'])")
    assert plots.count() == page.locator("figure[data-chart]:has(canvas)").count() >= 1
    for plot in plots.all():
        # A heat map is drawn in layers.
        assert any(canvas.evaluate(COLOURS) for canvas in plot.locator("canvas").all())
    assert (auditor.complaints, auditor.strangers) == ([], [])


def test_a_bar_leads_to_its_cases(auditor: Any) -> None:
    auditor.go("/figures/book/")
    canvas = auditor.page.locator("#accounts canvas")
    canvas.wait_for()
    box = canvas.bounding_box()
    with auditor.page.expect_navigation():
        # The first bar, just above the axis.
        canvas.click(position={"x": box["width"] * 0.14, "y": box["height"] - 65})
    assert auditor.page.url.endswith("/board/cases/?bucket=M1")
    assert auditor.page.locator("tr[data-row]").count() > 10


def test_chart_is_drawn_anew_in_the_dark(auditor: Any) -> None:
    auditor.go("/figures/book/")
    canvas = auditor.page.locator("#exposure canvas")
    canvas.wait_for()
    assert BLUE in canvas.evaluate(COLOURS)
    auditor.page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    auditor.page.wait_for_function(
        f"({COLOURS})(document.querySelector('#exposure canvas')).includes('{LIGHT_BLUE}')"
    )


def test_chart_is_kept_as_a_picture_and_as_numbers(auditor: Any, tmp_path: Path) -> None:
    auditor.go("/figures/book/")
    figure = auditor.page.locator("#exposure")
    with auditor.page.expect_download() as picture:
        figure.locator("[data-png]").click()
    assert picture.value.suggested_filename == "exposure-2026-11-22.png"
    picture.value.save_as(tmp_path / "picture.png")
    assert (tmp_path / "picture.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    with auditor.page.expect_download() as numbers:
        figure.locator("a", has_text="CSV").click()
    assert numbers.value.suggested_filename == "exposure-2026-11-22.csv"


def test_table_stands_in_for_the_chart_by_keyboard(auditor: Any) -> None:
    auditor.go("/figures/book/")
    summary = auditor.page.locator("#exposure summary")
    summary.focus()
    auditor.page.keyboard.press("Enter")
    table = auditor.page.locator("#exposure table")
    assert table.is_visible()
    assert table.locator("tbody tr").count() == 8
    auditor.page.keyboard.press("Tab")
    auditor.page.keyboard.press("Tab")
    auditor.page.keyboard.press("Enter")
    auditor.page.wait_for_url("**/board/cases/?bucket=M1")


def test_without_scripts_the_tables_are_there(morning: datetime, visit: Callable[..., Any]) -> None:
    plain = visit("auditor", java_script_enabled=False)
    plain.go("/figures/book/")
    plain.page.locator("#exposure summary").click()
    assert plain.page.locator("#exposure table").is_visible()
    assert not plain.page.locator("#exposure [data-png]").is_visible()
