"""Which outcomes a contact on a channel can have, and which of them are a reason to stop."""

from __future__ import annotations

from enum import StrEnum

from forbear.portfolio.words import REACHED, Channel, HoldKind, Outcome

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


class Answered(StrEnum):
    """Who was there: at the other end of the line, or at the door."""

    CUSTOMER = "customer"
    SOMEBODY = "somebody"
    NOBODY = "nobody"


#: Channels on which somebody is there or not; on the others a message is sent.
LIVE = (Channel.CALL, Channel.HOME_VISIT, Channel.WORK_VISIT, Channel.THIRD_PARTY)

_FITS: dict[Answered, tuple[Outcome, ...]] = {
    Answered.CUSTOMER: REACHED,
    Answered.SOMEBODY: (
        Outcome.THIRD_PERSON,
        Outcome.WRONG_NUMBER,
        Outcome.MOVED,
        Outcome.COMPLAINT,
        Outcome.DECEASED,
    ),
    Answered.NOBODY: (
        Outcome.NO_ANSWER,
        Outcome.NOBODY_HOME,
        Outcome.INVALID_NUMBER,
        Outcome.MOVED,
    ),
}


def fitting(channel: Channel) -> dict[Answered, tuple[Outcome, ...]]:
    """The outcomes of a contact on a live channel by who was there; empty for other channels.

    On a related person's number the customer is not asked for: whoever answers there is somebody
    else.
    """
    if channel not in LIVE:
        return {}
    offered = OFFERED[channel]
    found = {
        who: tuple(outcome for outcome in fits if outcome in offered)
        for who, fits in _FITS.items()
        if (who, channel) != (Answered.CUSTOMER, Channel.THIRD_PARTY)
    }
    return {who: outcomes for who, outcomes in found.items() if outcomes}
