"""The lab: portfolios to try things on, and what can be learned from them.

`write_demo` writes a whole tape: amounts, statuses and outcome of real card customers, grown to any
number of accounts, with made people around them. `ABOUT` says in the report which is which, and
docs/demo-data.md at length. `calibrate` fits the scorecard to the real outcome and measures it.
"""

from forbear.lab.about import ABOUT
from forbear.lab.calibration import Calibration, calibrate
from forbear.lab.demo import write_demo

__all__ = ["ABOUT", "Calibration", "calibrate", "write_demo"]
