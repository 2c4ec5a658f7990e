from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from forbear.delinquency import Rolls, rolls


@given(data=st.data())
def test_rolls_any_shard_equals_ageing_it_at_every_month_end(data, reference, frames, policy_with):
    case = data.draw(reference.cases())
    months = data.draw(st.sampled_from([1, 3, 14]))
    result = rolls(
        *frames(case.accounts, case.instalments, case.payments),
        as_of=case.as_of,
        months=months,
        policy=policy_with(case.order, case.across, case.grace),
    )
    Rolls.validate(result)
    counted = {tuple(row[:4]): tuple(row[4:]) for row in result.rows()}
    assert counted == reference.rolls(case, months)
    assert result.equals(result.sort(Rolls.primary_key()))
