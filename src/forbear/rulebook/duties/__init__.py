"""Duties: what law asks of staff, agencies, complaints, data, plans, charges and classes.

They do not decide on a contact, so no permit lists them. `load_duties` reads those of a pack,
`Duties.found` says of many subjects at once which are met, broken or unknown.
"""

from forbear.rulebook.duties.book import Duties, load_duties
from forbear.rulebook.duties.names import HOUSE, About
from forbear.rulebook.duties.rule import Finding

__all__ = ["HOUSE", "About", "Duties", "Finding", "load_duties"]
