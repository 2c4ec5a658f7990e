from dataclasses import replace
from pathlib import Path

import pytest

from forbear.policy import Policy, load
from forbear.problems import ForbearError
from forbear.strategy import read_strategy


def changed(file: str, old: str, new: str) -> Policy:
    shipped = load()
    assert old in shipped.text(file)
    return replace(shipped, files={**shipped.files, file: shipped.text(file).replace(old, new, 1)})


def test_read_strategy_takes_the_shipped_files() -> None:
    found = read_strategy(load())
    assert len(found.treatments.names) >= 8
    assert found.table.hit_policy.value == "first"
    assert found.table.inputs[2].name == "days_past_due"


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "where", "en"),
    [
        (
            "strategy.yaml",
            '"sms", "email", "call" ',
            '"sms", "email", "fax" ',
            "strategy.unknown_treatment",
            "strategy.yaml:31, row 7, treatments",
            '"fax" is no treatment of treatments.yaml; known are wait, sms, email, letter, call, '
            "senior_call, care_call, locate, home_visit, work_visit, agency, suit",
        ),
        (
            "strategy.yaml",
            '"sms", "email", "call" ',
            '"sms", "email", "sms" ',
            "strategy.twice",
            "strategy.yaml:31, row 7, treatments",
            '"sms" stands twice in the cell; keep one',
        ),
        (
            "strategy.yaml",
            "{name: treatments, type: string,",
            "{name: treatments, type: string, default: '\"fax\"',",
            "strategy.unknown_treatment",
            "strategy.yaml, default, treatments",
            '"fax" is no treatment of treatments.yaml; known are wait, sms, email, letter, call, '
            "senior_call, care_call, locate, home_visit, work_visit, agency, suit",
        ),
        (
            "treatments.yaml",
            "uses: {messages: 1}",
            "uses: {texts: 1}",
            "strategy.unknown_resource",
            "treatments.yaml, sms, uses",
            "texts is no resource of capacities.yaml; known are messages, letters, "
            "collector_minutes, visit_minutes, agency_places, legal_matters",
        ),
        (
            "strategy.yaml",
            "  false  | false      | > 180         | < 10000  |",
            "  false  | false      | > 180         | < 9000   |",
            "strategy.gap",
            "strategy.yaml",
            "no row matches where placed false; vulnerable false; days_past_due >= 181; "
            "owed [9000..10000); add a row or give the outputs a default",
        ),
    ],
)
def test_read_strategy_names_what_does_not_agree(
    file: str, old: str, new: str, code: str, where: str, en: str
) -> None:
    policy = changed(file, old, new)
    with pytest.raises(ForbearError) as caught:
        read_strategy(policy)
    assert [(p.code, p.where, p.en) for p in caught.value.problems] == [(code, where, en)]
    assert all(p.zh for p in caught.value.problems)


def test_read_strategy_wants_the_treatments_output() -> None:
    shipped = load()
    text = shipped.text("strategy.yaml").replace("name: treatments", "name: steps")
    text = text.replace("| treatments  ", "| steps       ")
    with pytest.raises(ForbearError) as caught:
        read_strategy(replace(shipped, files={**shipped.files, "strategy.yaml": text}))
    assert [p.code for p in caught.value.problems] == ["strategy.outputs"]


def test_docs_name_every_shipped_input_treatment_and_resource() -> None:
    found = read_strategy(load())
    page = (Path(__file__).parents[2] / "docs" / "strategy.md").read_text(encoding="utf-8")
    names = [*(i.name for i in found.table.inputs), *found.treatments.names]
    assert [n for n in [*names, *found.resources.resources] if f"`{n}`" not in page] == []
