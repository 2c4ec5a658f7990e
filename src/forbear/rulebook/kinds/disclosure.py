"""Disclosure: what a message must carry."""

from __future__ import annotations

from forbear.rulebook.kinds.requirement import Requirement


class Disclosure(Requirement):
    """All of ``needs`` must stand in the letter or message."""
