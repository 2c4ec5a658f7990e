"""The closed sets of the field."""

from __future__ import annotations

import re
from enum import StrEnum

import pytest

from forbear.portfolio import words
from forbear.portfolio.vocabulary import plain, vocabulary
from forbear.portfolio.words import CONNECTED, REACHED, Outcome

SETS = [found for found in vars(words).values() if isinstance(found, type) and found is not StrEnum]


@pytest.mark.parametrize("each", SETS, ids=lambda each: each.__name__)
def test_words_are_the_lower_case_of_their_names(each):
    assert [member.value for member in each] == [member.name.lower() for member in each]
    assert all(re.fullmatch("[a-z_]+", member.value) for member in each)


@pytest.mark.parametrize("each", SETS, ids=lambda each: each.__name__)
def test_words_say_what_they_are_for(each):
    assert each.__doc__.endswith((".", ")"))


def test_reached_outcomes_are_connected_ones():
    assert set(REACHED) < set(CONNECTED) < set(Outcome)
    assert len(CONNECTED) == len(set(CONNECTED))


def test_connected_but_not_reached_is_somebody_else():
    assert set(CONNECTED) - set(REACHED) == {
        Outcome.THIRD_PERSON,
        Outcome.DECEASED,
        Outcome.WRONG_NUMBER,
    }


@pytest.mark.parametrize(
    "outcome", ["no_answer", "invalid_number", "nobody_home", "moved", "sent", "undelivered"]
)
def test_outcome_in_which_nobody_answered_is_not_connected(outcome):
    assert Outcome(outcome) not in CONNECTED


def test_vocabulary_codes_are_all_known_words():
    known = {member.value for each in SETS for member in each}
    assert set(vocabulary().codes) <= known


@pytest.mark.parametrize("each", SETS, ids=lambda each: each.__name__)
def test_vocabulary_words_mean_one_code_within_a_set(each):
    named = [w for m in each for w in dict.fromkeys(vocabulary().codes.get(m.value, ()))]
    assert sorted(named) == sorted(set(named))


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        (" Cust_No ", "custno"),
        ("贷款金额(元)", "贷款金额"),
        ("客户号", "客户号"),
        ("due-date", "duedate"),
        ("年利率【%】", "年利率"),
    ],
)
def test_plain_header_without_case_width_and_remarks(written, bare):
    assert plain(written) == bare
