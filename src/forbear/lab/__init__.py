"""The lab: portfolios to try things on, and what can be learned from them.

`write_demo` writes a whole tape: amounts, statuses and outcome of real card customers, grown to any
number of accounts, with made people around them (docs/demo-data.md tells which is which).
`calibrate` fits the scorecard to the real outcome and measures it.
"""

from forbear.lab.calibration import Calibration, calibrate
from forbear.lab.demo import write_demo

__all__ = ["Calibration", "calibrate", "write_demo"]
