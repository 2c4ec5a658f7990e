"""Papers of a case: taken in, sealed, and given out again to whoever says what for."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet

from forbear.problems import refuse
from forbear.web import clock, keys
from forbear.web.fetch import by_customer, objects
from forbear.web.journal.acts import Act
from forbear.web.journal.keep import enter, of_customer
from forbear.web.people.access import May, visible
from forbear.web.people.models import User
from forbear.web.records.held import customer_held, customer_of, not_found
from forbear.web.records.models import Document
from forbear.web.records.models.document import DocumentKind, FileType
from forbear.web.records.reveal import reveal
from forbear.web.records.sealed import place
from forbear.web.sealing import Place, seal

#: Bytes of a file, at most.
LARGEST = 10 * 1024 * 1024
#: How the files that are taken begin; the name and what the sender calls them count for nothing.
BEGIN: dict[bytes, FileType] = {
    b"%PDF-": FileType.PDF,
    b"\x89PNG\r\n\x1a\n": FileType.PNG,
    b"\xff\xd8\xff": FileType.JPEG,
}


def add(user: User, customer_id: str, kind: DocumentKind, content: bytes) -> Document:
    """Keep a file. Raises `ForbearError` for one too large, empty or of another form."""
    _small(len(content))
    type_ = next((type_ for begin, type_ in BEGIN.items() if content.startswith(begin)), None)
    if type_ is None:
        raise refuse(
            "document.type",
            "file",
            "this is no PDF, PNG or JPEG; send one of these",
            "文件不是 PDF、PNG 或 JPEG，请重新选择",
        )
    with transaction.atomic():
        customer_of(user, May.WORK_CASES, customer_id)
        customer_held(customer_id)
        made = Document(
            id=uuid4(),
            customer_id=customer_id,
            kind=kind,
            type=type_,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            added_by=user,
            added_at=clock.now(),
        )
        text = base64.b64encode(content).decode()
        made.content = seal(keys.ring(), text, Place(*place(made, "content")))
        made.save(force_insert=True)
        enter(
            of_customer(customer_id),
            Act.DOCUMENT_ADDED,
            actor=user.get_username(),
            subject=f"document:{made.pk}",
            content={"kind": str(kind), "type": str(type_), "sha256": made.sha256},
        )
    return made


def give(user: User, document_id: str | UUID, reason: str) -> tuple[Document, bytes]:
    """The file, whole: a look at personal data like any other (see `records.reveal`)."""
    found = visible(user, Document).filter(pk=document_id).first()
    if found is None:
        raise not_found("document")
    text = reveal(user, found, "content", reason)
    return found, base64.b64decode(text or "")


def listed(customer_id: str) -> list[Document]:
    """The papers of a case, for whoever sees it, without what stands in them; the latest first."""
    return objects(Document, customer_id, _added)


def _added(rows: QuerySet[Any], customer: str) -> QuerySet[Any]:
    rows = by_customer(rows, customer).defer("content").select_related("added_by")
    return rows.order_by("-added_at", "id")


def _small(size: int) -> None:
    if size > LARGEST:
        raise refuse(
            "document.large",
            "file",
            f"has {size // 1024 // 1024} MB; at most {LARGEST // 1024 // 1024} MB are taken",
            f"文件为 {size // 1024 // 1024} MB，最大 {LARGEST // 1024 // 1024} MB",
        )
    if not size:
        raise refuse("document.empty", "file", "choose a file", "请选择文件")
