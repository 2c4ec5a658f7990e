"""The rulebook as pages: whole, in both languages, with links that lead somewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import PurePosixPath

import pytest

import rulebook_pages
from forbear import policy
from forbear.rulebook.duties import HOUSE
from forbear.rulebook.facts.names import FACTS
from forbear.rulebook.ways import Books, open_books
from forbear.rulebook.ways.told import BINDING
from rulebook_words import Speaker

PAGES = rulebook_pages.pages()
HTML = sorted(name for name in PAGES if name.endswith(".html"))


class Seen(HTMLParser):
    """Tags that are open, ids, links and text of a page."""

    VOID = ("meta", "link", "br")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        given = dict(attrs)
        if tag not in self.VOID:
            self.open.append(tag)
        if "id" in given:
            self.ids.append(str(given["id"]))
        self.links += [str(given[key]) for key in ("href", "src") if key in given]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


SEEN = {name: Seen(PAGES[name]) for name in HTML}


@pytest.fixture(scope="module")
def books() -> Books:
    return open_books(None, policy.load().under("overlay"))


@pytest.mark.parametrize("name", HTML)
def test_page_is_well_formed_and_needs_no_script_or_server(name: str) -> None:
    seen = SEEN[name]
    assert seen.open == []
    assert "script" not in seen.tags
    assert len(seen.ids) == len(set(seen.ids))
    assert [link for link in seen.links if "://" in link] == []


@pytest.mark.parametrize("name", HTML)
def test_links_lead_to_pages_and_rules_that_are_there(name: str) -> None:
    for link in SEEN[name].links:
        path, _, anchor = link.partition("#")
        target = name
        if path:
            parts: list[str] = []
            for part in (PurePosixPath(name).parent / path).parts:
                parts = parts[:-1] if part == ".." else [*parts, part]
            target = "/".join(parts)
        assert target in PAGES, link
        assert not anchor or anchor in SEEN[target].ids, link


@pytest.mark.parametrize("language", rulebook_pages.LANGUAGES)
def test_every_rule_stands_on_its_packs_page_with_every_case(books: Books, language: str) -> None:
    for entry in books.entries:
        page = PAGES[f"{rulebook_pages.FOLDER}/{language}/{entry.pack}.html"]
        start = page.index(f'<article class="rule" id="{entry.id}">')
        own = page[start : page.index("</article>", start)]
        assert own.count("<tr>") == len(getattr(entry.rule, "cases", ()))
        for version in entry.rule.versions:
            assert version.in_force.isoformat() in own
        shown_only = "decides nothing" in own or "不参与判定</span>" in own
        assert shown_only or entry.rule.enabled


@pytest.mark.parametrize("name", HTML)
def test_page_speaks_one_language(name: str) -> None:
    """English pages have Chinese only in the link to the other and in addresses of sources."""
    if "/en/" in name:
        body = re.sub(r"<p>Read at: .*?</p>|<a [^>]*lang=.*?</a>", "", PAGES[name])
        assert re.findall(r"[一-鿿]+", body) == []


@pytest.mark.parametrize(
    ("condition", "en", "zh"),
    [
        ({"minor": True}, "the debtor is under 18", "债务人未满十八周岁"),
        (
            {"minor": False},
            "it is not so that: the debtor is under 18",
            "并非：债务人未满十八周岁",
        ),
        ({"staff": {"from": 2, "below": 5}}, "how many collectors go: ≥ 2, < 5", None),
        ({"addressee": ["heir", "spouse"]}, "who is contacted: heir, spouse", None),
        (
            {"any": [{"minor": True}, {"kind": "company"}]},
            "the debtor is under 18 or person, sole trader or company: company",
            None,
        ),
        (
            {"minor": True, "any": [{"has_home": True}, {"has_work": True}]},
            "the debtor is under 18; (the place of the home is known or "
            "the place of work is known)",
            None,
        ),
        ({"not": {"minor": True}}, "not (the debtor is under 18)", "并非（债务人未满十八周岁）"),
    ],
)
def test_condition_in_words(condition: dict[str, object], en: str, zh: str | None) -> None:
    assert Speaker("en").condition(condition, FACTS) == en
    if zh is not None:
        assert Speaker("zh").condition(condition, FACTS) == zh


@pytest.mark.parametrize(
    ("kind", "value", "en"),
    [
        ("window", {"blocked": ["22:00-08:00"]}, ["Not between 22:00-08:00"]),
        (
            "window",
            {"allowed": ["09:00-21:00"], "sunday": [], "holiday": ["10:00-12:00"]},
            [
                "Only between 09:00-21:00",
                "On Sundays: not at all",
                "On public holidays: 10:00-12:00",
            ],
        ),
        (
            "cap",
            {"max": 3, "counts": "calls_connected_today"},
            ["At most 3: calls to the debtor answered today"],
        ),
        ("staffing", {"min": 2}, ["At least 2 go together"]),
        ("hold", {"holds": ["deceased"]}, ["No contact while the debtor has died"]),
        (
            "deadline",
            {
                "starts": ["complaint_received"],
                "ends": ["complaint_answered"],
                "within": {"days": 15},
            },
            [
                "Within 15 days after: the complaint was received - "
                "the complaint was decided and answered"
            ],
        ),
    ],
)
def test_value_in_words(kind: str, value: dict[str, object], en: list[str]) -> None:
    assert Speaker("en").value(kind, value) == en


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"to": 240_000}, "≤ 24%"),
        ({"from": 350, "to": 500}, "≥ 0.035%, ≤ 0.05%"),
        ({"below": 1_000_000}, "< 100%"),
        (1, "0.0001%"),
        ([0, 365_001], "0%, 36.5001%"),
    ],
)
def test_rates_are_said_in_per_cent(given: object, said: str) -> None:
    assert Speaker("en").condition({"daily_rate_ppm": given}, HOUSE) == f"rate a day: {said}"
    chinese = said.replace(", ", "、")
    assert Speaker("zh").condition({"daily_rate_ppm": given}, HOUSE) == f"日利率：{chinese}"


def test_norms_stand_from_law_down_to_practice() -> None:
    page = rulebook_pages.pages()["docs/rulebook-site/en/cn.html"]
    ranks = re.findall(r'<p class="meta">([A-Z][^·<]*?)(?: ·|</p>)', page)
    order = [english for english, _ in BINDING.values()]
    assert ranks == sorted(ranks, key=order.index)
    assert ranks[0] == "Law"


def test_code_of_two_sets_has_the_words_of_the_channel() -> None:
    assert Speaker("zh").code("third_party") == "联系第三人"
    assert Speaker("en").code("unheard_of") == "unheard_of"
