"""The law as data, and the permits it issues: no contact without one.

`load` reads packs and the bank's overlay into a `Rulebook`; `facts_from` reads what is known off
the tape; `permits` decides for every customer and channel, `permit` for one case, by the same
expressions. docs/rulebook.md describes rules, facts and answers.
"""

from forbear.rulebook.book import Rulebook, load
from forbear.rulebook.case import Case
from forbear.rulebook.facts import Facts, facts_from
from forbear.rulebook.permit import Permit, issued_again, permit, permit_each
from forbear.rulebook.permits import Permits, permits

__all__ = [
    "Case",
    "Facts",
    "Permit",
    "Permits",
    "Rulebook",
    "facts_from",
    "issued_again",
    "load",
    "permit",
    "permit_each",
    "permits",
]
