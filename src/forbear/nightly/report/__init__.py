"""The night's report: one HTML file that opens offline, in Chinese and English, and prints.

`Summary` holds all it says, as sums; the run fills it, `render` draws it, and `to_json` and
`from_json` keep it. The strings are in ``strings.yaml``, one catalogue for both languages.
"""

from forbear.nightly.report.model import Summary
from forbear.nightly.report.render import render
from forbear.nightly.report.wire import from_json, to_json

__all__ = ["Summary", "from_json", "render", "to_json"]
