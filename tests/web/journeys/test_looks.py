"""Every screen: nobody is shut out, nothing comes from elsewhere, nothing is cut off."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from screens import SCREENS, SIZES, Screen, open_screen

AXE = Path(__file__).parents[3] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
LOOK = """async () => (await axe.run(document, {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
})).violations.flatMap(one => one.nodes.map(node => `${one.id}: ${node.target} ${node.html}`))"""
#: (language, size, theme): each of them somewhere, without all eight of every screen.
WAYS = (("en", "desk", "light"), ("zh-hans", "phone", "dark"))

pytestmark = [
    pytest.mark.any_database,
    pytest.mark.skipif(not AXE.exists(), reason="the front end's packages are not installed"),
]


@pytest.mark.parametrize(("language", "size", "theme"), WAYS, ids=["desk", "phone"])
def test_every_screen(
    town: Any,
    visit: Any,
    it_is: Callable[..., Any],
    language: str,
    size: str,
    theme: str,
) -> None:
    it_is(10)
    width, height = SIZES[size]
    visitors: dict[str, Any] = {}
    faults = []
    axe = AXE.read_text()
    for screen in SCREENS:
        if screen.role not in visitors:
            visitors[screen.role] = visit(
                screen.role or None,
                viewport={"width": width, "height": height},
                color_scheme=theme,
            )
            visitors[screen.role].speaks(language)
        faults += [f"{screen.name}: {one}" for one in looked_at(visitors[screen.role], screen, axe)]
    assert not faults, "\n".join(faults)


def looked_at(visitor: Any, screen: Screen, axe: str) -> list[str]:
    """What is amiss with a screen."""
    visitor.complaints.clear()
    page = visitor.page
    answer = open_screen(page, visitor.address, screen)
    if screen.name == "refused":
        assert answer.status == 403
        visitor.complaints.clear()
    page.evaluate(axe)
    faults = [*page.evaluate(LOOK), *visitor.complaints, *visitor.strangers]
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if wide > 0:
        faults.append(f"{wide} pixels too wide")
    return faults
