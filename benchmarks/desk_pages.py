"""What collectors do on screen, as locust does it: one user a collector, signed in.

Every user loops over his day as ``desk.py`` does over the API: the worklist, a case off it, a
permit asked for, the contact saved under it. Between two clicks he reads for three to eight
seconds; on the telephone it would be minutes. Sessions come from the environment, as ``web.py``
sets them.
"""

from __future__ import annotations

import json
import os
import random
import re
from itertools import count
from typing import Any

from locust import HttpUser, between, task

SESSIONS: list[str] = json.loads(os.environ.get("DESK_SESSIONS", "[]"))
_NEXT = count()
CASE = re.compile(r'href="(/cases/[^/"]+/)')
MORE = re.compile(r'href="(\?[^"]*cursor=[^"]+)"')
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


class Clerk(HttpUser):
    """One collector before his screen."""

    wait_time = between(3, 8)

    def on_start(self) -> None:
        number = next(_NEXT)
        secret = f"{number:032d}"
        self.client.cookies.update(
            {"sessionid": SESSIONS[number % len(SESSIONS)], "csrftoken": secret}
        )
        self.client.headers["X-CSRFToken"] = secret
        self.random = random.Random(number)
        self.where = ""
        # People do not sit down in the same instant.
        self.think()

    @task
    def day(self) -> None:
        """One case from the list to the saved contact."""
        page = self.client.get(f"/worklist/{self.where}", name="worklist page").text
        more = MORE.search(page)
        self.where = more[1].replace("&amp;", "&") if more else ""
        cases = sorted(set(CASE.findall(page)))
        if not cases:
            return
        case = self.random.choice(cases)
        self.think()
        shown = self.client.get(case, name="case page").text
        asking = re.search(r'value="call">(.*?)</form>', shown, re.DOTALL)
        if asking is None:
            return
        self.think()
        to = re.search(r'name="key" value="([^"]*)"|<option value="([^"]*)"', asking[1])
        asked = {"channel": "call", "key": (to[1] or to[2]) if to else ""}
        self._post(f"{case}permits/", asked, "permit page")
        held = self.client.get(case, name="case page").text
        form = re.search(r"<form[^>]*data-outcome.*?</form>", held, re.DOTALL)
        if form is None:
            return
        self.think()
        told = dict(HIDDEN.findall(form[0]))
        told |= {"who": "nobody", "outcome": "no_answer", "note": "无人接听"}
        self._post(f"{case}contacts/", told, "contact page")

    def think(self) -> None:
        """Some seconds, as `wait_time` says."""
        self.wait()  # type: ignore[no-untyped-call]

    def _post(self, path: str, body: dict[str, Any], name: str) -> None:
        with self.client.post(
            path, data=body, name=name, allow_redirects=False, catch_response=True
        ) as answer:
            # A colleague may hold the permit, or it is refused: that is an answer.
            if answer.status_code in (302, 409, 422):
                answer.success()
