"""What every test stands on: bounded, repeatable property tests."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "forbear",
    derandomize=True,
    deadline=None,
    max_examples=50,
    database=None,
    print_blob=False,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("forbear")
