from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from forbear.delinquency import age, age_and_roll, rolls


@settings(max_examples=20)
@given(data=st.data())
def test_age_and_roll_gives_what_both_give(data, reference, frames, policy_with):
    case = data.draw(reference.cases())
    asked = {"as_of": case.as_of, "policy": policy_with(case.order, case.across, case.grace)}
    tape = frames(case.accounts, case.instalments, case.payments)
    aged, rolled = age_and_roll(*tape, months=2, **asked)
    assert aged.equals(age(*tape, **asked))
    assert rolled.equals(rolls(*tape, months=2, **asked))
