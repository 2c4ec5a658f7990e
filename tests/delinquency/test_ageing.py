from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from forbear.delinquency import Aged, age


def aged(case, frames, policy_with):
    policy = policy_with(case.order, case.across, case.grace, case.interest_on)
    tape = frames(case.accounts, case.instalments, case.payments)
    return age(*tape, as_of=case.as_of, policy=policy)


@settings(max_examples=40)
@given(data=st.data())
def test_age_any_shard_equals_walking_it_by_hand(data, reference, frames, policy_with):
    case = data.draw(reference.cases())
    result = aged(case, frames, policy_with)
    Aged.validate(result)
    expected = reference.age(case)
    assert result.select(list(expected[0])).to_dicts() == expected
