"""Reading clocks, joining additions, asking where all of them stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from forbear.problems import ForbearError
from forbear.rulebook.clocks import Clocks, kept_until, load_clocks
from forbear.rulebook.clocks.schema import Events as EventFrame
from forbear.rulebook.clocks.schema import Standings

Events = Callable[..., pl.DataFrame]

INSTRUMENT = "title: {en: Act, zh: 法}\nshort: ACT\nbindingness: law\nsource: [example.com]\n"
CLOCK = """\
clocks:
  - id: XX-DUE-001
    kind: deadline
    title: {en: Ten days, zh: 十日}
    explains: {en: Ten days., zh: 十日。}
    modality: must
    versions:
      - in_force: 2020-01-01
        status: P
        citation: {article: {en: Art. 1, zh: 第一条}, source: [example.com]}
        value: {starts: [complaint_received], ends: [complaint_answered], within: {days: 10}}
    cases:
      - {label: lawful, en: a, zh: 甲, day: 2026-01-11, events: {complaint_received: 2026-01-01},
         expect: {state: running}}
      - {label: unlawful, en: b, zh: 乙, day: 2026-01-12, events: {complaint_received: 2026-01-01},
         expect: {state: overdue, due_on: 2026-01-11}}
      - {label: edge, en: c, zh: 丙, day: 2026-01-12, expect: {state: none}}
"""
ADDITION = """\
clocks:
  - id: XX-LIM-002
    kind: limitation
    title: {en: Demands, zh: 请求}
    explains: {en: Demands., zh: 请求。}
    modality: must
    versions:
      - in_force: 2020-01-01
        status: P
        citation: {article: {en: Art. 1, zh: 第一条}, source: [example.com]}
        value: {adds_to: [XX-LIM-001], restarts: [demanded]}
    cases:
      - {label: lawful, en: a, zh: 甲, day: 2026-01-11, expect: {state: none}}
      - {label: unlawful, en: b, zh: 乙, day: 2026-01-12, expect: {state: none}}
      - {label: edge, en: c, zh: 丙, day: 2026-01-12, expect: {state: none}}
"""


@pytest.fixture(scope="module")
def clocks() -> Clocks:
    return load_clocks(["cn", "us"])


def folder(tmp_path: Path, text: str, name: str = "time.clock.yaml") -> Path:
    where = tmp_path / "xx" / "act"
    where.mkdir(parents=True)
    (where / "instrument.yaml").write_text(INSTRUMENT, encoding="utf-8")
    (where / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_load_reads_only_files_of_clocks(tmp_path: Path) -> None:
    where = folder(tmp_path, CLOCK)
    (where / "xx" / "act" / "rules.yaml").write_text("rules: [", encoding="utf-8")
    assert [entry.id for entry in load_clocks(["xx"], folder=where).entries] == ["XX-DUE-001"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("within: {days: 10}", "within: {days: 11}", "comes out as"),
        ("within: {days: 10}", "within: {}", "within"),
        ("starts: [complaint_received]", "starts: [rain]", "rain"),
        ("kind: deadline", "kind: dateline", "kind"),
        ("label: edge", "label: lawful", "one edge case"),
        ("status: P", "status: M", "must not be enabled"),
        ("{complaint_received: 2026-01-01},\n", "{rain: 2026-01-01},\n", "rain"),
        ("    modality: must\n", "", "modality"),
    ],
)
def test_load_refuses_a_broken_clock(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in CLOCK
    with pytest.raises(ForbearError, match=said):
        load_clocks(["xx"], folder=folder(tmp_path, CLOCK.replace(old, new, 1)))


def test_load_refuses_an_addition_to_nothing(tmp_path: Path) -> None:
    with pytest.raises(ForbearError, match="XX-LIM-001, which no pack in use contains"):
        load_clocks(["xx"], folder=folder(tmp_path, ADDITION))


def test_load_refuses_an_id_given_twice(tmp_path: Path) -> None:
    where = folder(tmp_path, CLOCK)
    (where / "xx" / "act" / "again.clock.yaml").write_text(CLOCK, encoding="utf-8")
    with pytest.raises(ForbearError, match="already taken"):
        load_clocks(["xx"], folder=where)


def test_load_refuses_a_pack_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ForbearError, match="no pack 'yy'"):
        load_clocks(["yy"], folder=folder(tmp_path, CLOCK))


def test_load_refuses_a_folder_without_instrument(tmp_path: Path) -> None:
    where = folder(tmp_path, CLOCK)
    (where / "xx" / "act" / "instrument.yaml").unlink()
    with pytest.raises(ForbearError, match=r"no instrument\.yaml"):
        load_clocks(["xx"], folder=where)


def test_load_adds_the_clocks_of_the_bank(tmp_path: Path) -> None:
    own = {
        "overlay/own.clock.yaml": CLOCK.replace("XX-", "BANK-").replace("status: P", "status: B")
    }
    found = load_clocks(["xx"], own, folder=folder(tmp_path, CLOCK))
    assert [entry.id for entry in found.entries] == ["BANK-DUE-001", "XX-DUE-001"]
    assert found.rule("BANK-DUE-001").instrument.bindingness == "policy"


def test_clocks_of_many_subjects_fit_the_schema(clocks: Clocks, events: Events) -> None:
    happened = events(
        ("C1", "complaint_received", "2026-11-01"),
        ("C2", "complaint_received", "2026-11-01"),
        ("C2", "complaint_answered", "2026-11-05"),
        ("A1", "agency_engaged", "2025-12-01"),
    )
    found = clocks.stand(EventFrame.validate(happened), date(2026, 11, 23))
    assert Standings.validate(found).equals(found)
    assert found.select("subject_id", "rule_id", "state").rows() == [
        ("A1", "CN-AGY-003", "running"),
        ("A1", "CN-AGY-004", "running"),
        ("C1", "CN-CMP-001", "overdue"),
        ("C2", "CN-CMP-001", "met"),
    ]


def test_clocks_are_those_in_force_on_the_day(clocks: Clocks, events: Events) -> None:
    happened = events(("C1", "complaint_received", "2020-02-01"))
    assert clocks.stand(happened, date(2020, 2, 29)).is_empty()
    assert clocks.stand(happened, date(2020, 3, 1)).height == 1


def test_limitation_takes_what_every_rule_adds(clocks: Clocks, events: Events) -> None:
    happened = events(
        ("D1", "instalment_due", "2021-06-10"),
        ("D1", "demand_arrived", "2023-01-10"),
        ("D1", "message_arrived", "2025-12-31"),
    )
    row = clocks.stand(happened, date(2026, 11, 23)).row(0, named=True)
    assert (row["rule_id"], row["due_on"]) == ("CN-LIM-002", date(2028, 12, 31))
    assert (row["moved_by"], row["moved_on"]) == ("message_arrived", date(2025, 12, 31))


def test_limitation_takes_nothing_of_a_rule_not_yet_in_force(
    clocks: Clocks, events: Events
) -> None:
    happened = events(
        ("D1", "instalment_due", "2018-05-20"), ("D1", "message_arrived", "2021-03-01")
    )
    row = clocks.stand(happened, date(2021, 5, 24)).row(0, named=True)
    assert (row["state"], row["due_on"]) == ("ended", date(2021, 5, 20))


def test_record_is_kept_as_long_as_its_longest_rule_says(clocks: Clocks, events: Events) -> None:
    on = date(2026, 11, 23)
    happened = events(
        ("R1", "record_made", "2024-01-10"),
        ("R2", "assessment_made", "2025-01-10"),
        ("R3", "adverse_act_ended", "2025-01-10"),
    )
    found = kept_until(clocks.stand(happened, on), clocks, on)
    assert found.rows() == [("R1", None), ("R2", date(2028, 1, 10))]


def test_unknown_event_is_refused(clocks: Clocks, events: Events) -> None:
    with pytest.raises(ForbearError, match="no event 'rain'"):
        clocks.stand(events(("D1", "rain", "2026-01-01")), date(2026, 11, 23))


def test_no_events_no_clocks(clocks: Clocks, events: Events) -> None:
    assert clocks.stand(events(), date(2026, 11, 23)).is_empty()


def test_order_of_events_does_not_matter(clocks: Clocks, events: Events) -> None:
    happened = events(
        ("D1", "instalment_due", "2021-06-10"),
        ("D1", "demanded", "2023-01-10"),
        ("D1", "demanded", "2025-01-10"),
        ("C1", "complaint_received", "2026-11-01"),
        ("C1", "complaint_complex", "2026-11-10"),
    )
    on = date(2026, 11, 23)
    assert clocks.stand(happened, on).equals(clocks.stand(happened.reverse(), on))
