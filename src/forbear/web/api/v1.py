"""The interface, put together."""

from __future__ import annotations

from forbear.web.api.caller import Bearer, Session
from forbear.web.api.document import made
from forbear.web.api.errors import HANDLERS
from forbear.web.api.routes import (
    accounts,
    cases,
    journal,
    me,
    nights,
    people,
    permits,
    rules,
    search,
    tapes,
    work,
)

api = made()
api.auth = [Bearer(), Session()]
for _kind, _handler in HANDLERS:
    api.add_exception_handler(_kind, _handler)
#: In the order of the document.
ROOMS = (me, cases, accounts, permits, work, search, tapes, nights, people, rules, journal)
for _room in ROOMS:
    api.add_router("/v1", _room.router)
