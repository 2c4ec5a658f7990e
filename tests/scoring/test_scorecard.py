from __future__ import annotations

import pytest

from forbear.policy import load, parse
from forbear.problems import ForbearError
from forbear.scoring import Scorecard

A1 = "{from: 1, below: 31, points: 10, code: A1, en: Late, zh: 逾期}"


@pytest.mark.parametrize(
    ("old", "new", "where", "en", "zh"),
    [
        (
            "from: 1, below: 31",
            "from: 1, below: 30",
            "scorecard.yaml:8",
            "features.0.bins: bins 2 and 3 leave a gap between 30 and 31",
            "features.0.bins：第 2 档与第 3 档在 30 与 31 之间有空档",
        ),
        (
            "from: 1, below: 31",
            "from: 0.5, below: 31",
            "scorecard.yaml:8",
            "features.0.bins: bins 1 and 2 overlap between 1 and 0.5",
            "features.0.bins：第 1 档与第 2 档在 1 与 0.5 之间重叠",
        ),
        (
            "from: 31, points: -40",
            "from: 31, below: 90, points: -40",
            "scorecard.yaml:8",
            "features.0.bins: leave values out: the first bin has no from, "
            "the last before missing no below",
            "features.0.bins：有数值未覆盖：第一档不填 from，missing 前的最后一档不填 below",
        ),
        (
            "from: 1, below: 31",
            "below: 31",
            "scorecard.yaml:8",
            "features.0.bins: bins 1 and 2 need a below and a from that meet",
            "features.0.bins：第 1 档与第 2 档之间须以 below 和 from 相接",
        ),
        (
            "from: 1, below: 31",
            "from: 31, below: 1",
            "scorecard.yaml:10",
            "features.0.bins.1: holds nothing: from 31 is not less than below 1",
            "features.0.bins.1：区间为空：from 31 不小于 below 1",
        ),
        (
            "      - {missing: true, points: 0, code: AX, en: Unknown, zh: 未知}\n",
            "",
            "scorecard.yaml:8",
            "features.0.bins: needs exactly one bin with missing: true, as the last",
            "features.0.bins：须有且只有一个 missing: true 的档，并放在最后",
        ),
        (
            "missing: true, points: 0, code: AX",
            "missing: true, from: 3, points: 0, code: AX",
            "scorecard.yaml:12",
            "features.0.bins.3: a missing bin has no from and no below",
            "features.0.bins.3：missing 档不能填 from 或 below",
        ),
        (
            "points: 10, code: A1",
            "points: 60, code: A1",
            "scorecard.yaml:6",
            "features.0: low values are better, but A1 (60 points) contradicts A0 (50 points)",
            "features.0：better 为 low，但 A1（60 分）与 A0（50 分）的次序相反",
        ),
        (
            "missing: true, points: 0, code: AX",
            "missing: true, points: 51, code: AX",
            "scorecard.yaml:6",
            "features.0: AX scores more than every range: knowing nothing is no merit",
            "features.0：AX 的分值高于所有区间：缺失不应加分",
        ),
        (
            "feature: promises_90d",
            "feature: days_past_due",
            "scorecard.yaml",
            "feature days_past_due stands twice; keep one",
            "days_past_due 重复出现，请保留一处",
        ),
        (
            "code: B0",
            "code: A0",
            "scorecard.yaml",
            "code A0 stands twice; keep one",
            "A0 重复出现，请保留一处",
        ),
        (
            "en: Late, zh: 逾期}",
            "en: Late}",
            "scorecard.yaml:10",
            "features.0.bins.1.zh: is missing; add it",
            "features.0.bins.1.zh：缺少此项，请补上",
        ),
        (
            "en: Late, zh",
            "en: '', zh",
            "scorecard.yaml:10",
            "features.0.bins.1.en: must have at least 1 characters (given: '')",
            "features.0.bins.1.en：至少应有 1 个字符（填写的是 ''）",
        ),
        (
            "double_odds: 50",
            "double_odds: 0",
            "scorecard.yaml:4",
            "double_odds: must be more than 0 (given: 0)",
            "double_odds：应大于 0（填写的是 0）",
        ),
        (
            "points: 10, code: A1",
            "points: 10.5, code: A1",
            "scorecard.yaml:10",
            "features.0.bins.1.points: must be a whole number, without decimals (given: 10.5)",
            "features.0.bins.1.points：应为整数，不能带小数（填写的是 10.5）",
        ),
    ],
)
def test_scorecard_faults_are_named_with_line_and_field(
    old: str, new: str, where: str, en: str, zh: str, card_text: str
) -> None:
    assert card_text.count(old) >= 1
    with pytest.raises(ForbearError) as refused:
        parse(card_text.replace(old, new, 1), Scorecard, "scorecard.yaml")
    assert [(p.where, p.en, p.zh) for p in refused.value.problems] == [(where, en, zh)]


def test_scorecard_unknown_feature_lists_those_known(card_text: str) -> None:
    with pytest.raises(ForbearError) as refused:
        parse(card_text.replace("promises_90d", "shoe_size"), Scorecard, "scorecard.yaml")
    (problem,) = refused.value.problems
    assert problem.where == "scorecard.yaml:13"
    assert problem.en.startswith("features.1.feature: must be one of days_past_due, ")
    assert problem.en.endswith("(given: 'shoe_size')")


def test_scorecard_reasons_are_every_bin_in_words(small_card: Scorecard) -> None:
    assert len(small_card.reasons) == 13
    assert small_card.reasons["A1"].zh == "逾期"
    assert small_card.features[0].edges == [1, 31]


def test_scorecard_shipped_loads_and_keeps_every_direction() -> None:
    card = load().read("scorecard.yaml", Scorecard)
    assert {f.feature: f.better for f in card.features} == {
        "days_past_due": "low",
        "times_delinquent_12m": "low",
        "days_since_payment": "low",
        "owed_share": "low",
        "cover_90d": "high",
    }
