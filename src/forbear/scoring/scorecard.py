"""The scorecard as the bank writes it: features, bins, points, and reasons in words.

A bin holds values from ``from`` (included) up to ``below`` (not included); a bound left out is no
bound. A feature's bins follow one another without gap or overlap, from no lower to no upper bound,
and its ``missing`` bin holds accounts for which the feature is empty.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from forbear.policy import PolicyModel
from forbear.scoring.features import FEATURES

Text = Annotated[str, Field(min_length=1)]
#: Bounds that keep sums inside 32 bits and a score's look-up table small.
Points = Annotated[int, Field(ge=-2_000, le=2_000)]


class Words(PolicyModel):
    """A text in both languages."""

    en: Text
    zh: Text


class Bin(PolicyModel):
    """Points for a range of values, and the reason given when they cost the account points."""

    start: float | None = Field(None, alias="from")
    below: float | None = None
    missing: bool = False
    points: Points
    code: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")]
    en: Text
    zh: Text

    @model_validator(mode="after")
    def _is_a_range(self) -> Bin:
        if self.missing and (self.start is not None or self.below is not None):
            raise ValueError(
                "a missing bin has no from and no below", "missing 档不能填 from 或 below"
            )
        if self.start is not None and self.below is not None and self.start >= self.below:
            raise ValueError(
                f"holds nothing: from {self.start:g} is not less than below {self.below:g}",
                f"区间为空：from {self.start:g} 不小于 below {self.below:g}",
            )
        return self


class ScoredFeature(PolicyModel):
    """One feature with its bins, lowest first, the missing bin last.

    ``better`` says which values may score better (low or high), as judgement or law demands; points
    that contradict it are refused.
    """

    feature: str
    better: Literal["low", "high"] | None = None
    bins: Annotated[tuple[Bin, ...], Field(min_length=2, max_length=900)]

    @field_validator("feature")
    @classmethod
    def _is_known(cls, name: str) -> str:
        if name not in FEATURES:
            known = ", ".join(FEATURES)
            raise ValueError(f"must be one of {known}", f"只能是以下之一：{known}")
        return name

    @field_validator("bins")
    @classmethod
    def _without_gap_or_overlap(cls, bins: tuple[Bin, ...]) -> tuple[Bin, ...]:
        if [b.missing for b in bins] != [False] * (len(bins) - 1) + [True]:
            raise ValueError(
                "needs exactly one bin with missing: true, as the last",
                "须有且只有一个 missing: true 的档，并放在最后",
            )
        ranges = bins[:-1]
        if not ranges or ranges[0].start is not None or ranges[-1].below is not None:
            raise ValueError(
                "leave values out: the first bin has no from, the last before missing no below",
                "有数值未覆盖：第一档不填 from，missing 前的最后一档不填 below",
            )
        for number, (low, high) in enumerate(pairwise(ranges), start=1):
            if low.below is None or high.start is None or low.below != high.start:
                raise ValueError(*_apart(number, low.below, high.start))
        return bins

    @model_validator(mode="after")
    def _agrees_with_better(self) -> ScoredFeature:
        for low, high in pairwise(self.ranges):
            wrong = {"low": high.points > low.points, "high": high.points < low.points}
            if self.better and wrong[self.better]:
                raise ValueError(
                    f"{self.better} values are better, but {high.code} ({high.points} points) "
                    f"contradicts {low.code} ({low.points} points)",
                    f"better 为 {self.better}，但 {high.code}（{high.points} 分）"
                    f"与 {low.code}（{low.points} 分）的次序相反",
                )
        return self

    @model_validator(mode="after")
    def _missing_is_no_merit(self) -> ScoredFeature:
        if self.bins[-1].points > max(b.points for b in self.ranges):
            raise ValueError(
                f"{self.bins[-1].code} scores more than every range: knowing nothing is no merit",
                f"{self.bins[-1].code} 的分值高于所有区间：缺失不应加分",
            )
        return self

    @property
    def ranges(self) -> tuple[Bin, ...]:
        """The bins without the missing one."""
        return self.bins[:-1]

    @property
    def edges(self) -> list[float]:
        """Where one bin ends and the next begins, rising."""
        return [b.start for b in self.ranges[1:] if b.start is not None]


class Scorecard(PolicyModel):
    """The file scorecard.yaml. More points are better.

    An account gets ``base`` points plus those of one bin of each feature. With ``even`` points the
    chance is a half; every ``double_odds`` points more double the odds of payment.
    """

    about: Words
    base: Points
    even: Points
    double_odds: Annotated[int, Field(gt=0, le=1000)]
    features: Annotated[tuple[ScoredFeature, ...], Field(min_length=1, max_length=90)]

    @model_validator(mode="after")
    def _each_once(self) -> Scorecard:
        for what, names in (
            ("feature", [f.feature for f in self.features]),
            ("code", [b.code for f in self.features for b in f.bins]),
        ):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ValueError(
                    f"{what} {twice[0]} stands twice; keep one", f"{twice[0]} 重复出现，请保留一处"
                )
        return self

    @property
    def reasons(self) -> dict[str, Words]:
        """Every reason code in words."""
        return {b.code: Words(en=b.en, zh=b.zh) for f in self.features for b in f.bins}


def _apart(number: int, end: float | None, start: float | None) -> tuple[str, str]:
    if end is None or start is None:
        return (
            f"bins {number} and {number + 1} need a below and a from that meet",
            f"第 {number} 档与第 {number + 1} 档之间须以 below 和 from 相接",
        )
    en, zh = ("overlap", "重叠") if start < end else ("leave a gap", "有空档")
    return (
        f"bins {number} and {number + 1} {en} between {end:g} and {start:g}",
        f"第 {number} 档与第 {number + 1} 档在 {end:g} 与 {start:g} 之间{zh}",
    )
