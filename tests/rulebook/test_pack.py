"""Loading: what is refused, and by which words."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

from forbear import rulebook
from forbear.portfolio.words import Channel
from forbear.problems import ForbearError

Pack = Callable[[Mapping[str, str]], Path]
RULES = "xx/act/rules.yaml"


def test_load_reads_a_sound_folder(pack: Pack, files: dict[str, str]) -> None:
    book = rulebook.load(["xx"], folder=pack(files))
    assert [entry.id for entry in book.entries] == ["XX-FREQ-001"]
    assert sorted(book.registered) == ["common", "xx"]


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("modality", "modallity", "policy", "modallity"),
        ("source: [example.com/act]}\n", "source: []}\n", "policy", "source"),
        (
            "citation: {article: {en: Art. 1, zh: 第一条}, source: [example.com/act]}\n        ",
            "",
            "policy",
            "citation",
        ),
        ("{en: Art. 1, zh: 第一条}", "null", "policy", "remark"),
        ("zh: 每日三次}", "zh: ''}", "policy", "title"),
        ("status: P", "status: M", "policy", "must not be enabled"),
        ("status: P", "status: D", "policy", "must not be enabled"),
        ("status: P", "status: Q", "policy", "status"),
        ("kind: cap", "kind: cup", "policy", "kind"),
        ("channels: [call]", "channels: [pigeon]", "policy", "channels"),
        ("channels: [call]", "channels: []", "policy", "channels"),
        ("max: 3", "max: 4", "rulebook.case", "comes out as"),
        ("label: edge", "label: lawful", "policy", "one edge case"),
        ("in_force: 2020-01-01", "in_force: 2020-13-01", "policy", "in_force"),
        (
            "in_force: 2020-01-01",
            "in_force: 2020-01-01\n        until: 2019-01-01",
            "policy",
            "ends before",
        ),
        ("id: XX-FREQ-001", "id: freq", "policy", "id"),
        ("modality: must_not", "modality: must_not\n    effect: warn", "policy", "soft wording"),
        ("modality: must_not", "modality: must_not\n    lifted_by: [rain]", "policy", "rain"),
        ("modality: must_not", "modality: must_not\n    evidence: [rain]", "policy", "rain"),
        ("modality: must_not", "modality: must_not\n    when: {rain: true}", "policy", "rain"),
        ("facts: {calls_connected_today: 2}", "facts: {rain: 2}", "policy", "rain"),
        (
            "label: lawful, en: two, zh: 二, day: 2026-11-23, channel: call",
            "label: lawful, en: two, zh: 二, day: 2026-11-23, channel: sms",
            "ok",
            "",
        ),
        (
            "channel: call,\n         facts: {calls_connected_today: 4}",
            "channel: sms,\n         facts: {calls_connected_today: 4}",
            "policy",
            "does not bind",
        ),
        ("rules:", "rules: [", "policy.yaml", "YAML"),
        ("    kind: cap\n", "    kind: cap\n    kind: cap\n", "policy.duplicate_key", "twice"),
    ],
)
def test_load_refuses_a_broken_rule(
    pack: Pack, files: dict[str, str], old: str, new: str, code: str, said: str
) -> None:
    assert old in files[RULES]
    folder = pack({**files, RULES: files[RULES].replace(old, new, 1)})
    if code == "ok":
        assert rulebook.load(["xx"], folder=folder).entries
        return
    with pytest.raises(ForbearError) as caught:
        rulebook.load(["xx"], folder=folder)
    assert any(problem.code.startswith(code) for problem in caught.value.problems)
    assert all(problem.where.startswith(RULES) for problem in caught.value.problems)
    assert said in str(caught.value)


def test_load_refuses_overlapping_dates(pack: Pack, files: dict[str, str]) -> None:
    text = files[RULES]
    start = text.index("      - in_force")
    version = text[start : text.index("    cases:")]
    twice = text.replace(version, version + version, 1)
    with pytest.raises(ForbearError, match="overlap"):
        rulebook.load(["xx"], folder=pack({**files, RULES: twice}))


def test_load_refuses_an_id_given_twice(pack: Pack, files: dict[str, str]) -> None:
    folder = pack({**files, "xx/act/again.yaml": files[RULES]})
    with pytest.raises(ForbearError, match=r"already taken in xx/act/again\.yaml"):
        rulebook.load(["xx"], folder=folder)


def test_load_refuses_a_pack_that_is_not_registered(pack: Pack, files: dict[str, str]) -> None:
    with pytest.raises(ForbearError, match="no pack 'yy'; there are: common, xx"):
        rulebook.load(["yy"], folder=pack(files))


def test_load_refuses_a_folder_without_instrument(pack: Pack, files: dict[str, str]) -> None:
    folder = pack({**files, "xx/other/rules.yaml": files[RULES]})
    with pytest.raises(ForbearError, match=r"no instrument\.yaml"):
        rulebook.load(["xx"], folder=folder)


def test_load_refuses_policy_among_the_law(pack: Pack, files: dict[str, str]) -> None:
    policy = files["xx/act/instrument.yaml"].replace("law", "policy")
    with pytest.raises(ForbearError, match="belongs into the policy folder"):
        rulebook.load(["xx"], folder=pack({**files, "xx/act/instrument.yaml": policy}))


def test_load_refuses_a_file_that_is_not_utf8(pack: Pack, files: dict[str, str]) -> None:
    folder = pack(files)
    (folder / RULES).write_bytes(files[RULES].encode("gb18030"))
    with pytest.raises(ForbearError, match="UTF-8"):
        rulebook.load(["xx"], folder=folder)


def test_load_reads_utf8_with_a_mark_whatever_the_machine_speaks(
    pack: Pack, files: dict[str, str]
) -> None:
    """Editors on Windows put a mark in front, and its own encoding is another one."""
    folder = pack(files)
    (folder / RULES).write_text(files[RULES], encoding="utf-8-sig")
    load = (
        "from pathlib import Path; from forbear import rulebook; "
        f"(entry,) = rulebook.load(['xx'], folder=Path({str(folder)!r})).entries; "
        "print(entry.rule.title.zh)"
    )
    done = subprocess.run(
        [sys.executable, "-X", "utf8=0", "-c", load],
        env=os.environ | {"LC_ALL": "C", "PYTHONIOENCODING": "utf-8", "PYTHONCOERCECLOCALE": "0"},
        capture_output=True,
        check=True,
    )
    (entry,) = rulebook.load(["xx"], folder=folder).entries
    assert done.stdout.decode().strip() == entry.rule.title.zh


def overlay(text: str, **changes: str) -> dict[str, str]:
    own = text.replace("XX-FREQ-001", "BANK-FREQ-001").replace("status: P", "status: B")
    own = own.replace("    channels", "    tightens: XX-FREQ-001\n    channels")
    for old, new in changes.items():
        own = own.replace(old, new)
    return {"overlay/own.yaml": own}


def test_overlay_is_added_as_bank_policy(pack: Pack, files: dict[str, str]) -> None:
    book = rulebook.load(["xx"], overlay(files[RULES]), folder=pack(files))
    own = book.rule("BANK-FREQ-001")
    assert (own.pack, str(own.bindingness)) == ("bank", "policy")
    assert book.rule("XX-FREQ-001").bindingness.is_law


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("max: 3", "max: 5", "would loosen XX-FREQ-001"),
        ("counts: calls_connected_today}", "counts: dials_unanswered_today}", "would loosen"),
        ("tightens: XX-FREQ-001", "tightens: XX-FREQ-009", "no pack in use contains"),
        ("tightens", "lifted_by: [consent_frequency]\n    tightens", "lifted_by"),
    ],
)
def test_overlay_may_not_loosen_law(
    pack: Pack, files: dict[str, str], old: str, new: str, said: str
) -> None:
    own = overlay(files[RULES])["overlay/own.yaml"].replace(old, new, 1)
    with pytest.raises(ForbearError, match=said):
        rulebook.load(["xx"], {"overlay/own.yaml": own}, folder=pack(files))


def test_overlay_may_not_redefine_a_rule_of_law(pack: Pack, files: dict[str, str]) -> None:
    with pytest.raises(ForbearError, match="already taken"):
        rulebook.load(["xx"], {"overlay/own.yaml": files[RULES]}, folder=pack(files))


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("en: two,", "en: just two,", True),
        ("title: {en: Three a day", "title: {en: Three daily", False),
        ("in_force: 2020-01-01", "in_force: 2020-01-02", False),
        ("modality: must_not", "modality: should_not", False),
    ],
)
def test_version_changes_with_all_but_the_cases(
    pack: Pack, files: dict[str, str], old: str, new: str, same: bool
) -> None:
    assert old in files[RULES]
    before = rulebook.load(["xx"], folder=pack(files))
    after = rulebook.load(["xx"], folder=pack({**files, RULES: files[RULES].replace(old, new)}))
    day = date(2026, 11, 23)
    assert (before.version == after.version) is same
    assert (before.on(day).version == after.on(day).version) is same
    assert len({before.version, before.on(day).version, before.on(day).rules[0].digest}) == 3


def test_version_that_has_ended_and_a_later_one_decide_in_their_time(
    pack: Pack, files: dict[str, str]
) -> None:
    text = files[RULES]
    start = text.index("      - in_force")
    first = text[start : text.index("    cases:")]
    ended = first.replace("2020-01-01", "2020-01-01\n        until: 2020-06-01")
    later = first.replace("2020-01-01", "2021-01-01")
    two = text.replace(first, ended + later)
    book = rulebook.load(["xx"], folder=pack({**files, RULES: two}))
    days = ["2019-12-31", "2020-01-01", "2020-05-31", "2020-06-01", "2020-12-31", "2021-01-01"]
    begun = [[str(r.version.in_force) for r in book.on(date.fromisoformat(d)).rules] for d in days]
    assert begun == [[], ["2020-01-01"], ["2020-01-01"], [], [], ["2021-01-01"]]
    assert book.on(date(2020, 2, 1)) is book.on(date(2020, 3, 1))
    fixed = book.as_of(date(2020, 7, 1))
    assert [rule.id for rule in fixed.on(date(2021, 1, 1)).rules] == []


@pytest.mark.parametrize(
    ("channel", "addressees", "facts"),
    [
        ("call", "[heir]", {"addressee"}),
        ("call", "[]", set()),
        ("third_party", "[heir]", {"addressee", "party_role", "has_party"}),
        ("third_party", "[]", set()),
    ],
)
def test_party_is_looked_at_where_a_third_person_is_addressed(
    pack: Pack, files: dict[str, str], channel: str, addressees: str, facts: set[str]
) -> None:
    text = files[RULES].replace("channel: call", f"channel: {channel}")
    text = text.replace("channels: [call]", f"channels: [{channel}]\n    addressees: {addressees}")
    text = text.replace("facts: {", "facts: {addressee: heir, party_role: heir, has_party: true, ")
    book = rulebook.load(["xx"], folder=pack({**files, RULES: text}))
    found = book.on(date(2026, 11, 23)).channel(Channel(channel)).facts
    assert set(found) == {"calls_connected_today", *facts}


def test_fault_in_the_overlay_names_its_file(pack: Pack, files: dict[str, str]) -> None:
    own = {
        "overlay/own.yaml": overlay(files[RULES])["overlay/own.yaml"].replace("max: 3", "max: x")
    }
    with pytest.raises(ForbearError) as caught:
        rulebook.load(["xx"], own, folder=pack(files))
    assert caught.value.problems[0].where.startswith("overlay/own.yaml:13")
