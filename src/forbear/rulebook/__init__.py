"""The law as data, and the permits it issues: no contact without one."""

from forbear.rulebook.book import Rulebook, load
from forbear.rulebook.facts import Facts, facts_from
from forbear.rulebook.permits import Permits, permits

__all__ = ["Facts", "Permits", "Rulebook", "facts_from", "load", "permits"]
