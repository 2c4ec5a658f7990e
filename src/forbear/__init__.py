"""Forbear brings overdue loans back to good standing: lawfully, humanely, provably, at least cost.

Rooms, top to bottom; each imports only those above it: ``portfolio``, ``policy``, ``delinquency``,
``rulebook``, ``scoring``, ``strategy``, ``visits``, ``nightly``, ``lab``; then ``cli``.
"""

__version__ = "0.1.0"
