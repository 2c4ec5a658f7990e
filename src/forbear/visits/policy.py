"""The bank's choices about visits: ``visits.yaml`` of the policy folder."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from forbear.policy import PolicyModel
from forbear.portfolio.words import AddressKind, StaffRole

MINUTES_A_DAY = 1440


def _clock(value: object) -> object:
    """Minutes after midnight from ``HH:MM``; YAML 1.1 itself reads 18:00 as the number 1080."""
    if not isinstance(value, str):
        return value
    hours, _, minutes = value.partition(":")
    if len(minutes) != 2 or not (hours + minutes).isascii() or not (hours + minutes).isdigit():
        raise ValueError("write a clock time as HH:MM, 24 hours", "请用 24 小时制 HH:MM 填写时间")
    if int(minutes) > 59:
        raise ValueError("an hour has 60 minutes", "一小时只有 60 分钟")
    return int(hours) * 60 + int(minutes)


def _clock_of(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


Clock = Annotated[int, BeforeValidator(_clock), Field(ge=0, le=MINUTES_A_DAY)]
Span = tuple[Clock, Clock]
DayKind = Literal["weekday", "saturday", "sunday", "holiday"]


def day_kind(day: date, holiday: bool) -> DayKind:
    """The kind of day by which `Hours` are kept."""
    if holiday:
        return "holiday"
    kinds: dict[int, DayKind] = {5: "saturday", 6: "sunday"}
    return kinds.get(day.weekday(), "weekday")


class Hours(PolicyModel):
    """Hours in which somebody is likely at one kind of place, by kind of day."""

    weekday: tuple[Span, ...]
    saturday: tuple[Span, ...]
    sunday: tuple[Span, ...]
    holiday: tuple[Span, ...]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for spans in (self.weekday, self.saturday, self.sunday, self.holiday):
            last = -1
            for opens, closes in spans:
                if closes <= opens:
                    span = f"{_clock_of(opens)}-{_clock_of(closes)}"
                    raise ValueError(f"{span} ends before it begins", f"{span} 的结束不晚于开始")
                if opens <= last:
                    raise ValueError(
                        f"{_clock_of(opens)} is not after the span before it",
                        f"{_clock_of(opens)} 应晚于上一时段",
                    )
                last = closes
        return self


class Staff(PolicyModel):
    """Who goes out together. Fewer than two is refused: CN-VISIT-001 (CBA26 art. 22, status S)."""

    members: int = Field(ge=2, le=6)
    roles: tuple[StaffRole, ...]
    unknown_training_counts: bool
    shift: Span


class BreakRule(PolicyModel):
    """One break, for shifts longer than ``after`` minutes."""

    from_: Clock = Field(alias="from")
    to: Clock
    minutes: int = Field(ge=1, le=240)
    after: int = Field(ge=0, le=MINUTES_A_DAY)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.to - self.from_ < self.minutes:
            raise ValueError(
                "the break is longer than the hours in which it may be taken",
                "休息时长超过可休息的时段",
            )
        return self


class Breaks(PolicyModel):
    """Breaks in the order of the day."""

    away_from_ends: int = Field(ge=0, le=240)
    each: tuple[BreakRule, ...]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for before, after in zip(self.each, self.each[1:], strict=False):
            if after.from_ < before.to:
                raise ValueError(
                    "breaks have to be in order, and their hours may not overlap",
                    "休息须按时间先后排列，且时段不得重叠",
                )
        return self


class Speeds(PolicyModel):
    """How fast one gets about a branch's district."""

    detour_percent: int = Field(ge=100, le=400)
    urban_metres: int = Field(ge=0, le=100_000)
    urban_kmh: int = Field(ge=1, le=150)
    rural_kmh: int = Field(ge=1, le=150)
    door_minutes: int = Field(ge=0, le=60)


class TravelRule(PolicyModel):
    """Speeds by branch."""

    default: Speeds
    branches: dict[str, Speeds]

    def of(self, branch_id: str) -> Speeds:
        """The branch's own speeds, else the default."""
        return self.branches.get(branch_id, self.default)


class Cost(PolicyModel):
    """What the way costs, in minor units."""

    per_km: int = Field(ge=0, le=1_000_000)
    per_minute: int = Field(ge=0, le=1_000_000)


class Search(PolicyModel):
    """Effort of the route search."""

    iterations: int = Field(ge=0, le=10_000_000)
    #: Times that part of a plan is made anew, for every 1,000 iterations.
    shakes: int = Field(ge=0, le=1000)


class Item(PolicyModel):
    """Something to bring, and the requirements of a permit that call for it."""

    en: str
    zh: str
    always: bool = False
    when: tuple[str, ...] = ()


Minutes = Annotated[int, Field(ge=1, le=480)]


class VisitsPolicy(PolicyModel):
    """All of ``visits.yaml``."""

    likely_there: dict[AddressKind, Hours]
    #: Minutes from ringing the bell to leaving, by kind of place.
    service: dict[AddressKind, Minutes]
    staff: Staff
    breaks: Breaks
    travel: TravelRule
    cost: Cost
    search: Search
    bring: dict[str, Item]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        for name, given in (("likely_there", self.likely_there), ("service", self.service)):
            if missing := [str(k) for k in AddressKind if k not in given]:
                raise ValueError(
                    f"{name} says nothing about: {', '.join(missing)}",
                    f"{name} 缺少：{'、'.join(missing)}",
                )
        return self
