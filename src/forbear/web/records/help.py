"""Help asked for on a case, answered or taken back: a request with an answer, not a chat."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction

from forbear.problems import refuse
from forbear.web import clock, keys
from forbear.web.journal.acts import Act
from forbear.web.journal.keep import enter, of_customer
from forbear.web.people.access import May, visible
from forbear.web.people.models import User
from forbear.web.records import notes
from forbear.web.records.held import customer_held, customer_of, not_found
from forbear.web.records.models import HelpRequest
from forbear.web.records.models.help import ANSWERS, HelpKind, HelpState
from forbear.web.records.sealed import place
from forbear.web.sealing import Place, unseal

#: Characters that a request, or its answer, has at most.
LONGEST = 400


def ask(user: User, customer_id: str, kind: HelpKind, text: str) -> HelpRequest:
    """Ask for help. Raises `ForbearError` without words, or while one of its kind is open."""
    with transaction.atomic():
        customer_of(user, May.ASK_HELP, customer_id)
        customer_held(customer_id)
        _said(text, "text")
        alike = HelpRequest.objects.filter(customer_id=customer_id, kind=kind, state=HelpState.OPEN)
        if alike.exists():
            raise refuse(
                "help.open",
                "kind",
                "this was asked for already and is not answered yet",
                "已有同类请求尚未答复",
            )
        made = HelpRequest(
            id=uuid4(), customer_id=customer_id, kind=kind, asked_by=user, asked_at=clock.now()
        )
        made.text = notes.sealed(made, "text", text)
        made.save(force_insert=True)
        _entered(user, made, Act.HELP_ASKED, text=notes.proof(made.text))
    return made


def answer(user: User, request_id: str | UUID, state: HelpState, text: str) -> HelpRequest:
    """Answer an open request: done or declined, with a sentence. Nobody answers his own."""
    with transaction.atomic():
        found = _held(user, May.ANSWER_HELP, request_id)
        if state not in ANSWERS:
            raise refuse(
                "help.answer", "state", "an answer says done or declined", "答复须为已办理或未采纳"
            )
        if found.asked_by_id == user.pk:
            raise refuse(
                "help.own", "state", "somebody else answers what you asked", "不能答复本人的请求"
            )
        _said(text, "answer")
        found.answer = notes.sealed(found, "answer", text)
        _over(user, found, state)
        _entered(user, found, Act.HELP_ANSWERED, state=str(state), text=notes.proof(found.answer))
    return found


def withdraw(user: User, request_id: str | UUID) -> HelpRequest:
    """Take back an open request of one's own."""
    with transaction.atomic():
        found = _held(user, May.ASK_HELP, request_id)
        if found.asked_by_id != user.pk:
            raise refuse("help.others", "request", "somebody else asked for it", "该请求由他人提出")
        _over(user, found, HelpState.WITHDRAWN)
        _entered(user, found, Act.HELP_WITHDRAWN)
    return found


def words(request: HelpRequest) -> tuple[str | None, str | None]:
    """What was asked and what was answered, opened.

    A request is addressed to whoever sees the case and works it: to read it is no look at the
    customer's data, and is not entered.
    """
    ring = keys.ring()
    text, said = (
        unseal(ring, sealed, Place(*place(request, column)))
        for column, sealed in (("text", request.text), ("answer", request.answer))
    )
    return text, said


def _held(user: User, act: May, request_id: str | UUID) -> HelpRequest:
    found = visible(user, HelpRequest).filter(pk=request_id).first()
    if found is None:
        raise not_found("request")
    customer_of(user, act, found.customer_id)
    customer_held(found.customer_id)
    found.refresh_from_db()
    if found.state != HelpState.OPEN:
        raise refuse(
            "help.over",
            "request",
            "it was answered or withdrawn meanwhile",
            "该请求已被答复或撤回",
        )
    return found


def _over(user: User, found: HelpRequest, state: HelpState) -> None:
    found.state, found.answered_by, found.answered_at = state, user, clock.now()
    found.save(update_fields=["state", "answer", "answered_by", "answered_at"])


def _said(text: str, where: str) -> None:
    if not text.strip():
        raise refuse("help.words", where, "say it in a sentence", "请用一句话说明")
    if len(text) > LONGEST:
        raise refuse(
            "help.long",
            where,
            f"has {len(text)} characters; at most {LONGEST} are kept",
            f"共 {len(text)} 字，最多 {LONGEST} 字",
        )


def _entered(user: User, request: HelpRequest, act: Act, **more: str | None) -> None:
    enter(
        of_customer(request.customer_id),
        act,
        actor=user.get_username(),
        subject=f"help:{request.pk}",
        content={"kind": str(request.kind), **more},
    )
