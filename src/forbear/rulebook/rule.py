"""One rule as it stands in a pack's file."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Generic, Literal, Self, TypeVar

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from forbear.policy import PolicyModel
from forbear.portfolio.words import Channel, Product, Role
from forbear.rulebook.condition import Condition
from forbear.rulebook.facts.names import FACTS
from forbear.rulebook.facts.plan import PROOFS

V = TypeVar("V", bound=PolicyModel)
Filled = Annotated[str, Field(min_length=1)]


class Bindingness(StrEnum):
    """How hard the instrument binds, from law to the bank's own policy.

    ``practical`` is no norm at all: what cannot be done, such as a call without a number.
    """

    LAW = "law"
    REGULATION = "regulation"
    DEPARTMENTAL_RULE = "departmental_rule"
    SUPERVISORY_RULE = "supervisory_rule"
    NATIONAL_STANDARD = "national_standard"
    SELF_REGULATION = "self_regulation"
    CODE = "code"
    POLICY = "policy"
    PRACTICAL = "practical"

    @property
    def is_law(self) -> bool:
        """Whether it comes from outside the bank."""
        return self not in (Bindingness.POLICY, Bindingness.PRACTICAL)


class SourceStatus(StrEnum):
    """How the text is known: Primary, Secondary, Draft, from Memory, or the Bank's own."""

    PRIMARY = "P"
    SECONDARY = "S"
    DRAFT = "D"
    MEMORY = "M"
    BANK = "B"


class Text(PolicyModel):
    """The same in English and Chinese."""

    en: Filled
    zh: Filled


class Citation(PolicyModel):
    """Where the rule is written; the instrument is that of the folder."""

    #: Article, section or clause; empty only where it was not seen, which ``remark`` then says.
    article: Text | None
    #: Addresses at which the text, or what is told of it, was read.
    source: tuple[Filled, ...] = Field(min_length=1)


class Version(PolicyModel, Generic[V]):
    """The rule as in force from one day until another takes its place."""

    in_force: date
    #: First day on which it is no longer in force; without it, the next version ends it.
    until: date | None = None
    status: SourceStatus
    citation: Citation
    value: V
    remark: Text | None = None


def _known_facts(names: tuple[str, ...]) -> tuple[str, ...]:
    wrong = [name for name in names if name not in FACTS or FACTS[name].type is not bool]
    if wrong:
        raise ValueError(f"no yes-or-no fact is called {', '.join(wrong)}")
    return names


def _known_proofs(names: tuple[str, ...]) -> tuple[str, ...]:
    wrong = [name for name in names if name not in PROOFS]
    if wrong:
        raise ValueError(f"no proof is called {', '.join(wrong)}; known are {', '.join(PROOFS)}")
    return names


_YES_OR_NO = [name for name, fact in FACTS.items() if fact.type is bool]
Lifts = Annotated[
    tuple[str, ...],
    AfterValidator(_known_facts),
    WithJsonSchema({"type": "array", "items": {"enum": _YES_OR_NO}}),
]
Proofs = Annotated[
    tuple[str, ...],
    AfterValidator(_known_proofs),
    WithJsonSchema({"type": "array", "items": {"enum": list(PROOFS)}}),
]


class Verdict(StrEnum):
    """What one rule says to one contact."""

    ALLOWED = "allowed"
    REQUIRED = "required"
    ADVISED = "advised"
    REFUSED = "refused"


class RuleCase(PolicyModel):
    """A worked example: the facts of one contact and what this rule says to it.

    ``facts`` not named are unknown. ``tape`` may give rows of the tape's tables instead, from which
    the facts are read; ``at`` is local wall-clock time.
    """

    label: Literal["lawful", "unlawful", "edge"]
    en: Filled
    zh: Filled
    day: date
    at: Annotated[str, Field(pattern=r"^\d\d:\d\d(:\d\d)?$")] | None = None
    channel: Channel
    facts: dict[str, Any] = Field(default_factory=dict)
    tape: dict[str, list[dict[str, Any]]] = Field(default_factory=dict)
    expect: Verdict
    #: Attempts that remain by this rule, where it counts them.
    remaining: int | None = None
    #: Whether this rule had to assume an unknown fact.
    assumed: bool = False


class Stated(PolicyModel):
    """What every entry of the book says, whether it is about contacts, clocks or duties."""

    id: Annotated[str, Field(pattern=r"^[A-Z]{2,8}(-[A-Z0-9]+)+$")]
    title: Text
    explains: Text
    modality: Literal["must", "must_not", "should", "should_not"]
    #: A rule that is not enabled is kept and shown, and decides nothing.
    enabled: bool = True
    binds: tuple[Literal["bank", "agency", "purchaser"], ...] = ("bank", "agency", "purchaser")
    #: Products bound; empty means all.
    products: tuple[Product, ...] = ()
    evidence: Proofs = ()


class RuleBase(Stated):
    """What every rule about contacts says, whatever its kind."""

    #: ``warn`` gives advice instead of a refusal; for soft wording only.
    effect: Literal["refuse", "warn"] = "refuse"
    channels: tuple[Channel, ...] = Field(min_length=1)
    #: Who is contacted; empty means anybody.
    addressees: tuple[Role | Literal["debtor"], ...] = ()
    when: Condition = Field(default_factory=dict)
    #: Facts each of which lifts the rule when true.
    lifted_by: Lifts = ()
    #: The rule of law that a bank's rule makes stricter.
    tightens: str | None = None
    cases: tuple[RuleCase, ...] = ()

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.effect == "warn" and self.modality.startswith("must"):
            raise ValueError("only soft wording (should, should_not) may merely warn")
        labels = {case.label for case in self.cases}
        if labels != {"lawful", "unlawful", "edge"}:
            raise ValueError("a rule needs at least one lawful, one unlawful and one edge case")
        for case in self.cases:
            if case.channel not in self.channels and case.expect is not Verdict.ALLOWED:
                raise ValueError(f"case '{case.en}' is on a channel that the rule does not bind")
            unknown = sorted(set(case.facts) - set(FACTS))
            if unknown:
                raise ValueError(f"case '{case.en}' names no fact: {', '.join(unknown)}")
        return self


class Dated(Stated, Generic[V]):
    """An entry whose dated value is of one kind."""

    versions: tuple[Version[V], ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _dated(self) -> Self:
        for one, after in zip(self.versions, self.versions[1:], strict=False):
            if after.in_force <= one.in_force or (one.until and one.until > after.in_force):
                raise ValueError(f"the versions of {one.in_force} and {after.in_force} overlap")
        for one in self.versions:
            if one.until and one.until <= one.in_force:
                raise ValueError(f"the version of {one.in_force} ends before it begins")
            if self.enabled and one.status in (SourceStatus.DRAFT, SourceStatus.MEMORY):
                raise ValueError("drafts (D) and what is from memory (M) must not be enabled")
            if one.citation.article is None and one.remark is None:
                raise ValueError("without an article, a remark must say that it was not seen")
        return self

    def on(self, day: date) -> Version[V] | None:
        """The version in force on a day."""
        begun = [one for one in self.versions if one.in_force <= day]
        if not begun or (begun[-1].until and begun[-1].until <= day):
            return None
        return begun[-1]


class RuleOf(RuleBase, Dated[V], Generic[V]):
    """A rule about contacts whose value is of one kind."""
