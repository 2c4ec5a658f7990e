"""The frame that leaves the duties."""

from __future__ import annotations

import dataframely as dy

from forbear.rulebook.duties.rule import Finding


class Findings(dy.Schema):
    """What each duty finds about each subject to which it applies, or may apply."""

    subject_id = dy.String(primary_key=True)
    rule_id = dy.String(primary_key=True)
    finding = dy.Enum(Finding, nullable=False)
