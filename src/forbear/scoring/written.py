"""A scorecard as the text of scorecard.yaml."""

from __future__ import annotations

import json

from forbear.scoring.features import FEATURES
from forbear.scoring.scorecard import Bin, Scorecard, ScoredFeature

HEADER = """\
# The scorecard: how likely an overdue account is paid within 30 days if nobody does anything.
# An account gets `base` points plus those of one bin of each feature; more points are better. With
# `even` points the chance is a half, and every `double_odds` points more double the odds.
# A bin holds values from `from` (included) up to `below` (not included); the last bin of a feature
# holds accounts for which the feature is empty. docs/scoring.md explains it and how to fit it anew.
"""


def to_yaml(card: Scorecard) -> str:
    """The file's whole text; reading it gives an equal scorecard."""
    lines = [
        HEADER,
        "about:",
        f"  en: {_text(card.about.en)}",
        f"  zh: {_text(card.about.zh)}",
        f"base: {card.base}",
        f"even: {card.even}",
        f"double_odds: {card.double_odds}",
        "",
        "features:",
    ]
    for part in card.features:
        lines += _feature(part)
    return "\n".join(lines) + "\n"


def _feature(part: ScoredFeature) -> list[str]:
    known = FEATURES[part.feature]
    better = [f"    better: {part.better}"] if part.better else []
    return [
        f"  # {known.en} · {known.zh}",
        f"  - feature: {part.feature}",
        *better,
        "    bins:",
        *(f"      - {{{_bin(one)}}}" for one in part.bins),
    ]


def _bin(one: Bin) -> str:
    bounds = {"from": one.start, "below": one.below}
    said = [f"{key}: {value:g}" for key, value in bounds.items() if value is not None]
    if one.missing:
        said.append("missing: true")
    said += [f"points: {one.points}", f"code: {one.code}"]
    return ", ".join([*said, f"en: {_text(one.en)}", f"zh: {_text(one.zh)}"])


def _text(text: str) -> str:
    """Double-quoted: JSON's strings are YAML's."""
    return json.dumps(text, ensure_ascii=False)
