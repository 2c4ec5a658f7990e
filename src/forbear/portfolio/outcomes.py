"""Which outcomes a contact on a channel can have, and which of them are a reason to stop."""

from __future__ import annotations

from forbear.portfolio.words import Channel, HoldKind, Outcome

_SPOKEN = (
    Outcome.RIGHT_PARTY,
    Outcome.PROMISE,
    Outcome.REFUSED,
    Outcome.HARDSHIP,
    Outcome.DISPUTE,
    Outcome.COMPLAINT,
    Outcome.CALL_BACK,
    Outcome.THIRD_PERSON,
    Outcome.DECEASED,
)
_SENT = (Outcome.SENT, Outcome.DELIVERED, Outcome.UNDELIVERED)
_MET = (*_SPOKEN, Outcome.NOBODY_HOME, Outcome.MOVED)

#: Outcomes that a contact on each channel can have.
OFFERED: dict[Channel, tuple[Outcome, ...]] = {
    Channel.CALL: (
        *_SPOKEN,
        Outcome.NO_ANSWER,
        Outcome.WRONG_NUMBER,
        Outcome.INVALID_NUMBER,
    ),
    Channel.SMS: (*_SENT, Outcome.INVALID_NUMBER),
    Channel.EMAIL: _SENT,
    Channel.LETTER: (*_SENT, Outcome.MOVED),
    Channel.HOME_VISIT: _MET,
    Channel.WORK_VISIT: _MET,
    Channel.THIRD_PARTY: (
        Outcome.THIRD_PERSON,
        Outcome.COMPLAINT,
        Outcome.DECEASED,
        Outcome.NO_ANSWER,
        Outcome.WRONG_NUMBER,
        Outcome.INVALID_NUMBER,
    ),
    Channel.AGENCY: (Outcome.SENT,),
    Channel.SUIT: (Outcome.SENT,),
}

#: What was said that stops the work until somebody has looked into it.
IMPLIES: dict[Outcome, HoldKind] = {
    Outcome.HARDSHIP: HoldKind.HARDSHIP,
    Outcome.DISPUTE: HoldKind.DISPUTE,
    Outcome.COMPLAINT: HoldKind.COMPLAINT,
    Outcome.DECEASED: HoldKind.DECEASED,
}
