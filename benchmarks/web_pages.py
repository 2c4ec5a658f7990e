"""How fast and how heavy the pages are, in a browser on a slow line and a slow machine."""

from __future__ import annotations

import shutil
import time
from typing import Any

DASHBOARDS = ("book", "movement", "recovery", "channels", "refusals")
#: A line of 1.6 Mbit/s with 150 ms there and back, and a processor four times as slow.
LINE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
SLOWER = 4
TIMES = 3
PAINT = """() => new Promise(done => new PerformanceObserver(list => {
  const paint = list.getEntriesByName("first-contentful-paint")[0];
  if (paint) done(paint.startTime);
}).observe({type: "paint", buffered: true}))"""


def looked(address: str, sessions: list[str]) -> tuple[float, float, float]:
    """Slowest dashboard (ms at the server), heaviest page (kB), latest first paint (ms).

    The last session is the strategy manager's, the others collectors'. Dashboards are asked for
    thrice, and the median of each counts.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        manager, clerk = (_page(browser, address, one) for one in (sessions[-1], sessions[0]))
        slowest = max(_median(manager, f"{address}/figures/{one}/") for one in DASHBOARDS)
        clerk.goto(f"{address}/worklist/")
        case = f"{address}{clerk.get_attribute('[data-rows] a', 'href')}"
        seen = [
            (sessions[0], f"{address}/worklist/"),
            (sessions[0], case),
            (sessions[-1], f"{address}/figures/book/"),
            (sessions[-1], f"{address}/figures/movement/"),
        ]
        figures = [_throttled(browser, address, session, url) for session, url in seen]
        browser.close()
    return slowest, max(kb for kb, _ in figures), max(ms for _, ms in figures)


def _page(browser: Any, address: str, session: str) -> Any:
    context = browser.new_context()
    context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    return context.new_page()


def _median(page: Any, url: str) -> float:
    taken = []
    for _ in range(TIMES):
        begun = time.monotonic()
        answer = page.request.get(url)
        taken.append((time.monotonic() - begun) * 1000)
        if answer.status != 200:
            raise RuntimeError(f"{url} answered {answer.status}")
    return round(sorted(taken)[TIMES // 2], 1)


def _throttled(browser: Any, address: str, session: str, url: str) -> tuple[float, float]:
    """Kilobytes on the line and milliseconds to the first paint, by a browser with nothing kept."""
    page = _page(browser, address, session)
    driver = page.context.new_cdp_session(page)
    driver.send("Network.enable")
    driver.send("Network.emulateNetworkConditions", LINE)
    driver.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    loaded = [0.0]
    driver.on(
        "Network.loadingFinished", lambda told: loaded.append(float(told["encodedDataLength"]))
    )
    page.goto(url)
    page.wait_for_load_state("networkidle")
    paint = float(page.evaluate(PAINT))
    page.context.close()
    return round(sum(loaded) / 1000, 1), round(paint, 1)
