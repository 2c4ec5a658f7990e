"""Everything the rulebook refuses: each by its code, with the place where the fault is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import forbear.rulebook
from forbear import rulebook
from forbear.portfolio.words import Channel
from forbear.problems import ForbearError
from forbear.rulebook import ways
from forbear.rulebook.case import local_moment, read_case
from forbear.rulebook.clocks import load_clocks
from forbear.rulebook.compiled import ChannelRules
from forbear.rulebook.duties import About, load_duties
from forbear.rulebook.facts import history

Pack = Callable[[Mapping[str, str]], Path]
Files = dict[str, str]
DAY = date(2026, 11, 23)
CASE: dict[str, Any] = {"channel": "call", "day": "2026-11-23", "zone": "Asia/Shanghai"}
STATED = """\
    title: {en: X, zh: 甲}
    explains: {en: X., zh: 甲。}
    modality: must
    versions:
      - in_force: 2020-01-01
        status: P
        citation: {article: {en: Art. 1, zh: 第一条}, source: [example.com/act]}
"""
CLOCK = f"""\
clocks:
  - id: XX-DUE-001
    kind: deadline
{STATED}        value: {{starts: [complaint_received], ends: [complaint_answered],
          within: {{days: 5}}}}
    cases:
      - {{label: lawful, en: a, zh: 甲, day: 2026-01-01, expect: {{state: none}}}}
      - {{label: unlawful, en: b, zh: 乙, day: 2026-01-01, expect: {{state: none}}}}
      - {{label: edge, en: c, zh: 丙, day: 2026-01-01, expect: {{state: none}}}}
"""
DUTY = f"""\
duties:
  - id: XX-DUTY-001
    about: plan
{STATED}        value: {{must: {{term_months: {{to: 60}}}}}}
    cases:
      - {{label: lawful, en: a, zh: 甲, day: 2026-01-01, facts: {{term_months: 60}}, expect: met}}
      - {{label: unlawful, en: b, zh: 乙, day: 2026-01-01, facts: {{term_months: 61}},
         expect: broken}}
      - {{label: edge, en: c, zh: 丙, day: 2026-01-01, expect: unknown}}
"""
LIMIT = CLOCK.replace("deadline", "limitation").replace(
    "{starts: [complaint_received], ends: [complaint_answered],\n          within: {days: 5}}",
    "{adds_to: [XX-LIM-009], restarts: [demanded]}",
)


def _own(text: str, *changes: tuple[str, str]) -> dict[str, str]:
    own = text.replace("XX-FREQ-001", "BANK-FREQ-001").replace("status: P", "status: B")
    own = own.replace("    channels", "    tightens: XX-FREQ-001\n    channels", 1)
    for old, new in changes:
        assert old in own
        own = own.replace(old, new)
    return {"overlay/own.yaml": own}


RULES = "xx/act/rules.yaml"
LOADED: dict[str, tuple[Callable[[Files, Pack], object], str, str]] = {
    "a rule twice": (
        lambda files, pack: rulebook.load(
            ["xx"], folder=pack({**files, "xx/act/again.yaml": files[RULES]})
        ),
        "rulebook.twice",
        f"{RULES}: XX-FREQ-001",
    ),
    "a case that comes out otherwise": (
        lambda files, pack: rulebook.load(
            ["xx"], folder=pack({**files, RULES: files[RULES].replace("max: 3", "max: 4")})
        ),
        "rulebook.case",
        f"{RULES}: XX-FREQ-001",
    ),
    "a pack that is not there": (
        lambda files, pack: rulebook.load(["yy"], folder=pack(files)),
        "rulebook.no_pack",
        "registry.yaml",
    ),
    "a folder without instrument": (
        lambda files, pack: rulebook.load(
            ["xx"], folder=pack({**files, "xx/other/rules.yaml": files[RULES]})
        ),
        "rulebook.no_instrument",
        "xx/other/rules.yaml",
    ),
    "policy among the law": (
        lambda files, pack: rulebook.load(
            ["xx"],
            folder=pack(
                {
                    **files,
                    "xx/act/instrument.yaml": files["xx/act/instrument.yaml"].replace(
                        "bindingness: law", "bindingness: policy"
                    ),
                }
            ),
        ),
        "rulebook.policy_in_pack",
        "xx/act/instrument.yaml",
    ),
    "no register": (
        lambda files, pack: rulebook.load(
            ["xx"], folder=pack({k: v for k, v in files.items() if k != "registry.yaml"})
        ),
        "rulebook.unreadable",
        "registry.yaml",
    ),
    "tightening nothing": (
        lambda files, pack: rulebook.load(
            ["xx"], _own(files[RULES], ("XX-FREQ-001", "XX-FREQ-009")), folder=pack(files)
        ),
        "rulebook.tightens_nothing",
        "overlay/own.yaml: BANK-FREQ-001",
    ),
    "loosening the value": (
        lambda files, pack: rulebook.load(
            ["xx"], _own(files[RULES], ("max: 3", "max: 5")), folder=pack(files)
        ),
        "rulebook.loosens",
        "overlay/own.yaml: BANK-FREQ-001.value",
    ),
    "loosening by another kind": (
        lambda files, pack: rulebook.load(
            ["xx"],
            _own(
                files[RULES],
                ("kind: cap", "kind: hold"),
                ("{max: 3, counts: calls_connected_today}", "{holds: [arrangement]}"),
            ),
            folder=pack(files),
        ),
        "rulebook.loosens",
        "overlay/own.yaml: BANK-FREQ-001.kind",
    ),
    "loosening by a lift": (
        lambda files, pack: rulebook.load(
            ["xx"],
            _own(
                files[RULES], ("    tightens", "    lifted_by: [consent_frequency]\n    tightens")
            ),
            folder=pack(files),
        ),
        "rulebook.loosens",
        "overlay/own.yaml: BANK-FREQ-001.lifted_by",
    ),
    "loosening by advice on fewer channels": (
        lambda files, pack: rulebook.load(
            ["xx"],
            _own(
                files[RULES],
                ("channels: [call]", "effect: warn\n    channels: [sms]"),
                ("must_not", "should_not"),
                ("channel: call", "channel: sms"),
                ("expect: refused", "expect: advised"),
            ),
            folder=pack(files),
        ),
        "rulebook.loosens",
        "overlay/own.yaml: BANK-FREQ-001.channels",
    ),
    "a clock twice": (
        lambda files, pack: (
            load_clocks(
                ["xx"],
                folder=pack({**files, "xx/act/a.clock.yaml": CLOCK, "xx/b.clock.yaml": CLOCK}),
            )
            if files.update({"xx/instrument.yaml": files["xx/act/instrument.yaml"]}) is None
            else None
        ),
        "rulebook.twice",
        "xx/b.clock.yaml: XX-DUE-001",
    ),
    "a clock's case that comes out otherwise": (
        lambda files, pack: load_clocks(
            ["xx"],
            folder=pack(
                {**files, "xx/act/a.clock.yaml": CLOCK.replace("{state: none}", "{state: met}")}
            ),
        ),
        "rulebook.case",
        "xx/act/a.clock.yaml: XX-DUE-001",
    ),
    "an addition to nothing": (
        lambda files, pack: load_clocks(
            ["xx"], folder=pack({**files, "xx/act/a.clock.yaml": LIMIT})
        ),
        "rulebook.adds_to_nothing",
        "xx/act/a.clock.yaml: XX-DUE-001",
    ),
    "a clock's event": (
        lambda files, pack: load_clocks(
            ["xx"], folder=pack({**files, "xx/act/a.clock.yaml": CLOCK})
        ).stand(pl.DataFrame({"subject_id": ["D"], "event": ["rain"], "on": [DAY]}), DAY),
        "rulebook.event",
        "events.event",
    ),
    "a duty's case that comes out otherwise": (
        lambda files, pack: load_duties(
            ["xx"],
            folder=pack({**files, "xx/act/a.duty.yaml": DUTY.replace("to: 60", "to: 61")}),
        ),
        "rulebook.case",
        "xx/act/a.duty.yaml: XX-DUTY-001",
    ),
    "a duty's fact of another type": (
        lambda files, pack: load_duties(
            ["xx"],
            folder=pack(
                {
                    **files,
                    "xx/act/a.duty.yaml": DUTY.replace("term_months: 60}", "term_months: long}"),
                }
            ),
        ),
        "rulebook.house_fact",
        "xx/act/a.duty.yaml: XX-DUTY-001: a",
    ),
    "a fact that is none of the house": (
        lambda files, pack: load_duties(
            ["xx"], folder=pack({**files, "xx/act/a.duty.yaml": DUTY})
        ).found(pl.DataFrame({"subject_id": ["P"], "hair": ["red"]}), About.PLAN, DAY),
        "rulebook.house_fact",
        "hair",
    ),
    "a rule that is not there": (
        lambda files, pack: ways.open_books(["sg"]).entry("XX-FREQ-001"),
        "rulebook.no_rule",
        "XX-FREQ-001",
    ),
    "more rules than bits": (
        lambda files, pack: [
            ChannelRules(Channel.CALL, rules * 200).refusing
            for book in [rulebook.load(["xx"], folder=pack(files))]
            for rules in [book.on(DAY).rules]
        ],
        "rulebook.too_many",
        "call",
    ),
}
ASKED: dict[str, tuple[Callable[[], object], str, str]] = {
    "no JSON": (lambda: ways.read_cases('{"day":\n 1,}', "c.json"), "case.json", "c.json:2:4"),
    "no object": (lambda: ways.read_cases("[{}, 5]", "c.json"), "case.json", "c.json[1]"),
    "no channel": (lambda: read_case({"day": DAY}), "case.value", "channel"),
    "not a mapping": (lambda: read_case([1]), "case.value", "(whole case)"),  # type: ignore[arg-type]
    "no offset": (
        lambda: read_case({**CASE, "day": None, "at": "2026-11-23T12:00:00"}),
        "case.naive",
        "at",
    ),
    "no moment": (lambda: read_case({**CASE, "day": None}), "case.when", "at"),
    "no moment at all": (
        lambda: local_moment(read_case(CASE).model_copy(update={"day": None})),
        "case.when",
        "at",
    ),
    "no zone": (lambda: read_case({**CASE, "zone": None}), "case.zone", "zone"),
    "a zone that is not there": (lambda: read_case({**CASE, "zone": "X/Y"}), "case.zone", "zone"),
    "no such fact": (
        lambda: read_case({**CASE, "facts": {"hair": "red"}}),
        "case.fact",
        "facts.hair",
    ),
    "a fact of another type": (
        lambda: read_case({**CASE, "facts": {"minor": 1}}),
        "case.fact",
        "facts.minor",
    ),
    "a count too high": (
        lambda: read_case({**CASE, "facts": {"staff": 2**15}}),
        "case.fact",
        "facts.staff",
    ),
    "a contact still to come": (
        lambda: read_case(
            {
                **CASE,
                "day": None,
                "at": "2026-11-23T12:00:00+08:00",
                "tape": {"contacts": [{}, {"at": datetime(2026, 11, 23, 4, 0, 1, tzinfo=UTC)}]},
            }
        ),
        "case.future",
        "tape.contacts[1].at",
    ),
}


def _caught(act: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(ForbearError) as caught:
        act()
    problem = caught.value.problems[0]
    assert problem.en
    assert not problem.zh.isascii()
    return problem.code, problem.where


@pytest.mark.parametrize("fault", LOADED)
def test_what_cannot_be_loaded_is_named(files: Files, pack: Pack, fault: str) -> None:
    act, code, where = LOADED[fault]
    assert _caught(lambda: act(dict(files), pack)) == (code, where)


@pytest.mark.parametrize("fault", ASKED)
def test_what_cannot_be_answered_is_named(fault: str) -> None:
    act, code, where = ASKED[fault]
    assert _caught(act) == (code, where)


def test_largest_count_and_a_contact_at_the_moment_are_taken() -> None:
    moment = "2026-11-23T12:00:00+08:00"
    row = {"at": "2026-11-23T04:00:00+00:00"}
    given = {**CASE, "day": None, "at": moment, "tape": {"contacts": [row]}}
    assert read_case({**given, "facts": {"staff": 2**15 - 1}}).facts == {"staff": 2**15 - 1}


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        ({"pets": []}, ("rulebook.table", "tape.pets")),
        ({"customers": [{}, {}]}, ("rulebook.cell", "tape.customers")),
        ({"holds": [{"kind": "dispute", "hair": "red"}]}, ("rulebook.cell", "tape.holds[0].hair")),
        ({"holds": [{"kind": "dispute"}]}, ("rulebook.cell", "tape.holds[0].from_on")),
    ],
)
def test_tape_that_cannot_be_read_is_named(
    book: rulebook.Rulebook, rows: dict[str, Any], where: tuple[str, str]
) -> None:
    assert _caught(lambda: rulebook.permit(book, {**CASE, "tape": rows})) == where


def test_facts_of_another_day_are_refused(
    book: rulebook.Rulebook, tape: dict[str, pl.DataFrame]
) -> None:
    facts = rulebook.facts_from(tape, day=DAY, zone="Asia/Shanghai")
    later = date(2026, 11, 24)
    assert _caught(lambda: rulebook.permits(book, facts, day=later)) == ("rulebook.day", "day")
    assert rulebook.permits(book, replace(facts, day=later), day=later).day == later


def test_contacts_after_the_day_are_refused(tape: dict[str, pl.DataFrame]) -> None:
    late = pl.DataFrame({"at": [datetime(2026, 11, 23, 16, 0, tzinfo=UTC)]})
    places = ("Asia/Shanghai",)
    found = _caught(lambda: history.refuse_future(late, DAY, places))
    assert found == ("rulebook.future", "contacts.at")
    history.refuse_future(late, DAY, (*places, "Europe/London"))


def test_every_code_of_the_source_is_tried_here() -> None:
    folder = Path(str(forbear.rulebook.__file__)).parent
    told = re.compile(r"(?:refuse|Problem)\(\s*\"((?:rulebook|case)\.[a-z_]+)\"")
    written = {
        code for file in folder.rglob("*.py") for code in told.findall(file.read_text("utf-8"))
    }
    here = {code for _, code, _ in (*LOADED.values(), *ASKED.values())}
    assert written == here | {
        "rulebook.table",
        "rulebook.cell",
        "rulebook.day",
        "rulebook.future",
    }
