"""Help asked for from a case and answered from a list; papers kept, and given out with a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Sit = Callable[[str], Any]
pytestmark = pytest.mark.any_database
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


def test_a_request_goes_to_the_supervisor_and_comes_back_answered(
    desk: Sit, callable_case: str
) -> None:
    from forbear.web.records.models import HelpRequest

    me, supervisor = desk("collector"), desk("supervisor")
    path = f"/cases/{callable_case}/"
    answer = me.post(f"{path}help/", {"kind": "letter", "text": "三次未接通，请寄信"})
    assert answer.status_code == 302
    asked = HelpRequest.objects.get()
    assert "三次未接通，请寄信" in supervisor.get("/requests/").content.decode()
    for name in ("supervisor2", "collector2"):
        others = desk(name)
        assert "三次未接通" not in others.get("/requests/").content.decode()
    told = {"state": "done", "answer": ""}
    empty = supervisor.post(f"/requests/{asked.pk}/", told, zh=True)
    assert (empty.status_code, "请用一句话说明" in empty.content.decode()) == (422, True)
    assert desk("supervisor2").post(f"/requests/{asked.pk}/", told).status_code == 404
    assert me.post(f"/requests/{asked.pk}/", told).status_code == 403
    done = supervisor.post(f"/requests/{asked.pk}/", {**told, "answer": "已寄出"})
    assert done.status_code == 302
    assert "三次未接通" not in supervisor.get("/requests/").content.decode()
    assert "已寄出" in supervisor.get("/requests/?over=1").content.decode()
    assert "已寄出" in me.get(path).content.decode()


def test_what_is_asked_is_kept_in_the_form_where_it_is_wrong(desk: Sit, callable_case: str) -> None:
    from forbear.web.records.models import HelpRequest

    me, path = desk("collector"), f"/cases/{callable_case}/help/"
    answer = me.post(path, {"kind": "", "text": "请陪同外访"}, zh=True)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert ">请陪同外访</textarea>" in page
    assert 'id="kind-error">请选择</span>' in page
    assert desk("auditor").post(path, {"kind": "visit", "text": "去"}).status_code == 403
    assert not HelpRequest.objects.exists()
    assert me.post(path, {"kind": "visit", "text": "请陪同外访"}).status_code == 302
    asked = HelpRequest.objects.get()
    assert desk("supervisor").post(f"{path}{asked.pk}/withdraw/", {}).status_code == 403
    assert me.post(f"{path}{asked.pk}/withdraw/", {}).status_code == 302
    asked.refresh_from_db()
    assert asked.state == "withdrawn"


def paper(me: Any, case: str, content: bytes, name: str = "证明.png", kind: str = "letter") -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile(name, content, "image/png")
    return me.post(f"/cases/{case}/documents/", {"kind": kind, "file": file}, zh=True)


def test_a_paper_is_given_out_as_it_was_never_inside_a_page(
    desk: Sit, callable_case: str, statements: Callable[..., Any]
) -> None:
    from forbear.web.journal.models import Entry
    from forbear.web.records.models import Document

    me = desk("collector")
    assert paper(me, callable_case, PNG).status_code == 302
    found = Document.objects.get()
    path = f"/cases/{callable_case}/documents/{found.pk}/"
    with statements() as sent:
        assert "函件" in me.get(f"/cases/{callable_case}/", zh=True).content.decode()
    assert not [one for one in sent if '"document"."content"' in one["sql"]]
    assert me.get(path).status_code == 405
    assert me.post(path, {"reason": ""}).status_code == 422
    given = me.post(path, {"reason": "check"})
    assert given.content == PNG
    assert given["Content-Type"] == "image/png"
    assert given["Content-Disposition"] == 'attachment; filename="letter-20261123.png"'
    assert given["X-Content-Type-Options"] == "nosniff"
    looks = Entry.objects.filter(chain=f"customer:{callable_case}", action="data.revealed")
    assert [look.subject for look in looks] == [f"document.content:{found.pk}"]


@pytest.mark.parametrize(
    ("content", "name", "kind", "says"),
    [
        (b"<script>alert(1)</script>", "a.png", "letter", "文件不是 PDF、PNG 或 JPEG"),
        (PNG, "a.png", "", "请选择"),
        (b"", "a.png", "letter", "请选择文件"),
        (PNG + bytes(10 * 1024 * 1024), "a.png", "letter", "最大 10 MB"),
    ],
)
def test_what_is_not_taken_is_told(
    desk: Sit, callable_case: str, content: bytes, name: str, kind: str, says: str
) -> None:
    from forbear.web.records.models import Document

    answer = paper(desk("collector"), callable_case, content, name, kind)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Document.objects.exists()


def test_a_paper_is_nothing_to_others(desk: Sit, callable_case: str, own: list[str]) -> None:
    from forbear.web.records.models import Document

    me = desk("collector")
    paper(me, callable_case, PNG)
    found = Document.objects.get()
    path, told = f"/cases/{callable_case}/documents/{found.pk}/", {"reason": "check"}
    assert desk("collector2").post(path, told).status_code == 404
    assert desk("supervisor2").post(path, told).status_code == 404
    assert desk("strategy_manager").post(path, told).status_code == 403
    # Through another case of one's own it is not reached, either.
    other = next(pk for pk in own if pk != callable_case)
    assert me.post(path.replace(callable_case, other), told).status_code == 404
    assert paper(desk("auditor"), callable_case, PNG).status_code == 403
    assert paper(desk("collector2"), callable_case, PNG).status_code == 404
    assert Document.objects.count() == 1
