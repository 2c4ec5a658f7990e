"""The frames that enter and leave the clocks."""

from __future__ import annotations

import dataframely as dy

from forbear.rulebook.clocks.clock import State


class Events(dy.Schema):
    """What happened, or is appointed: one row an event, days local to the subject.

    A subject is whatever a clock runs for: a complaint, a debt, a record, an agency, a person.
    """

    subject_id = dy.String(nullable=False)
    event = dy.String(nullable=False)
    on = dy.Date(nullable=False)


class Standings(dy.Schema):
    """Where each clock of each subject stands at the end of a day."""

    subject_id = dy.String(primary_key=True)
    rule_id = dy.String(primary_key=True)
    kind = dy.String(nullable=False)
    started_on = dy.Date(nullable=False)
    #: Last day; empty where no end is known.
    due_on = dy.Date(nullable=True)
    done_on = dy.Date(nullable=True)
    #: Event that last put the end elsewhere, and its day.
    moved_by = dy.String(nullable=True)
    moved_on = dy.Date(nullable=True)
    state = dy.Enum(State, nullable=False)
