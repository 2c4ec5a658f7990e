from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from forbear.delinquency import Moves, Recovered, Spells, age, age_and_follow, rolled, rolls


@settings(max_examples=20)
@given(data=st.data())
def test_age_and_follow_gives_what_each_gives(data, reference, frames, policy_with):
    case = data.draw(reference.cases())
    asked = {"as_of": case.as_of, "policy": policy_with(case.order, case.across, case.grace)}
    tape = frames(case.accounts, case.instalments, case.payments)
    found = age_and_follow(*tape, months=2, **asked)
    assert found.aged.equals(age(*tape, **asked))
    assert rolled(found.moves, case.as_of).equals(rolls(*tape, months=2, **asked))
    Moves.validate(found.moves)
    Spells.validate(found.spells)
    Recovered.validate(found.recovered)
