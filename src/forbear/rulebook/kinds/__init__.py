"""The closed set of kinds of rule: one small module each."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from forbear.rulebook.kinds.base import Kind
from forbear.rulebook.kinds.cap import Cap
from forbear.rulebook.kinds.conduct import Conduct
from forbear.rulebook.kinds.consent import Consent
from forbear.rulebook.kinds.cooldown import Cooldown
from forbear.rulebook.kinds.disclosure import Disclosure
from forbear.rulebook.kinds.hold import Hold
from forbear.rulebook.kinds.only_if import OnlyIf
from forbear.rulebook.kinds.party import Party
from forbear.rulebook.kinds.requirement import Requirement
from forbear.rulebook.kinds.staffing import Staffing
from forbear.rulebook.kinds.window import Window
from forbear.rulebook.rule import RuleOf


class WindowRule(RuleOf[Window]):
    """A rule about hours."""

    kind: Literal["window"]


class CapRule(RuleOf[Cap]):
    """A rule about how often."""

    kind: Literal["cap"]


class CooldownRule(RuleOf[Cooldown]):
    """A rule about how soon again."""

    kind: Literal["cooldown"]


class HoldRule(RuleOf[Hold]):
    """A rule about when to stop."""

    kind: Literal["hold"]


class PartyRule(RuleOf[Party]):
    """A rule about whom."""

    kind: Literal["party"]


class OnlyIfRule(RuleOf[OnlyIf]):
    """A rule about what must be the case."""

    kind: Literal["only_if"]


class ConsentRule(RuleOf[Consent]):
    """A rule about an act that needs a yes."""

    kind: Literal["consent"]


class StaffingRule(RuleOf[Staffing]):
    """A rule about how many go."""

    kind: Literal["staffing"]


class RequirementRule(RuleOf[Requirement]):
    """A rule about what is to be done."""

    kind: Literal["requirement"]


class DisclosureRule(RuleOf[Disclosure]):
    """A rule about what is to be said."""

    kind: Literal["disclosure"]


class ConductRule(RuleOf[Conduct]):
    """A rule about what is never done."""

    kind: Literal["conduct"]


AnyRule = Annotated[
    WindowRule
    | CapRule
    | CooldownRule
    | HoldRule
    | PartyRule
    | OnlyIfRule
    | ConsentRule
    | StaffingRule
    | RequirementRule
    | DisclosureRule
    | ConductRule,
    Field(discriminator="kind"),
]

__all__ = ["AnyRule", "Kind"]
