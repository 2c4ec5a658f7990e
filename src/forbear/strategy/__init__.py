"""Decision tables propose treatments; the allocator spends scarce people where they help most.

`read_strategy` reads the bank's table, treatments and capacities and names every fault of their
logic. `propose` says what the table proposes for each case and by which row. `weigh` puts a value
on every treatment that is proposed and permitted; `resolve` and `menu` make limits and treatments
ready; `allocate` (in memory) or `plan` (over shards) chooses one treatment a case within those
limits and states how far from the best possible it may be.
"""

from forbear.strategy.allocate import Plan, Result, allocate, find_prices, plan
from forbear.strategy.capacities import Capacities, Counts, resolve
from forbear.strategy.cases import Cases, Menu, menu
from forbear.strategy.evaluate import all_hits, hits, propose
from forbear.strategy.findings import Finding, findings
from forbear.strategy.policy import Strategy, read_strategy
from forbear.strategy.table import Table, read_table
from forbear.strategy.treatments import WAIT, Treatment, Treatments
from forbear.strategy.values import value, weigh

__all__ = [
    "WAIT",
    "Capacities",
    "Cases",
    "Counts",
    "Finding",
    "Menu",
    "Plan",
    "Result",
    "Strategy",
    "Table",
    "Treatment",
    "Treatments",
    "all_hits",
    "allocate",
    "find_prices",
    "findings",
    "hits",
    "menu",
    "plan",
    "propose",
    "read_strategy",
    "read_table",
    "resolve",
    "value",
    "weigh",
]
