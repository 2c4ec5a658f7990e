"""The night's report: one HTML file that opens offline, in Chinese and English, and prints.

`Summary` holds all it says, as sums; the run fills it. `to_json` and `from_json` keep it.
"""

from forbear.nightly.report.model import Summary
from forbear.nightly.report.wire import from_json, to_json

__all__ = ["Summary", "from_json", "to_json"]
