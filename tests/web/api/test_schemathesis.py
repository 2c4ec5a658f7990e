"""Whatever is sent, by whomever: no fault of ours, no answer that is not documented."""

from __future__ import annotations

import random
import warnings
from itertools import cycle
from typing import Any

import pytest

#: What exists, by the name of the parameter that may name it.
THERE = {
    "customer_id": ["K01", "K04", "K15"],
    "account_id": ["A01", "A04"],
    "permit_id": ["00000000-0000-0000-0000-000000000065"],
    "promise_id": ["00000000-0000-0000-0000-000000000067"],
    "arrangement_id": ["00000000-0000-0000-0000-00000000006a"],
    "hold_id": ["00000000-0000-0000-0000-000000000068"],
    "consent_id": ["00000000-0000-0000-0000-000000000069"],
    "tape_id": [1],
    "night_id": [1, 2],
    "person_id": [1, 2],
    "token_id": [1, 2],
    "name": ["accounts.csv", "../accounts.csv"],
}


@pytest.fixture
def wsgi(bank: Any) -> Any:
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def put_in(case: Any, chance: random.Random) -> None:
    """Let half of the cases name something that exists."""
    for name in list(case.path_parameters or {}):
        if name in THERE and chance.random() < 0.6:
            case.path_parameters[name] = chance.choice(THERE[name])
    body = case.body if isinstance(case.body, dict) else {}
    for name in body:
        if name in THERE and chance.random() < 0.6:
            body[name] = chance.choice(THERE[name])


@pytest.mark.slow
def test_every_answer_is_documented_and_none_is_a_fault(asker: Any, wsgi: Any) -> None:
    """Each operation is asked by each of four roles, in their turn."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import schemathesis
        from hypothesis import HealthCheck, Phase, given, settings
        from hypothesis.errors import Unsatisfiable
        from schemathesis import GenerationMode
        from schemathesis.checks import not_a_server_error
        from schemathesis.specs.openapi import checks

        looked_at = [
            not_a_server_error,
            checks.status_code_conformance,
            checks.content_type_conformance,
            checks.response_schema_conformance,
            checks.response_headers_conformance,
        ]
        tokens = cycle([asker(name).token for name in ("col1", "sup1", "cmp", "adm")])
        chance = random.Random(4)
        schema = schemathesis.openapi.from_wsgi("/api/openapi.json", wsgi)
        asked = 0
        for found in schema.get_all_operations():
            operation = found.ok()
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

                @given(case=operation.as_strategy(generation_mode=mode))
                @settings(
                    max_examples=4,
                    deadline=None,
                    database=None,
                    phases=[Phase.generate],
                    suppress_health_check=list(HealthCheck),
                )
                def ask(case: Any) -> None:
                    nonlocal asked
                    put_in(case, chance)
                    answer = case.call(headers={"Authorization": f"Bearer {next(tokens)}"})
                    case.validate_response(answer, checks=looked_at)
                    asked += 1

                try:
                    ask()
                except Unsatisfiable:  # nothing wrong can be sent
                    continue
        assert asked > 200
