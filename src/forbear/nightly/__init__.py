"""The night: a tape goes in, tomorrow's plan comes out, the same bytes however often it dies.

`plan` runs an `Order` and leaves decisions, permits, worklists, routes, a report and a manifest.
"""

from forbear.nightly.bank import Bank
from forbear.nightly.order import About, Order
from forbear.nightly.plan import plan
from forbear.nightly.report import Summary, from_json
from forbear.nightly.work import Meter, Progress, Reading

__all__ = ["About", "Bank", "Meter", "Order", "Progress", "Reading", "Summary", "from_json", "plan"]
