"""Papers of a case: sent in, and taken out with a reason."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from forbear.problems import ForbearError
from forbear.web.desk.case import shown, the_case
from forbear.web.desk.reading import Reading
from forbear.web.desk.reveals import why
from forbear.web.desk.state import change
from forbear.web.pages.shell import person, signed
from forbear.web.people.access import May, visible
from forbear.web.people.models import User
from forbear.web.records import documents
from forbear.web.records.models import Document
from forbear.web.records.models.document import DocumentKind, FileType

TYPES = {
    FileType.PDF: "application/pdf",
    FileType.PNG: "image/png",
    FileType.JPEG: "image/jpeg",
}


@signed(May.WORK_CASES)
@require_POST
def add(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Keep a file."""
    sent = request.FILES.get("file")

    def do(user: User, reading: Reading) -> object:
        kind = reading.one_of("kind", DocumentKind)
        if sent is None:
            reading.fail("file", "choose a file", "请选择文件")
        reading.done()
        assert kind is not None
        assert sent is not None
        # One byte more than is taken: whatever is larger is refused, and not read whole.
        return documents.add(user, customer_id, kind, sent.read(documents.LARGEST + 1))

    return change(request, customer_id, "document", do)


@signed(May.REVEAL)
@require_POST
def give(request: HttpRequest, customer_id: str, document_id: str) -> HttpResponse:
    """The file, to be kept and not shown by the browser; that it was taken out is on record."""
    the_case(request, customer_id)
    rows = visible(person(request), Document).filter(pk=document_id, customer_id=customer_id)
    if not rows.exists():
        raise Http404
    reason = why(request.POST.get("reason", ""), request.POST)
    try:
        found, content = documents.give(person(request), document_id, reason)
    except ForbearError as error:
        section = f"document-{document_id}"
        return shown(request, customer_id, section=section, problems=error.problems, status=422)
    answer = HttpResponse(content, content_type=TYPES[FileType(found.type)])
    name = f"{found.kind}-{found.added_at:%Y%m%d}.{found.type}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "no-store"
    return answer
