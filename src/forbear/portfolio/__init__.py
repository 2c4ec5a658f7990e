"""The tape: the bank's nightly extract, read, checked and set aside where it is wrong.

`check` reads a tape folder and keeps what can be used, typed as `TABLES` declares and split by
customer; every row it can't use is in the quarantine with its reason, so that accepted and
quarantined rows always add up to those received. A bank's own names, codes and units are brought
to ours by a `Mapping`, which `propose` drafts by looking at a folder. Rows that were accepted
earlier and stand elsewhere since are brought to the same shape by `lay_out`.
"""

from forbear.portfolio.check import check
from forbear.portfolio.checked import Checked
from forbear.portfolio.lay_out import lay_out
from forbear.portfolio.mapping import Mapping
from forbear.portfolio.proposing import propose
from forbear.portfolio.rules import RULES, Rule
from forbear.portfolio.schema_json import json_schema
from forbear.portfolio.store import shards_for
from forbear.portfolio.tables import TABLES

__all__ = [
    "RULES",
    "TABLES",
    "Checked",
    "Mapping",
    "Rule",
    "check",
    "json_schema",
    "lay_out",
    "propose",
    "shards_for",
]
