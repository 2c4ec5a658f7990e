from __future__ import annotations

from datetime import date

import pytest
import yaml

from forbear.delinquency import DelinquencyPolicy
from forbear.delinquency.conventions import in_force
from forbear.policy import load, parse
from forbear.problems import ForbearError


def shipped_data():
    return yaml.safe_load(load().text("delinquency.yaml"))


def changed(*path_and_value):
    *path, last, value = path_and_value
    data = shipped_data()
    place = data
    for step in path:
        place = place[step]
    place[last] = value
    return yaml.safe_dump(data, allow_unicode=True)


def test_policy_shipped_names_the_law_with_its_status(shipped):
    (five_tier,) = shipped.five_tier
    (bar,) = shipped.no_interest_on
    assert (five_tier.since, five_tier.status) == (date(2023, 7, 1), "S")
    assert five_tier.over.model_dump() == {
        "special_mention": 0,
        "substandard": 90,
        "doubtful": 270,
        "loss": 360,
    }
    assert (bar.since, bar.status, bar.product) == (date(2017, 1, 1), "P", "card")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (("allotment", "order", ["fee", "fee", "principal"]), "allotment"),
        (("allotment", "order", ["fee", "principal"]), "allotment.order.2"),
        (("allotment", "across", "accounts"), "allotment.across"),
        (("buckets", [1, 30, 60, 90, 120, 150, 180]), "buckets"),
        (("buckets", [0, 30, 30, 90, 120, 150, 180]), "buckets"),
        (("buckets", [0, 30, 60, 90, 120, 150]), "buckets.6"),
        (("products", {}), "products"),
        (("products", "card", "grace_days", -1), "products.card.grace_days"),
        (("products", "card", "day_count", 364), "products.card.day_count"),
        (("products", "card", "interest_on", ["fee", "fee"]), "products.card"),
        (("products", "card", "interest_on", ["penalty"]), "products.card.interest_on.0"),
        (("five_tier", 0, "status", "M"), "five_tier.0.status"),
        (("five_tier", 0, "over", "loss", 200), "five_tier.0.over"),
        (("no_interest_on", 0, "citation", ""), "no_interest_on.0.citation"),
        (("late_fee", 5), "late_fee"),
    ],
)
def test_policy_bad_value_is_refused_by_name(change, field):
    with pytest.raises(ForbearError) as caught:
        parse(changed(*change), DelinquencyPolicy, "delinquency.yaml")
    (problem,) = caught.value.problems
    assert (problem.code, problem.en.split(":")[0]) == ("policy.value", field)


def test_thresholds_before_any_text_are_refused(shipped):
    with pytest.raises(ForbearError) as caught:
        shipped.thresholds(date(2023, 6, 30))
    assert [problem.code for problem in caught.value.problems] == ["delinquency.no_five_tier"]
    assert shipped.thresholds(date(2023, 7, 1)).loss == 360


def test_in_force_latest_text_begun_wins(shipped):
    (rule,) = shipped.five_tier
    later = rule.model_copy(update={"since": date(2030, 1, 1)})
    entries = (later, rule)
    found = [in_force(entries, day) for day in (date(2023, 1, 1), date(2026, 1, 1))]
    assert found == [None, rule]
    assert in_force(entries, date(2030, 1, 1)) == later


def test_interest_on_fees_of_cards_is_refused_from_the_day_of_the_law(policy_with):
    policy = policy_with(interest_on=("principal", "fee"))
    assert policy.interest_on(date(2016, 12, 31))["card"] == ("principal", "fee")
    with pytest.raises(ForbearError) as caught:
        policy.interest_on(date(2017, 1, 1))
    (problem,) = caught.value.problems
    assert problem.code == "delinquency.interest_barred"
    assert "银发〔2016〕111号" in problem.en
