from collections.abc import Callable

import pytest

from forbear.policy import Policy, load
from forbear.rulebook.facts.plan import ACTS, NEEDS
from forbear.visits import bring
from forbear.visits.policy import VisitsPolicy


@pytest.mark.parametrize(
    ("requires", "more"),
    [
        ([], []),
        (["CN-VISIT-003"], ["recorder"]),
        (["record_video", "record_audio"], ["recorder"]),
        (["CN-VISIT-002", "CN-VISIT-004"], ["staff_identity", "consent_sheet"]),
        (["CN-VISIT-008", "no-such-rule"], []),
    ],
)
def test_bring_is_what_is_always_needed_and_what_the_permit_requires(
    requires: list[str], more: list[str]
) -> None:
    policy = load().read("visits.yaml", VisitsPolicy)
    names = {id(item): name for name, item in policy.bring.items()}
    always = ["authority", "statement", "offers"]
    expected = [name for name in policy.bring if name in {*always, *more}]
    assert [names[id(item)] for item in bring(requires, policy)] == expected


def test_words_of_permits_that_the_policy_names_are_the_rulebooks() -> None:
    policy = load().read("visits.yaml", VisitsPolicy)
    named = {word for item in policy.bring.values() for word in item.when if word.islower()}
    assert named <= {*NEEDS, *ACTS}


def test_own_items_are_given_in_both_languages(policy_with: Callable[..., Policy]) -> None:
    own = policy_with(bring={"map": {"en": "map", "zh": "地图", "when": ["X-1"]}})
    policy = own.read("visits.yaml", VisitsPolicy)
    assert [(item.en, item.zh) for item in bring(["X-1"], policy)] == [("map", "地图")]
    assert bring(["X-2"], policy) == ()
