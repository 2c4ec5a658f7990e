"""What collectors do, as locust does it: one user a collector, each with a token of his own.

Every user loops over his day: the worklist, a case off it, what may be done, a permit, the contact
recorded under it. Between two requests he waits about a second. Addresses and tokens come from the
environment, as ``web.py`` sets them.
"""

from __future__ import annotations

import json
import os
import random
from itertools import count
from typing import Any
from uuid import uuid4

from locust import HttpUser, between, task

TOKENS: list[str] = json.loads(os.environ.get("DESK_TOKENS", "[]"))
_NEXT = count()


class Collector(HttpUser):
    """One collector at his desk."""

    wait_time = between(0.5, 1.5)

    def on_start(self) -> None:
        number = next(_NEXT)
        self.client.headers["Authorization"] = f"Bearer {TOKENS[number % len(TOKENS)]}"
        self.random = random.Random(number)
        self.cursor: str | None = None
        self.think()

    @task
    def day(self) -> None:
        """One case from the list to the recorded contact."""
        where = {"mine": "true", "limit": 50, **({"cursor": self.cursor} if self.cursor else {})}
        page = self.client.get("/api/v1/cases", params=where, name="worklist").json()
        self.cursor = page.get("next")
        if not page["items"]:
            return
        case = self.random.choice(page["items"])
        self.think()
        own = case["customer_id"]
        self.client.get(f"/api/v1/cases/{own}", name="case")
        self.think()
        asked: dict[str, Any] = {"customer_id": own, "channel": "call"}
        permit = self._post("/api/v1/permits", asked, "permit")
        if permit is None or not permit["allowed"]:
            return
        self.think()
        told = {"permit_id": permit["id"], "outcome": "no_answer", "note": "无人接听"}
        self._post("/api/v1/contacts", told, "contact")

    def think(self) -> None:
        """About a second, as `wait_time` says."""
        self.wait()  # type: ignore[no-untyped-call]

    def _post(self, path: str, body: dict[str, Any], name: str) -> dict[str, Any] | None:
        key = {"Idempotency-Key": str(uuid4())}
        with self.client.post(
            path, json=body, headers=key, name=name, catch_response=True
        ) as answer:
            # A colleague may hold the permit, or the case may not be called: that is an answer.
            if answer.status_code in (200, 201, 409, 422):
                answer.success()
                return answer.json() if answer.status_code in (200, 201) else None
            return None
