from __future__ import annotations

import re
import string
from importlib import resources

import pytest
import yaml

from forbear.delinquency.schema import FiveTier
from forbear.nightly.report.model import Text
from forbear.nightly.report.words import both, catalogue, join, same, say, word
from forbear.portfolio.tables import TABLES
from forbear.portfolio.words import AddressKind, Channel

HOME = resources.files("forbear.nightly.report")
KEYS = sorted(catalogue())
HAN = re.compile(r"[\u4e00-\u9fff]")
#: Written alike in both languages: abbreviations of the field.
ALIKE = {"col.auc", "col.ks", "col.brier", "col.sha256", "bucket.M0"}


def places(pattern: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(pattern) if name}


@pytest.mark.parametrize("key", KEYS)
def test_entry_speaks_both_languages(key: str) -> None:
    entry = catalogue()[key]
    assert entry.en.strip()
    assert entry.zh.strip()
    assert not HAN.search(entry.en)
    if key not in ALIKE and places(entry.zh) == set():
        assert HAN.search(entry.zh)


@pytest.mark.parametrize("key", KEYS)
def test_entry_has_the_same_places_in_both_languages(key: str) -> None:
    entry = catalogue()[key]
    one, bar, many = entry.en.partition("|")
    assert places(many if bar else one) == places(entry.zh)
    assert places(one) | {"n"} == places(entry.zh) | {"n"}


def test_no_key_is_given_twice() -> None:
    lines = (HOME / "strings.yaml").read_text("utf-8").splitlines()
    keys = [line.split(":")[0] for line in lines if line and not line.startswith("#")]
    assert sorted(keys) == KEYS


def test_every_entry_has_exactly_two_languages() -> None:
    raw = yaml.safe_load((HOME / "strings.yaml").read_text("utf-8"))
    assert {tuple(sorted(entry)) for entry in raw.values()} == {("en", "zh")}


def sources() -> str:
    folders = [HOME, *(HOME / name for name in ("sections", "charts", "templates"))]
    files = [f for folder in folders for f in folder.iterdir() if f.name.endswith((".py", ".j2"))]
    return "\n".join(f.read_text("utf-8") for f in sorted(files, key=lambda f: f.name))


def test_every_key_that_is_asked_for_exists() -> None:
    asked = set(re.findall(r"""\b(?:say|w)\(\s*["']([a-z_0-9.]+)["'](?! ~)""", sources()))
    assert asked - set(KEYS) == set()


def test_no_entry_is_unused() -> None:
    text = sources()
    by_code = ("step", "fell", "tier", "channel", "place", "table", "unrouted", "bucket", "col")
    families = (*by_code, "status", "basis", "nav")
    left = {key for key in KEYS if f'"{key}"' not in text and f"'{key}'" not in text}
    assert {key for key in left if key.split(".")[0] not in families} == set()
    heads = {key for key in left if key.startswith("col.")}
    assert {key for key in heads if f'"{key[4:]}"' not in text} == set()


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("channel", tuple(Channel)),
        ("tier", tuple(FiveTier)),
        ("place", tuple(AddressKind)),
        ("table", tuple(TABLES)),
        ("unrouted", ("value", "window", "capacity", "qualification")),
        ("status", ("P", "S", "D", "M")),
        ("basis", ("law", "industry", "policy")),
    ],
)
def test_every_code_of_the_data_has_a_name(kind: str, codes: tuple[str, ...]) -> None:
    assert {f"{kind}.{code}" for code in codes} - set(KEYS) == set()


def test_unknown_code_stands_for_itself() -> None:
    assert word("channel", "pigeon") == Text("pigeon", "pigeon")


@pytest.mark.parametrize(
    ("n", "en"), [(0, "0 contacts"), (1, "1 contact"), (12_345, "12,345 contacts")]
)
def test_english_counts_in_singular_and_plural(n: int, en: str) -> None:
    assert say("first.contacts", n=n).en == en


def test_places_take_the_language_of_the_sentence() -> None:
    made = say("find.npl", ratio=Text("one", "一"))
    assert made == Text("one of the outstanding principal is non-performing", "不良率为一")


def test_braces_in_data_are_left_alone() -> None:
    assert say("run.pack", name="{x}") == Text("Rule pack {x}", "规则包 {x}")


def test_join_uses_each_language_s_comma() -> None:
    assert join([Text("a", "甲"), Text("b", "乙")]) == Text("a, b", "甲、乙")


def test_both_escapes_and_says_alike_words_once() -> None:
    assert both(same("a<b")) == "a&lt;b"
    assert both("“&”") == "“&amp;”"
    assert both(Text("<b>", '"乙"'), "tspan") == (
        '<tspan class="en" lang="en">&lt;b&gt;</tspan>'
        '<tspan class="zh" lang="zh-Hans">&#34;乙&#34;</tspan>'
    )
