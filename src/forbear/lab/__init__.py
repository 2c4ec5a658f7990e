"""The lab: portfolios to try things on.

`write_demo` writes a whole tape: amounts, statuses and outcome of real card customers, grown to any
number of accounts, with made people around them (docs/demo-data.md tells which is which).
"""

from forbear.lab.demo import write_demo

__all__ = ["write_demo"]
