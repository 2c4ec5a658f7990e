"""A bucket that fills evenly."""

from __future__ import annotations


def test_wait_is_nothing_until_the_bucket_is_empty(django: None) -> None:
    from forbear.web.api.rate import Rate

    rate = Rate()
    assert [rate.wait("a", 3, now=0.0) for _ in range(4)] == [0, 0, 0, 20]
    assert rate.wait("b", 3, now=0.0) == 0


def test_wait_ends_when_the_bucket_has_filled(django: None) -> None:
    from forbear.web.api.rate import Rate

    rate = Rate()
    for _ in range(3):
        rate.wait("a", 3, now=0.0)
    assert rate.wait("a", 3, now=10.0) == 10
    assert rate.wait("a", 3, now=20.0) == 0
    assert [rate.wait("a", 3, now=1e6) for _ in range(4)] == [0, 0, 0, 20]


def test_whoever_was_not_seen_for_longest_is_forgotten(django: None) -> None:
    from forbear.web.api import rate as module

    rate = module.Rate()
    for number in range(module.REMEMBERED + 5):
        rate.wait(str(number), 1, now=0.0)
    assert len(rate._left) == module.REMEMBERED
    assert "0" not in rate._left
