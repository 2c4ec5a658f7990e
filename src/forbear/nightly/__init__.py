"""The night: a tape goes in, tomorrow's plan comes out, the same bytes however often it dies.

`plan` runs an `Order` and leaves decisions, permits, worklists, routes, a report and a manifest.
A `Source` says where its tables come from: a `TapeFolder`, or what else can fill in a check.
"""

from forbear.nightly.bank import Bank
from forbear.nightly.order import About, Order
from forbear.nightly.plan import plan
from forbear.nightly.report import Summary, from_json
from forbear.nightly.source import Source, TapeFolder
from forbear.nightly.work import Meter, Progress, Reading

__all__ = [
    "About",
    "Bank",
    "Meter",
    "Order",
    "Progress",
    "Reading",
    "Source",
    "Summary",
    "TapeFolder",
    "from_json",
    "plan",
]
