"""What duties find, and what is refused when they are read."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.problems import ForbearError
from forbear.rulebook.duties import HOUSE, About, Duties, load_duties
from forbear.rulebook.duties.schema import Findings

DAY = date(2026, 11, 23)
INSTRUMENT = "title: {en: Act, zh: 法}\nshort: ACT\nbindingness: law\nsource: [example.com]\n"
DUTY = """\
duties:
  - id: XX-DUTY-001
    about: plan
    title: {en: Five years, zh: 五年}
    explains: {en: Five years., zh: 五年。}
    modality: must_not
    when: {card_instalment: true}
    versions:
      - in_force: 2020-01-01
        status: P
        citation: {article: {en: Art. 1, zh: 第一条}, source: [example.com]}
        value: {must: {term_months: {to: 60}}}
    cases:
      - {label: lawful, en: a, zh: 甲, day: 2026-11-23,
         facts: {card_instalment: true, term_months: 60}, expect: met}
      - {label: unlawful, en: b, zh: 乙, day: 2026-11-23,
         facts: {card_instalment: true, term_months: 61}, expect: broken}
      - {label: edge, en: c, zh: 丙, day: 2026-11-23, facts: {card_instalment: false}, expect: none}
"""


@pytest.fixture(scope="module")
def duties() -> Duties:
    return load_duties(["cn", "us"])


def folder(tmp_path: Path, text: str) -> Path:
    where = tmp_path / "xx" / "act"
    where.mkdir(parents=True)
    (where / "instrument.yaml").write_text(INSTRUMENT, encoding="utf-8")
    (where / "plan.duty.yaml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("facts", "finding"),
    [
        ({"card_instalment": True, "term_months": 60}, "met"),
        ({"card_instalment": True, "term_months": 61}, "broken"),
        ({"card_instalment": True}, "unknown"),
        ({"card_instalment": None, "term_months": 61}, "unknown"),
        ({"card_instalment": None, "term_months": 60}, "met"),
        ({"card_instalment": False, "term_months": 61}, None),
    ],
)
def test_duty_finds(tmp_path: Path, facts: dict[str, Any], finding: str | None) -> None:
    book = load_duties(["xx"], folder=folder(tmp_path, DUTY))
    columns = {
        "card_instalment": pl.Series([facts.get("card_instalment")], dtype=pl.Boolean),
        "term_months": pl.Series([facts.get("term_months")], dtype=pl.Int64),
    }
    found = book.found(pl.DataFrame({"subject_id": ["P"], **columns}), About.PLAN, DAY)
    assert found["finding"].to_list() == ([] if finding is None else [finding])


def test_findings_of_many_subjects_fit_the_schema(duties: Duties) -> None:
    facts = pl.DataFrame(
        {
            "subject_id": ["B", "A"],
            "violent_history": [False, True],
            "bad_credit": [None, False],
            "trained_before_start": [True, True],
            "examined_before_start": [True, False],
        },
        schema_overrides={"bad_credit": pl.Boolean},
    )
    found = duties.found(facts, About.STAFF, DAY)
    assert Findings.validate(found).equals(found)
    assert found.rows() == [
        ("A", "CN-STAFF-001", "broken"),
        ("A", "CN-STAFF-002-2", "broken"),
        ("B", "CN-STAFF-001", "unknown"),
        ("B", "CN-STAFF-002-2", "met"),
    ]


def test_duties_are_those_in_force_on_the_day(duties: Duties) -> None:
    facts = pl.DataFrame({"subject_id": ["S"], "confidentiality_signed": [False]})
    then = duties.found(facts, About.STAFF, date(2024, 6, 1))
    assert then.filter(pl.col("finding") == "broken")["rule_id"].to_list() == ["CN-STAFF-003"]
    assert duties.found(facts, About.STAFF, date(2024, 1, 1)).is_empty()


@given(dpd=st.integers(0, 500), tier=st.sampled_from(HOUSE["five_tier"].values))
def test_class_is_broken_exactly_below_the_least_class(duties: Duties, dpd: int, tier: str) -> None:
    tiers = HOUSE["five_tier"].values
    least = sum(dpd > bound for bound in (0, 90, 270, 360))
    facts = pl.DataFrame({"subject_id": ["D"], "dpd": [dpd], "five_tier": [tier]})
    found = duties.found(facts, About.DEBT, DAY)
    ours = found.filter(pl.col("rule_id").str.starts_with("CN-CLS-00"))
    broken = (ours["finding"] == "broken").any()
    assert broken is (tiers.index(tier) < least)


@pytest.mark.parametrize(
    "facts", [{"rain": [True]}, {"hold_dispute": [True]}], ids=["no fact", "a contact's fact"]
)
def test_facts_that_are_not_of_the_house_are_refused(
    duties: Duties, facts: dict[str, list[bool]]
) -> None:
    with pytest.raises(ForbearError, match="no such fact of the house"):
        duties.found(pl.DataFrame({"subject_id": ["S"], **facts}), About.STAFF, DAY)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{to: 60}", "{to: 59}", "comes out as"),
        ("must: {term_months", "must: {rain: true, term_months", "rain"),
        ("when: {card_instalment: true}", "when: {rain: true}", "rain"),
        ("when: {card_instalment: true}", "when: {card_instalment: 3}", "true or false"),
        ("about: plan", "about: weather", "about"),
        ("label: edge", "label: lawful", "one edge case"),
        ("facts: {card_instalment: false}", "facts: {rain: false}", "rain"),
        ("facts: {card_instalment: false}", "facts: {card_instalment: never}", "of the house"),
        ("status: P", "status: D", "must not be enabled"),
        ("must: {term_months: {to: 60}}", "must: {}", "must"),
    ],
)
def test_load_refuses_a_broken_duty(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in DUTY
    with pytest.raises(ForbearError, match=said):
        load_duties(["xx"], folder=folder(tmp_path, DUTY.replace(old, new, 1)))


def test_load_refuses_an_id_given_twice(tmp_path: Path) -> None:
    where = folder(tmp_path, DUTY)
    (where / "xx" / "act" / "again.duty.yaml").write_text(DUTY, encoding="utf-8")
    with pytest.raises(ForbearError, match="already taken"):
        load_duties(["xx"], folder=where)


def test_load_adds_the_duties_of_the_bank(tmp_path: Path) -> None:
    own = DUTY.replace("XX-", "BANK-").replace("status: P", "status: B")
    found = load_duties(["xx"], {"overlay/plan.duty.yaml": own}, folder=folder(tmp_path, DUTY))
    assert [entry.id for entry in found.entries] == ["BANK-DUTY-001", "XX-DUTY-001"]
