"""A tape sent, a night ordered and published by a second person, and work read from it: by API."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

AS_OF = date(2026, 11, 22)
EVENING = datetime(2026, 11, 22, 13, tzinfo=UTC)


def somebody(askers: Any, name: str, role: str) -> Any:
    from forbear.web.api.scopes import Scope
    from forbear.web.api.tokens import make
    from forbear.web.people.models import User

    user = User.objects.create(username=name, role=role)
    return askers(make(None, user, "journey", list(Scope), 30)[1])


def hasty(within: Path) -> Path:
    """The default policy with a short search for routes."""
    import forbear.policy

    folder = within / "policy"
    folder.mkdir()
    long = (Path(forbear.policy.__file__).parent / "default" / "visits.yaml").read_text()
    (folder / "visits.yaml").write_text(long.replace("iterations: 10000", "iterations: 100"))
    return folder


@pytest.mark.slow
def test_tape_becomes_a_worklist(
    site: Any, asking: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.conf import settings

    from forbear.evidence import verify
    from forbear.lab import write_demo
    from forbear.web import clock
    from forbear.web.nights.tasks import run_later, take_in_later

    monkeypatch.setitem(settings.TOLD, "FORBEAR_POLICY", str(hasty(tmp_path)))
    folder = tmp_path / "demo"
    write_demo(folder, accounts=120, as_of=AS_OF, seed=5)
    with clock.at(EVENING):
        admin = somebody(asking, "a", "administrator")
        manager = somebody(asking, "m", "strategy_manager")
        auditor = somebody(asking, "w", "auditor")
        tape = admin.post("/tapes", {"as_of": "2026-11-22"}, key="t").json()
        sent = [file for file in sorted(folder.iterdir()) if file.suffix in (".parquet", ".csv")]
        for file in sent:
            path = f"/tapes/{tape['id']}/files/{file.name}"
            raw = "application/octet-stream"
            answer = admin.send("PUT", path, file.read_bytes(), content_type=raw)
            assert answer.json()["bytes"] == file.stat().st_size
        taken = admin.post(f"/tapes/{tape['id']}/import", key="i").json()["tape"]["id"]
        take_in_later.call(taken)
        told = admin.get(f"/tapes/{taken}").json()
        assert (told["state"], told["problems"], told["files"]) == ("accepted", [], [])
        aside = admin.get(f"/tapes/{taken}/quarantine", limit=200).json()["items"]
        assert len(aside) > 0
        night = admin.post("/nights", {}, key="n").json()["id"]
        run_later.call(night)
        assert admin.get(f"/nights/{night}").json()["state"] == "ready"
        done = manager.post(f"/nights/{night}/publish", key="p")
        assert (done.status_code, done.json()["state"]) == (200, "published")
        again = manager.post(f"/nights/{night}/publish", key="p")
        assert (again.status_code, again.headers["Idempotent-Replayed"]) == (200, "true")
        cases = auditor.get("/cases", limit=200).json()["items"]
        assert len(cases) > 20
        file = auditor.get(f"/cases/{cases[0]['customer_id']}").json()
        assert file["customer"]["name"][1:2] == "*"
        assert file["case"]["plan_for"] == "2026-11-23"
        lines = b"".join(auditor.get("/journal/export").streaming_content)
        assert verify(lines.splitlines(keepends=True)).chains >= 2
