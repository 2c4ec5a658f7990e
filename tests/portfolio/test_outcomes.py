"""Which outcomes are offered, by channel and by who was there."""

from __future__ import annotations

import pytest

from forbear.portfolio.outcomes import LIVE, OFFERED, Answered, fitting
from forbear.portfolio.words import CONNECTED, REACHED, Channel, Outcome


@pytest.mark.parametrize("channel", LIVE)
def test_every_outcome_of_a_live_channel_fits_somebody(channel: Channel) -> None:
    found = fitting(channel)
    assert {outcome for fits in found.values() for outcome in fits} == set(OFFERED[channel])
    assert all(len(set(fits)) == len(fits) for fits in found.values())


@pytest.mark.parametrize("channel", sorted(set(Channel) - set(LIVE)))
def test_a_message_is_answered_by_nobody_yet(channel: Channel) -> None:
    assert fitting(channel) == {}


def test_a_call_by_who_answered() -> None:
    found = fitting(Channel.CALL)
    assert found[Answered.CUSTOMER] == REACHED
    assert found[Answered.SOMEBODY] == (
        Outcome.THIRD_PERSON,
        Outcome.WRONG_NUMBER,
        Outcome.COMPLAINT,
        Outcome.DECEASED,
    )
    assert found[Answered.NOBODY] == (Outcome.NO_ANSWER, Outcome.INVALID_NUMBER)


def test_nobody_is_connected_only_where_nobody_answered() -> None:
    found = fitting(Channel.CALL)
    assert not set(found[Answered.NOBODY]) & set(CONNECTED)
    assert set(found[Answered.CUSTOMER] + found[Answered.SOMEBODY]) <= set(CONNECTED)


def test_a_related_person_s_number_is_not_answered_by_the_customer() -> None:
    assert list(fitting(Channel.THIRD_PARTY)) == [Answered.SOMEBODY, Answered.NOBODY]


def test_at_the_door() -> None:
    found = fitting(Channel.HOME_VISIT)
    assert Outcome.MOVED in found[Answered.SOMEBODY]
    assert found[Answered.NOBODY] == (Outcome.NOBODY_HOME, Outcome.MOVED)
