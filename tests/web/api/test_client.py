"""The client is current, and works against a server on this machine."""

from __future__ import annotations

import importlib.util
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "api.md"


@pytest.fixture
def server(bank: Any) -> Iterator[str]:
    """A server on a free port, for as long as the test runs."""
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    class Quiet(WSGIRequestHandler):
        def log_message(self, *args: Any) -> None:
            pass

    serving = ThreadedWSGIServer(("127.0.0.1", 0), Quiet, connections_override={})
    serving.daemon_threads = False
    serving.set_app(get_wsgi_application())
    thread = threading.Thread(target=serving.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{serving.server_port}"
    finally:
        serving.shutdown()
        serving.server_close()
        thread.join()


def test_client_is_what_the_document_says(django: None) -> None:
    spec = importlib.util.spec_from_file_location("making", ROOT / "scripts" / "make_client.py")
    assert spec is not None
    assert spec.loader is not None
    making = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(making)
    assert making.TARGET.read_text(encoding="utf-8") == making.written()
    assert making.PAGE.read_text(encoding="utf-8") == making.page()


def test_client_has_a_method_for_every_operation(django: None) -> None:
    import forbear.web.urls  # noqa: F401
    from forbear.client import Client
    from forbear.web.api.operations import OPERATIONS

    spoken = {name.lower() for name in OPERATIONS}
    methods = {name.replace("_", "") for name in vars(Client) if name[0] != "_"}
    assert methods == spoken


def test_client_reads_pages_and_cases(server: str, asker: Any) -> None:
    from forbear.client import Client, pages

    with Client(server, asker("col1").token) as forbear:
        rows = [row["customer_id"] for row in pages(forbear.list_cases, mine=True, limit=1)]
        assert rows == ["K12", "K02", "K01"]
        assert forbear.get_case("K01")["case"]["version"] == 1
        assert forbear.get_me()["role"] == "collector"


def test_client_writes_once_and_is_told_why_not(server: str, asker: Any) -> None:
    from forbear.client import Client, RefusedError

    with Client(server, asker("col1").token) as forbear:
        first = forbear.set_hold("K01", {"kind": "complaint", "version": 1}, key="once")
        assert forbear.set_hold("K01", {"kind": "complaint", "version": 1}, key="once") == first
        with pytest.raises(RefusedError, match="changed since you looked") as told:
            forbear.set_hold("K01", {"kind": "hardship", "version": 1})
        assert (told.value.status, len(told.value.trace)) == (409, 16)
        with pytest.raises(RefusedError) as nowhere:
            forbear.get_case("K04/../K01")
        assert nowhere.value.problems[0]["code"] == "not_found"


def test_client_sends_a_tape(server: str, asker: Any, tmp_path: Path) -> None:
    from forbear.client import Client

    text = b"customer_id,kind\n" + b"C1,person\n" * 10_000
    file = tmp_path / "customers.csv"
    file.write_bytes(text)
    with Client(server, asker("adm").token) as forbear:
        tape = forbear.create_tape({"as_of": "2026-11-25"})
        with file.open("rb") as data:
            sent = forbear.put_tape_file(tape["id"], "customers.csv", data, length=len(text))
        assert sent["bytes"] == len(text)
        assert forbear.get_tape(tape["id"])["files"] == [
            {"name": "customers.csv", "bytes": len(text)}
        ]
        taken = forbear.import_tape(tape["id"])
        assert (taken["new"], taken["tape"]["state"]) == (True, "received")
        assert b"number,table" in forbear.export_quarantine(1)


def test_example_of_the_page_works(server: str, asker: Any) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    one = asker("col1")
    before = len(one.get("/permits").json()["items"])
    exec(example.replace("https://forbear.bank.example", server), {"token": one.token})
    assert len(one.get("/permits").json()["items"]) == before + 3


def test_requests_of_the_page_are_there(django: None) -> None:
    from django.urls import resolve

    asked = re.findall(r"\$F(/[^\s\"?]+)", PAGE.read_text(encoding="utf-8"))
    assert len(asked) == 7
    for path in asked:
        resolve(f"/api/v1{path}")


@pytest.mark.parametrize("address", ["forbear", "ftp://x", "https://"])
def test_client_refuses_what_is_no_address(address: str) -> None:
    from forbear.client import Client

    with pytest.raises(ValueError, match="no address"):
        Client(address, "t")
