"""Clocks: deadlines, periods, retention and limitation as dated, cited rules.

`load_clocks` reads those of a pack; `Clocks.stand` says for the events of many subjects which
clocks run, when they end and what stopped, extended or restarted them; `kept_until` how long each
record is kept. One subject is the frame with one subject.
"""

from forbear.rulebook.clocks.book import Clocks, kept_until, load_clocks
from forbear.rulebook.clocks.clock import State
from forbear.rulebook.clocks.events import EVENTS

__all__ = ["EVENTS", "Clocks", "State", "kept_until", "load_clocks"]
