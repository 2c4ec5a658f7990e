"""What a permit is decided on: the closed list of facts, and how they are read off the tape."""

from forbear.rulebook.facts.names import FACTS, Fact, FactGroup
from forbear.rulebook.facts.tape import Facts, facts_from

__all__ = ["FACTS", "Fact", "FactGroup", "Facts", "facts_from"]
