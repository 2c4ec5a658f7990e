from __future__ import annotations

from importlib import resources

from forbear.policy import load, parse
from forbear.scoring import Scorecard, to_yaml


def test_to_yaml_reads_back_equal(small_card: Scorecard) -> None:
    assert parse(to_yaml(small_card), Scorecard, "scorecard.yaml") == small_card


def test_to_yaml_of_the_shipped_card_is_the_shipped_file() -> None:
    shipped = resources.files("forbear.policy") / "default" / "scorecard.yaml"
    card = load().read("scorecard.yaml", Scorecard)
    assert to_yaml(card) == shipped.read_text(encoding="utf-8")


def test_to_yaml_quotes_awkward_words(small_card: Scorecard) -> None:
    words = small_card.about.model_copy(update={"en": 'says "no": never\\', "zh": "是：否 # 一"})
    card = small_card.model_copy(update={"about": words})
    assert parse(to_yaml(card), Scorecard, "scorecard.yaml").about == words
