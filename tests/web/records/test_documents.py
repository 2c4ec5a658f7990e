"""Papers of a case: sealed, of few forms, given out with a reason, moved to new keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Person = Callable[[str], Any]
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 4


@pytest.fixture
def paper(collector: Any, callable_case: str) -> Any:
    from forbear.web.records.documents import add
    from forbear.web.records.models.document import DocumentKind

    return add(collector, callable_case, DocumentKind.HARDSHIP_PROOF, PDF)


def test_a_file_comes_out_as_it_went_in_and_the_look_is_on_record(
    paper: Any, collector: Any, callable_case: str
) -> None:
    from forbear.web.journal.models import Entry
    from forbear.web.records.documents import give
    from forbear.web.records.models import Document

    kept = bytes(Document.objects.get().content)
    assert b"PDF" not in kept
    found, content = give(collector, paper.pk, "核对资料")
    assert (found.pk, content) == (paper.pk, PDF)
    entries = Entry.objects.filter(chain=f"customer:{callable_case}").order_by("number")
    assert [(e.action, e.subject) for e in entries] == [
        ("document.added", f"document:{paper.pk}"),
        ("data.revealed", f"document.content:{paper.pk}"),
    ]


def test_nobody_else_gets_it(paper: Any, person: Person) -> None:
    from forbear.problems import ForbearError
    from forbear.web.people.access import visible
    from forbear.web.records.documents import give
    from forbear.web.records.models import Document

    for name in ("collector2", "supervisor2", "administrator"):
        with pytest.raises(ForbearError) as error:
            give(person(name), paper.pk, "核对资料")
        assert error.value.problems[0].code == "not_found"
        assert not visible(person(name), Document).exists()
    with pytest.raises(ForbearError) as error:
        give(person("strategy_manager"), paper.pk, "核对资料")
    assert error.value.problems[0].code == "access.role"


def test_keys_are_rotated_under_it(paper: Any, collector: Any) -> None:
    from forbear.web import keys
    from forbear.web.records.documents import give
    from forbear.web.records.rotation import rotate, sealed_by_key

    old = keys.ring().primary.id
    rotate()
    assert sealed_by_key()[old] == 0
    assert give(collector, paper.pk, "核对资料")[1] == PDF


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "document.empty"),
        (b"<html><script>alert(1)</script>", "document.type"),
        (b" %PDF-1.7", "document.type"),
        (b"GIF89a", "document.type"),
        (b"%PDF-" + bytes(10 * 1024 * 1024), "document.large"),
    ],
)
def test_what_is_not_taken(collector: Any, callable_case: str, content: bytes, code: str) -> None:
    from forbear.problems import ForbearError
    from forbear.web.records.documents import add
    from forbear.web.records.models import Document
    from forbear.web.records.models.document import DocumentKind

    with pytest.raises(ForbearError) as error:
        add(collector, callable_case, DocumentKind.OTHER, content)
    assert [problem.code for problem in error.value.problems] == [code]
    assert not Document.objects.exists()
