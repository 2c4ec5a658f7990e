from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forbear.nightly.report import Summary, from_json, render, to_json
from forbear.nightly.report.model import Branch, OutputFile, Text, UnroutedPoint


class Seen(HTMLParser):
    """Tags with their attributes' names, and the text between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.fixture(scope="module")
def page(busy: Summary) -> str:
    return render(busy)


def test_same_summary_gives_the_same_bytes(busy: Summary, page: str) -> None:
    assert render(from_json(to_json(busy))) == page


def test_page_names_nothing_outside_itself(page: str) -> None:
    assert re.findall(r"(?:https?:)?//[\w.]+", page) == []
    assert (
        re.findall(r"<(?:link|img|iframe|object|embed|base|form|meta http-equiv=.refresh)", page)
        == []
    )
    assert re.findall(r"@import|url\(", page) == []


def test_page_s_own_policy_allows_its_script_and_no_other(page: str) -> None:
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy == (
        "default-src 'none'; style-src 'unsafe-inline'; "
        f"script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


def test_every_section_is_in_the_contents(page: str) -> None:
    body = page[page.index("<body") :]
    wanted = ["funnel", "overdue", "permits", "treatments", "visits", "worklists", "data"]
    wanted += ["sure", "run"]
    contents = body[body.index('class="toc"') : body.index("</nav>")]
    assert re.findall(r'href="#(\w+)"', contents) == wanted
    assert re.findall(r'<h2 id="(\w+)"', body) == wanted


def test_every_link_within_the_page_has_its_target(page: str) -> None:
    targets = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) - targets == set()


def test_tags_are_closed(page: str) -> None:
    void = {"meta", "rect", "line", "circle", "path"}
    opened = [t for t in re.findall(r"<([a-z0-9]+)[\s>]", page) if t not in void]
    closed = re.findall(r"</([a-z0-9]+)>", page)
    assert sorted(opened) == sorted(closed)


def test_each_text_has_both_languages(page: str) -> None:
    assert page.count('class="en" lang="en"') == page.count('class="zh" lang="zh-Hans"')


def test_least_summary_is_still_a_report(bare: Summary) -> None:
    page = render(bare)
    assert "Nothing is overdue" in page
    targets = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) - targets == set()
    assert re.findall(r'<h2 id="(\w+)"', page) == ["permits", "treatments", "sure", "run"]


def test_demonstration_is_said_to_be_one(busy: Summary, page: str) -> None:
    assert "Demonstration" in page
    assert "Demonstration" not in render(replace(busy, demo=False))


def test_files_behind_a_section_are_linked_when_plain(busy: Summary) -> None:
    text = Text("rows", "明细")
    outputs = (
        OutputFile("lists/refusals.csv", text, 3, "permits"),
        OutputFile("javascript:alert(1)", text, 3, "permits"),
        OutputFile("../up.csv", text, 3),
        OutputFile("/etc/passwd", text, 3),
    )
    page = render(replace(busy, run=replace(busy.run, outputs=outputs)))
    links = [h for h in re.findall(r'href="([^"#][^"]*)"', page) if "worklists" not in h]
    assert links == ["lists/refusals.csv"] * 2
    assert page.count("javascript:alert(1)") == 2


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><b>",
    "</title><svg onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}{0.__class__}",
    "&lt;already&gt;",
    "<!--",
    "]]>",
)


def with_name(summary: Summary, name: str) -> Summary:
    """The same night with `name` wherever a text of the data goes."""
    text = Text(name, name)
    both = Text(name, f"{name}甲")
    return replace(
        summary,
        bank=both,
        currency="CNY",
        notes=(text,),
        branches=tuple(replace(b, name=name) for b in summary.branches),
        teams=tuple(replace(t, officers=(name,)) for t in summary.teams[:3]),
        stops=tuple(
            replace(s, name=name, customer_id=name, place=name, bring=(text,))
            for s in summary.stops
            if s.team_id.startswith("B01") and s.kind == "visit"
        ),
        refusals=tuple(
            replace(r, rule=name, title=text, citation=both, lifts=text, status=name, channel=name)
            for r in summary.refusals[:1]
        ),
        treatments=tuple(replace(t, title=text) for t in summary.treatments),
        resources=tuple(replace(r, title=both, unit=text) for r in summary.resources),
        quarantine=tuple(replace(q, title=text, rule=name, table=name) for q in summary.quarantine),
        assumptions=tuple(
            replace(a, title=text, value=text, source=both) for a in summary.assumptions
        ),
        worklists=tuple(replace(w, file=f"{name}:") for w in summary.worklists),
        run=replace(summary.run, packs=((name, name),), forbear_version=name, outputs=()),
    )


@pytest.fixture(scope="module")
def tame(busy: Summary) -> Seen:
    return Seen(render(with_name(busy, "tame")))


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_stays_text(busy: Summary, tame: Seen, name: str) -> None:
    hostile = Seen(render(with_name(busy, name)))
    assert hostile.tags == tame.tags
    assert any(name in text for text in hostile.texts)


@settings(max_examples=10)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=12))
def test_no_text_makes_a_tag(busy: Summary, tame: Seen, name: str) -> None:
    assert set(Seen(render(with_name(busy, name))).tags) <= set(tame.tags)


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f", "\x00", "\x1b", "\x85"])
def test_unseen_and_turning_characters_are_shown(busy: Summary, mark: str) -> None:
    page = render(with_name(busy, f"A{mark}B"))
    assert mark not in page
    assert "A\ufffdB" in page


def test_names_keep_their_direction_to_themselves(busy: Summary) -> None:
    page = render(with_name(busy, "شعبة"))
    assert '<bdi class="name" translate="no">شعبة</bdi>' in page


def test_report_does_not_grow_with_the_bank(busy: Summary) -> None:
    by_team: dict[str, list] = {}
    for stop in busy.stops:
        by_team.setdefault(stop.team_id, []).append(stop)
    branches, teams, stops = [], [], []
    for n in range(300):
        base = busy.branches[n % 8]
        branches.append(Branch(f"X{n}", f"支行{n}", base.lat, base.lon))
        for team in (busy.teams[0], busy.teams[7], busy.teams[11]):
            name = f"X{n}-{team.team_id}"
            teams.append(replace(team, team_id=name, branch_id=f"X{n}"))
            stops += [replace(s, team_id=name) for s in by_team[team.team_id]]
    points = tuple(UnroutedPoint(f"X{n % 300}", 30.5, 120.0) for n in range(100_000))
    whole = replace(
        busy,
        branches=tuple(branches),
        teams=tuple(teams),
        stops=tuple(stops),
        unrouted_points=points,
    )
    assert len(stops) > 9_000
    assert len(render(whole)) < 2_500_000
